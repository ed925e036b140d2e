import { liveState } from '../access/state.ts';
import type { AccessState } from '../access/state.ts';
import type { Desired, Live } from '../model.ts';
import { holdersElsewhere } from './holdersElsewhere.ts';
import { judgeRules } from './judge.ts';
import type { JudgeOptions } from './judge.ts';
import { withSamlGroups } from './samlGroups.ts';
import type { JudgedRule } from './verdict.ts';

/**
 * How rules are judged on an account that was read, and on what a run would make of it.
 * @param state of the live account
 */
export function optionsFor(
  live: Live,
  state: AccessState,
  today: string | undefined,
): JudgeOptions {
  const elsewhere = holdersElsewhere(live, state);
  return {
    today,
    showsServices: true,
    isFiltered: live.caller?.accountAdmin !== true,
    ...(elsewhere && { elsewhere }),
  };
}

/**
 * Judges the rules of a file on an account that was read.
 * @param state the account after a run, if not as it is
 */
export function judgeLive(
  live: Live,
  { rules = [], saml }: Pick<Desired, 'rules' | 'saml'>,
  today: string,
  state?: AccessState,
): readonly JudgedRule[] {
  const now = liveState(live);
  const judged = judgeRules(state ?? now, rules, optionsFor(live, now, today));
  return withSamlGroups(judged, state ?? now, saml);
}
