import { keyGrants } from '../access/standIns.ts';
import { fileState } from '../access/state.ts';
import { asOf } from '../load/asOf.ts';
import type { Desired } from '../model.ts';
import { judgeRules } from './judge.ts';
import { loginsOfFile, withLogins } from './logins.ts';
import type { JudgedRule } from './verdict.ts';

/**
 * Judges the rules of a file on what the file itself says, without an account.
 * @param today the day in UTC: expired grants do not count, and expired exceptions do not excuse
 */
export function judgeFile(desired: Desired, today: string): readonly JudgedRule[] {
  const file = asOf(desired, today);
  const state = fileState(file, keyGrants(file.items));
  const judged = judgeRules(state, desired.rules ?? [], { today, showsServices: false });
  return withLogins(judged, state, [loginsOfFile(desired.saml)]);
}
