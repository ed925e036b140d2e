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
  /** Whether the file may be said to be as the account is, but for what is missed. */
  readonly claim: Claim;
}

/** The last line of `import --update`. */
export function updateSummary({ file, changed, places, missed, claim }: Updated): string {
  if (changed.length > 0) {
    return `Changed ${changed.join(', ')} in ${counted(places, 'place')}.`;
  }
  return missed > 0
    ? `${file} is left as it is; ${counted(missed, 'difference')} ${missed === 1 ? 'is' : 'are'} not taken over.`
    : `${file} says already ${saysWhat(claim)}${besides(claim)}.`;
}
