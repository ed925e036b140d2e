import { ApiError, isStopped } from '../api/index.ts';

/** One thing that was looked at, and how it is. */
export interface Check {
  readonly area: 'key' | 'reach' | 'read' | 'assumption';
  /** Stable, in kebab-case, for programs. */
  readonly code: string;
  /** `bad` keeps the program from its work; `note` changes what it can do. */
  readonly is: 'ok' | 'note' | 'bad' | 'unknown';
  readonly message: string;
  /** What was to be looked at, where it was not: it would have been asked of something that does not answer. */
  readonly not_asked?: string;
}

/** A question that was not sent, because the one before it had no answer. */
export class NotAskedError extends ApiError {
  constructor(error: ApiError) {
    super(error.message, error);
  }
}

/** What could not be read, why, and what to do. */
export function whyUnread(what: string, error: ApiError): string {
  const why = error.status === undefined ? error.kind : `${error.status}, ${error.kind}`;
  return `${what} could not be read (${why}). ${error.hint}`;
}

/**
 * Looks at something, and says so when it can not be looked at.
 * @param look gives what there is to say
 */
export async function check(
  area: Check['area'],
  code: string,
  what: string,
  look: () => Promise<Omit<Check, 'area' | 'code'>>,
  whenUnread: 'bad' | 'note' | 'unknown' = 'note',
): Promise<Check> {
  try {
    return { area, code, ...(await look()) };
  } catch (error) {
    if (!(error instanceof ApiError) || isStopped(error)) throw error;
    if (error instanceof NotAskedError) {
      return { area, code, is: 'unknown', message: `${what}: not asked.`, not_asked: what };
    }
    return { area, code, is: whenUnread, message: whyUnread(what, error) };
  }
}
