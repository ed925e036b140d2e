import { ApiError, isStopped } from '../api/index.ts';

/** The result of one check. */
export interface Check {
  readonly area: 'key' | 'reach' | 'read' | 'assumption';
  /** Stable, in kebab-case, for programs. */
  readonly code: string;
  /** `bad` keeps the program from working; `note` limits what it can do. */
  readonly is: 'ok' | 'note' | 'bad' | 'unknown';
  readonly message: string;
  /** The subject of a check that was skipped because the API that it needs does not respond. */
  readonly not_asked?: string;
}

/** A request that was not sent, because an earlier one to the same API failed. */
export class NotAskedError extends ApiError {
  constructor(error: ApiError) {
    super(error.message, error);
  }
}

/** Says what could not be read, why, and what to do. */
export function whyUnread(what: string, error: ApiError): string {
  const why = error.status === undefined ? error.kind : `${error.status}, ${error.kind}`;
  return `${what} could not be read (${why}). ${error.hint}`;
}

/**
 * Runs a check, and reports when it could not be done.
 * @param look returns the result
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
      return { area, code, is: 'unknown', message: `${what}: not checked.`, not_asked: what };
    }
    return { area, code, is: whenUnread, message: whyUnread(what, error) };
  }
}
