export type CliErrorKind =
  | 'usage'
  /** A name on the command line that no item has, or several. */
  | 'resource'
  | 'account'
  | 'file'
  | 'person'
  | 'key'
  | 'run'
  | 'secret'
  | 'consent'
  | 'sight'
  | 'sandbox'
  | 'interrupted'
  | 'locked'
  | 'stale';

/** An expected failure: it is reported without a stack trace. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly kind: CliErrorKind;
  /** What to do next. */
  readonly hint: string | undefined;

  constructor(kind: CliErrorKind, message: string, hint?: string) {
    super(message);
    this.kind = kind;
    this.hint = hint;
  }
}

/** The working folder no longer exists, so there can be no lock and no journal. */
export const lostFolder = (): CliError =>
  new CliError(
    'file',
    'The working folder no longer exists.',
    'Change to another folder and run it again. Nothing was written.',
  );
