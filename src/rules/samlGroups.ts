import { groupGrants, groupName } from '../access/standIns.ts';
import { withOnly } from '../access/state.ts';
import type { AccessState } from '../access/state.ts';
import type { SamlProvider, WrittenRule } from '../model.ts';
import { judgeRules } from './judge.ts';
import type { JudgedRule, Unknown } from './verdict.ts';

/**
 * Which SAML groups of the file give at login what a rule is about. Who is in a group is not known, so the rule is unknown.
 * @param seen the state that was judged
 * @param providers as the file lists them
 */
export function withSamlGroups(
  judged: readonly JudgedRule[],
  seen: AccessState,
  providers: readonly SamlProvider[] = [],
): readonly JudgedRule[] {
  const grants = groupGrants(providers);
  if (grants.length === 0 || judged.length === 0) return judged;
  const state = withOnly(seen, grants);
  const sources = new Map(
    providers.flatMap(({ groups }) => groups.map(({ name, source }) => [groupName(name), source])),
  );
  const options = { today: undefined, showsServices: true };
  return judged.map((each) => {
    // People must be able to do something whoever they are; a group proves it of no one.
    if (each.rule.claim.is === 'may') return each;
    const found = judgeRules(state, each.rule.claim.actions.map(anyoneMay(each.rule)), options);
    const groups = new Set(found.flatMap(({ breaches }) => breaches.map(({ person }) => person)));
    if (groups.size === 0) return each;
    const unknown = [...groups].flatMap((group): readonly Unknown[] => {
      const source = sources.get(group);
      return source === undefined ? [] : [{ is: 'group', group, source }];
    });
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
