import type { Claim } from '../../plan/claims.ts';
import { besides, saysWhat } from '../words/claims.ts';
import { counted } from '../words/names.ts';

/** How an access file was brought up to date. */
export interface Updated {
  readonly file: string;
  /** The files that were written. */
  readonly changed: readonly string[];
  /** In how many places. */
  readonly places: number;
  /** How many differences stay. */
  readonly missed: number;
  /** Whether the file lists nothing yet. */
  readonly isEmpty: boolean;
  /** Whether the file matches the account, apart from what is missed. */
  readonly claim: Claim;
}

/** The last line of `import --update`. */
export function updateSummary({ file, changed, places, missed, isEmpty, claim }: Updated): string {
  if (changed.length > 0) {
    return `Updated ${changed.join(', ')}: ${counted(places, 'entry', 'entries')} changed.`;
  }
  if (isEmpty) return `${file} manages nothing yet, so there is nothing to update.`;
  return missed > 0
    ? `${file} is unchanged; ${counted(missed, 'difference')} ${missed === 1 ? 'was' : 'were'} not adopted.`
    : `${file} already says ${saysWhat(claim)}${besides(claim)}.`;
}
