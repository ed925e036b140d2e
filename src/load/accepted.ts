import { isDay } from '../days.ts';
import type { Acceptance } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument } from '../document/locatedDocument.ts';
import { readSelectors } from './selectors.ts';
import { isRecord } from '../records.ts';

const list = 'known_drift';

/** Reads `known_drift`. What lacks something was reported by the schema. */
export function readAccepted(document: LocatedDocument): {
  known: readonly Acceptance[];
  problems: readonly Problem[];
} {
  const entries = document.value[list];
  const problems: Problem[] = [];
  const selectors = new Map(readSelectors(document, list).map((each) => [each.path[1], each]));
  const known = (Array.isArray(entries) ? entries : []).flatMap(
    (entry: unknown, index): readonly Acceptance[] => {
      if (!isRecord(entry)) return [];
      const { address, owner, until, reason } = entry;
      const of = typeof address === 'string' ? { address: address.trim() } : selectors.get(index);
      if (of === undefined || typeof owner !== 'string' || typeof until !== 'string') return [];
      if (!isDay(until)) {
        problems.push(
          document.problem([list, index, 'until'], {
            code: 'no-day',
            message: `"${until}" is no day`,
            suggestion: 'write the last day like 2027-03-31',
          }),
        );
        return [];
      }
      const source = document.locate([list, index]);
      return [{ of, owner, until, source, ...(typeof reason === 'string' && { reason }) }];
    },
  );
  return { known, problems };
}
