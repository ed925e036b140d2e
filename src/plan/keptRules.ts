import { laterState, liveState } from '../access/state.ts';
import { itemsAfter } from '../diff/after.ts';
import type { Change, Desired, Live } from '../model.ts';
import { compareRules } from '../rules/compare.ts';
import type { RuleEffect } from '../rules/compare.ts';
import { judgeRules } from '../rules/judge.ts';
import { optionsFor } from '../rules/judgeLive.ts';

/**
 * Judges the rules of a file on the account as it is.
 * @returns what some changes do to them
 */
export function keptRules(
  { rules = [], today }: Pick<Desired, 'rules' | 'today'>,
  live: Live,
): (changes: readonly Change[]) => readonly RuleEffect[] {
  if (rules.length === 0) return () => [];
  const state = liveState(live);
  const options = optionsFor(live, state, today);
  const before = { state, judged: judgeRules(state, rules, options) };
  return (changes) => {
    if (changes.length === 0) return compareRules(before, before);
    const later = laterState(live, itemsAfter(live.items, changes));
    return compareRules(before, { state: later, judged: judgeRules(later, rules, options) });
  };
}
