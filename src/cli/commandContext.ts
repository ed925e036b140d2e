import type { ExitCode } from './exitCode.ts';
import type { Format, Settings } from './settings.ts';
import type { Terminal } from './terminal.ts';

/** What a command gets when it runs. */
export interface CommandContext {
  readonly settings: Settings;
  readonly terminal: Terminal;
  /** The words that name it, such as `saml export`. */
  readonly command: string;
}

export interface FlagSpec {
  /** As people write it: `-o, --out <path>`. */
  readonly flags: string;
  readonly text: string;
}

/** A flag with its attribute, valid before and after the command. */
export interface GlobalFlag extends FlagSpec {
  readonly attribute: string;
  /** Taken by every command, because it never promises more than it holds. */
  readonly everywhere?: true;
}

/** A command: what is said about it, what it takes, and where it is done. */
export interface Command {
  /** `plan`, or `saml export` for one in a family. */
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  readonly text: string;
  readonly flags: readonly FlagSpec[];
  /** What stands after its name, as people write it: `[plan]`, `<person> <resource>`. None unless given. */
  readonly args?: string;
  /** What --out is for, where it is not for the result. */
  readonly outText?: string;
  /** Attributes of the global flags that it takes beside those that every command takes. */
  readonly takes: readonly string[];
  /** What it can write; the first is the default. None: its output is no data. */
  readonly formats: readonly Format[];
  readonly examples: readonly (readonly [line: string, does: string])[];
  /** Flags that somebody may expect here, and why there are none. */
  readonly refuses?: readonly (readonly [flag: string, why: string, hint: string])[];
  /** Loads what it needs when it is needed: starting the program is cheap. */
  load(): Promise<(run: CommandContext) => Promise<ExitCode>>;
}
