import { levelsOf } from '../access/paths.ts';
import { identityOf, keyGrants } from '../access/standIns.ts';
import type { Runs } from '../access/runs.ts';
import { laterState, placeAddress } from '../access/state.ts';
import type { AccessState, Thing } from '../access/state.ts';
import type { AccessDelta } from '../delta.ts';
import { kindOf, refAddress } from '../kinds/index.ts';
import { refOf } from '../kinds/refOf.ts';
import type { Change, Desired, Key, WrittenRule } from '../model.ts';
import { matcher } from '../names.ts';
import { peopleIn } from '../read/ruled.ts';
import { compareRules } from '../rules/compare.ts';
import type { JudgedRun, RuleEffect, RuleFinding } from '../rules/compare.ts';
import { judgeRules } from '../rules/judge.ts';
import { formerNames, renamedOut } from '../rules/renamed.ts';
import { optionsFor } from '../rules/judgeLive.ts';
import { loginsOfAccount, loginsOfFile, withLogins } from '../rules/logins.ts';
import type { JudgedRule } from '../rules/verdict.ts';

/**
 * Judges the rules of a file on the account as it is.
 * @param byHand the grants that manual steps will change once they are done
 * @returns what some changes do to them, given the effect of these changes on people's access
 */
export function keptRules(
  {
    rules = [],
    saml,
    today,
    items,
    removed,
  }: Pick<Desired, 'rules' | 'saml' | 'today' | 'items' | 'removed'>,
  runs: Runs,
  byHand: readonly Change[] = [],
): (changes: readonly Change[], access: AccessDelta) => readonly RuleEffect[] {
  if (rules.length === 0) return () => [];
  const { live } = runs;
  const state = runs.before();
  const options = optionsFor(live, state, { today, removed });
  const logins = [loginsOfFile(saml, live), loginsOfAccount(live)];
  const judge = (some: readonly WrittenRule[], on: AccessState): readonly JudgedRule[] =>
    withLogins(judgeRules(on, some, options), on, logins);
  const before = { state, judged: judge(rules, state) };
  const listed = new Map(items.map((item) => [item.address, item]));
  return (changes, access) => {
    const effects = effectsOf(changes, access);
    const former = formerNames(changes);
    // No run can count on these steps, so they break rules and fix none.
    const withSteps =
      byHand.length === 0
        ? effects
        : effectsOf([...changes, ...byHand], access, byHand.map(levelAfter));
    return effects.map((effect, index) => ({
      ...effect,
      fresh: withSteps[index]?.fresh ?? effect.fresh,
      released: [...effect.released, ...renamedOut(effect.rule, former, state)],
    }));
  };

  function effectsOf(
    changes: readonly Change[],
    access: AccessDelta,
    raised: readonly Thing[] = [],
  ): readonly RuleEffect[] {
    // Arize has no service identity for a new key yet.
    const made = changes.flatMap((change) =>
      change.action === 'create' ? [{ ...change, fields: change.after }] : [],
    );
    // Arize never shows the roles of a key that another one replaces: they may be what they are in the file, or not.
    const renewed = changes.flatMap((change) =>
      change.action === 'update' && kindOf(change.kind).credential !== undefined
        ? [{ ...change, fields: listed.get(change.address)?.fields ?? change.after }]
        : [],
    );
    const granted = keyGrants([...made, ...renewed]);
    const isMapped = logins.some(({ groups }) => groups.length > 0);
    const touched = rules.filter(touchedBy(changes, access, [...granted, ...raised], isMapped));
    if (touched.length === 0) return compareRules(before, before);
    const left = runs.after(changes);
    const later =
      granted.length === 0 ? left.state() : laterState(live, [...left.items, ...granted]);
    const again = new Map(judge(touched, later).map((each) => [each.rule, each] as const));
    const judged = before.judged.map((each) => again.get(each.rule) ?? each);
    const effects = compareRules(before, { state: later, judged });
    return renewed.length === 0 ? effects : withoutHad(effects, before, identitiesOf(renewed));
  }
}

const levelAfter = ({ kind, key, address, ...change }: Change): Thing => ({
  kind,
  key,
  address,
  fields: change.action === 'delete' ? {} : change.after,
});

const identitiesOf = (keys: readonly Pick<Change, 'key'>[]): ReadonlySet<string> =>
  new Set(keys.map(({ key }) => identityOf(key)));

/**
 * Effects without those of keys that replace others where a service identity breaks the rule already: it may be that of the
 * key that is replaced.
 */
function withoutHad(
  effects: readonly RuleEffect[],
  { state, judged }: JudgedRun,
  renewed: ReadonlySet<string>,
): readonly RuleEffect[] {
  return effects.map((effect, index) => {
    const had = new Set(
      judged[index]?.breaches.flatMap(({ person, place }) =>
        place.grants.get(person)?.some(({ service }) => service) ||
        state.people.get(person)?.service
          ? [place.address]
          : [],
      ),
    );
    const isHad = (finding: RuleFinding): boolean =>
      finding.is === 'count'
        ? finding.people.every(({ person }) => renewed.has(person))
        : renewed.has(finding.breach.person) && had.has(finding.breach.place.address);
    return { ...effect, fresh: effect.fresh.filter((finding) => !isHad(finding)) };
  });
}

/** Whether changes can make a difference to a rule. In a large account, most runs concern few of many rules. */
function touchedBy(
  changes: readonly Change[],
  access: AccessDelta,
  granted: readonly Thing[],
  isMapped: boolean,
): (rule: WrittenRule) => boolean {
  // A key of one space can be an admin of what is above it, and so of all that is in there.
  const own = [...new Set([...changes, ...granted].map(placeAddress))];
  const isAccount = own.includes('');
  const isAdmin = granted.some(
    (each) => placeAddress(each) === '' && levelsOf(each).includes('admin'),
  );
  const places = keysOf(own.filter((address) => address !== ''));
  const inside = keysOf([
    ...new Set([
      ...access.changes.flatMap(({ place }) => (place === undefined ? [] : [refAddress(place)])),
      ...access.unread,
    ]),
  ]);
  // People who get a role at login hold it without being listed.
  const isRole = isMapped && changes.some(({ kind }) => kindOf(kind).access?.is === 'role');
  return (rule) => {
    if (changes.length === 0) return false;
    if (isRole) return true;
    // A role held anywhere counts, and so does anyone new in the account for what people must have.
    if (peopleIn(rule).some(({ is }) => is === 'holders')) return true;
    if (isAdmin || (isAccount && rule.claim.is === 'may')) return true;
    return rule.on.some((each) => {
      const fits = each.key.map(matcher);
      const fit = (key: Key): boolean =>
        fits.every((is, at) => key[at] === undefined || is(key[at]));
      return places.some(fit) || inside.some((key) => key.length >= each.key.length && fit(key));
    });
  };
}

const keysOf = (addresses: readonly string[]): readonly Key[] =>
  addresses.flatMap((address) => {
    const ref = refOf(address);
    return ref === undefined ? [] : [ref.key];
  });
