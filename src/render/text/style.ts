import type { Paint } from '../words/pieces.ts';

/** How text is decorated. Identity functions give plain text. */
export type Style = Readonly<Record<Paint, (text: string) => string>>;

/** What text is laid out for. */
export interface Layout {
  readonly style: Style;
  /** Columns of the terminal. Lines wrap there, and a name or an e-mail is never cut. */
  readonly width: number;
  /**
   * What makes the same command reach the same file and account again, `-f prod.yaml --sandbox` say: it is part of
   * every command that the reader is told to run. Without it, only the file is named.
   */
  readonly again?: string;
  /** Whether all people whose access changes are shown, or what can be read in a minute. */
  readonly access?: 'brief' | 'full';
  /** The command that was given, where it is no plan of a file: with --apply, it is run. */
  readonly as?: string;
  /** The flags that decide what a plan of a file is about: without them, a command printed as the next step does more. */
  readonly about?: string;
  /** What the plan is against, in a sentence: "the sandbox". The live account, unless given. */
  readonly where?: string;
}

const same = (text: string): string => text;

/** Text without decoration. */
export const plainStyle: Style = {
  bold: same,
  dim: same,
  red: same,
  green: same,
  yellow: same,
  cyan: same,
  magenta: same,
};
