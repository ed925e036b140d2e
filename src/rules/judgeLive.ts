import { liveState } from '../access/state.ts';
import type { AccessState } from '../access/state.ts';
import { personRef, refAddress } from '../kinds/index.ts';
import type { Desired, Live } from '../model.ts';
import { holdersElsewhere } from './holdersElsewhere.ts';
import { judgeRules } from './judge.ts';
import type { JudgeOptions } from './judge.ts';
import { loginsOfAccount, loginsOfFile, withLogins } from './logins.ts';
import type { JudgedRule } from './verdict.ts';

/**
 * How rules are judged on an account that was read, and on what a run would make of it.
 * @param state of the live account
 */
export function optionsFor(
  live: Live,
  state: AccessState,
  { today, removed }: Pick<Desired, 'removed'> & Pick<JudgeOptions, 'today'>,
): JudgeOptions {
  const elsewhere = holdersElsewhere(live, state);
  const leavers = new Set(removed.map(refAddress));
  return {
    today,
    showsServices: true,
    isFiltered: live.caller?.accountAdmin !== true,
    isKnown: (email) => state.people.has(email) || leavers.has(refAddress(personRef(email))),
    ...(elsewhere && { elsewhere }),
  };
}

/**
 * Judges the rules of a file on an account that was read.
 * @param state the account after a run, if not as it is
 */
export function judgeLive(
  live: Live,
  { rules = [], saml, removed }: Pick<Desired, 'rules' | 'saml' | 'removed'>,
  today: string,
  state?: AccessState,
): readonly JudgedRule[] {
  const now = liveState(live);
  const judged = judgeRules(state ?? now, rules, optionsFor(live, now, { today, removed }));
  return withLogins(judged, state ?? now, [loginsOfFile(saml, live), loginsOfAccount(live)]);
}
