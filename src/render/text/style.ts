import type { Again } from '../words/command.ts';
import type { Paint } from '../words/pieces.ts';

/** How text is decorated. Identity functions give plain text. */
export type Style = Readonly<Record<Paint, (text: string) => string>>;

/** What text is laid out for. */
export interface Layout extends Again {
  readonly style: Style;
  /** Columns of the terminal. Lines wrap there, and a name or an e-mail is never cut. */
  readonly width: number;
  /** Whether all people whose access changes are shown, or what can be read in a minute. */
  readonly access?: 'brief' | 'full';
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
