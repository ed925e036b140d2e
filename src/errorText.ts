/** The message of an error, or the text of anything else that was thrown. */
export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

/** A sentence without its full stop, so that more can follow it. */
export const withoutStop = (text: string): string => text.replace(/\.$/, '');
