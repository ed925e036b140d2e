import { ApiError } from '../api/index.ts';

/** One thing that was looked at, and how it is. */
export interface Finding {
  readonly area: 'key' | 'reach' | 'read' | 'assumption';
  /** Stable, in kebab-case, for programs. */
  readonly code: string;
  /** `bad` keeps the program from its work; `note` changes what it can do. */
  readonly is: 'ok' | 'note' | 'bad' | 'unknown';
  readonly message: string;
}

/**
 * Looks at something, and says so when it can not be looked at.
 * @param look gives what there is to say
 */
export async function finding(
  area: Finding['area'],
  code: string,
  what: string,
  look: () => Promise<Omit<Finding, 'area' | 'code'>>,
  whenUnread: 'bad' | 'note' | 'unknown' = 'note',
): Promise<Finding> {
  try {
    return { area, code, ...(await look()) };
  } catch (error) {
    if (!(error instanceof ApiError) || error.kind === 'aborted') throw error;
    const why = error.status === undefined ? error.kind : `${error.status}, ${error.kind}`;
    return {
      area,
      code,
      is: whenUnread,
      message: `${what} could not be read (${why}). ${error.hint}`,
    };
  }
}
