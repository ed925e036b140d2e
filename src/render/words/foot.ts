import { limitNames, limitRules } from '../../limits.ts';
import type { Coverage, Plan, Untouched } from '../../model.ts';
import { byText } from '../../names.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { placeText } from './change.ts';
import { possibleMemberships } from './claims.ts';
import { coverageText, unreadLines } from './coverage.ts';
import { counted } from './names.ts';
import { rulesOf } from './summary.ts';

/** The basis of a plan: what was read, what is not managed, and the guards that passed. */

const untouchedPhrases: Readonly<Record<Untouched['reason'], (count: number) => string>> = {
  'not-managed': (n) => `${n} not in the file`,
  additive: (n) => `${n} not in the file but kept (additive)`,
  ignored: (n) => `${n} ignored`,
  service: (n) => counted(n, 'service identity'),
  hidden: possibleMemberships,
  'built-in': (n) => `${n} predefined`,
  unverified: (n) => counted(n, 'role unverified', 'roles unverified'),
  'partly-shown': (n) => `${n} shown in part`,
};

export function notManagedText(untouched: readonly Untouched[]): readonly string[] {
  const counts = new Map<Untouched['reason'], number>();
  for (const { reason, count: n } of untouched) counts.set(reason, (counts.get(reason) ?? 0) + n);
  const parts = [...counts]
    .filter(([, n]) => n > 0)
    .toSorted(([a, n], [b, m]) => m - n || byText(a, b))
    .map(([reason, n]) => untouchedPhrases[reason](n));
  return parts.length === 0 ? [] : [`Not managed: ${parts.join(', ')}.`];
}

/** What was read to its end, in a line, and what was not, a line each. */
export function readTexts(coverage: readonly Coverage[]): readonly string[] {
  const complete = coverage.filter((each) => each.complete);
  return [
    ...(complete.length === 0 ? [] : [`Read completely: ${coverageText(complete)}.`]),
    ...unreadLines(coverage).map((text) => `Not read completely: ${text}.`),
  ];
}

export function guardTexts({ guards }: Pick<Plan, 'guards'>): readonly string[] {
  return [
    ...(guards.length === 0 || isBlocked(guards)
      ? []
      : [`Guards: ${rulesOf(guards.filter(({ verdict }) => verdict === 'ok')).join(', ')}: ok.`]),
    ...(guards.some(({ rule }) => rule === 'shrunk')
      ? []
      : ['No baseline from an earlier run: a truncated response would go unnoticed.']),
  ];
}

/** A limit that is not the default is always named, because it is easy to miss in a long file. */
export const limitTexts = ({ limits }: Pick<Plan, 'limits'>): readonly string[] =>
  limitNames.flatMap((name) => {
    const limit = limits[name];
    const { preset, flag } = limitRules[name];
    if (limit.source === 'default' || limit.value === preset) return [];
    const by = limit.source === 'file' ? placeText(limit.position) : flag;
    return [
      `Limit ${limit.value > preset ? 'raised' : 'lowered'}: ${name} ${limit.value} instead of ${preset}, by ${by}.`,
    ];
  });
