import { groupGrants } from '../access/standIns.ts';
import type { AccessState } from '../access/state.ts';
import type { SamlProvider, WrittenRule } from '../model.ts';
import { judgeRules } from './judge.ts';
import type { JudgedRule, Unknown } from './verdict.ts';

/**
 * Which SAML groups give at login what a rule is about. Who is in a group is not known, so the rule is unknown.
 * @param stateOf the account with the grants of these groups alone
 */
export function withSamlGroups(
  judged: readonly JudgedRule[],
  providers: readonly SamlProvider[],
  stateOf: (groups: ReturnType<typeof groupGrants>) => AccessState,
): readonly JudgedRule[] {
  const grants = groupGrants(providers);
  if (grants.length === 0) return judged;
  const state = stateOf(grants);
  const options = { today: undefined, showsServices: true };
  return judged.map((each) => {
    // People must be able to do something whoever they are; a group proves it of no one.
    if (each.rule.claim.is === 'may') return each;
    const found = judgeRules(state, each.rule.claim.actions.map(anyoneMay(each.rule)), options);
    const groups = new Set(found.flatMap(({ breaches }) => breaches.map(({ person }) => person)));
    if (groups.size === 0) return each;
    const unknown = [...groups].map((group): Unknown => ({ is: 'group', group }));
    return {
      ...each,
      verdict: each.verdict === 'ok' ? 'unknown' : each.verdict,
      unknown: [...each.unknown, ...unknown],
    };
  });
}

/** The same places, for anyone, with one of the actions. */
const anyoneMay =
  (rule: WrittenRule) =>
  (action: WrittenRule['claim']['actions'][number]): WrittenRule => ({
    ...rule,
    claim: { is: 'may_not', actions: [action] },
    people: [{ is: 'anyone' }],
    except: [],
  });
