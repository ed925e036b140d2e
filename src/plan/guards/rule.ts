import { identityOf } from '../../access/standIns.ts';
import { placeAddress } from '../../access/state.ts';
import type { AccessChange, AccessDelta } from '../../delta.ts';
import type { Position } from '../../document/problem.ts';
import { closest } from '../../document/suggest.ts';
import { emailIn, ownName } from '../../key.ts';
import { groupBy } from '../../group.ts';
import { chainOf, kindOf, nameOf, refAddress } from '../../kinds/index.ts';
import type { Change, Notice, Ref, Verdict, WrittenRule } from '../../model.ts';
import { keyMatcher, nameFrom } from '../../names.ts';
import { lazily } from '../../once.ts';
import { actionsText } from '../../rules/actions.ts';
import type { RuleEffect, RuleFinding } from '../../rules/compare.ts';
import { folded } from '../../rules/folded.ts';
import { formerNames } from '../../rules/renamed.ts';
import { unknownReasons } from '../../rules/unknownReasons.ts';
import type { Unknown } from '../../rules/verdict.ts';

/** What a run does to a rule, with what is unknown about the rule where the run could break it. */
type GuardedEffect = RuleEffect & { readonly open: readonly Opened[] };

/**
 * No run may break a rule of the file, or grant access where a rule cannot be checked. What breaks a rule already blocks
 * nothing.
 * @param access the effect of the changes on people's access
 */
export function keepsRules(
  effects: readonly RuleEffect[],
  changes: readonly Change[],
  access: AccessDelta,
): {
  readonly verdicts: readonly Verdict[];
  readonly notices: readonly Notice[];
  /** Where rules guard less after the run. */
  readonly loosened: readonly Notice[];
} {
  const lookup = lookupIn(access, changes);
  const guarded = effects.map((effect) => ({
    ...effect,
    open: [...openedBy(effect, lookup), ...letInBy(effect, changes)],
  }));
  return {
    verdicts: verdictsOn(guarded, changes, lookup),
    notices: noticesOn(guarded),
    loosened: effects.flatMap((effect) => releasedBy(effect, changes)),
  };
}

function verdictsOn(
  effects: readonly GuardedEffect[],
  changes: readonly Change[],
  lookup: Lookup,
): readonly Verdict[] {
  if (effects.length === 0) return [];
  const blocked = effects
    .filter(({ rule }) => rule.severity === 'block')
    .flatMap(({ rule, fresh, open }): readonly Verdict[] => {
      if (fresh.length === 0 && open.length === 0) return [];
      const causes =
        fresh.length > 0
          ? fresh.flatMap((each) => causesOf(each, changes, lookup))
          : open.flatMap((each) => each.causes);
      const telling = new Set(causes);
      const about = changes.filter(({ address }) => telling.has(address));
      const problem =
        fresh.length > 0
          ? `would be broken: ${findingsText(rule, fresh, 'would')}`
          : `cannot be checked where this run changes access: ${reasonsText(open.map((each) => each.unknown))}`;
      return [
        {
          rule: 'rule',
          scope: '',
          verdict: 'blocked',
          message: `The rule "${rule.name}" (${lineText(rule.source)}) ${problem}. ${fresh.length === 0 && open.every(isName) ? correction : cure(about)}`,
          changes: about.map(({ address }) => address),
        },
      ];
    });
  if (blocked.length > 0) return blocked;
  const isSeen = effects.every(({ unknown }) => unknown.length === 0);
  return [
    {
      rule: 'rule',
      scope: '',
      verdict: 'ok',
      message: `This run breaks no rule that holds now${isSeen ? '' : ', as far as the rules can be checked'}.`,
      changes: [],
    },
  ];
}

const told = (code: string, message: string, { source }: WrittenRule): Notice => ({
  code,
  message,
  source,
});

/** The resources that a run takes out of a rule: no one breaks it there any more. */
const releasedBy = (
  { rule, released }: RuleEffect,
  changes: readonly Change[],
): readonly Notice[] =>
  released.map(({ address, ref }) => {
    const cause = changes.find(
      (change) => kindOf(change.kind).keyedBy !== 'person' && placeAddress(change) === address,
    );
    return {
      code: 'rule-released',
      message: `Applying this takes ${placeName(ref)} out of the rule "${rule.name}" (${lineText(rule.source)}).`,
      ...(cause?.source && { source: cause.source }),
    };
  });

/** What a reader should know about the rules, beside what blocks the run: good news first. */
function noticesOn(effects: readonly GuardedEffect[]): readonly Notice[] {
  return [
    ...effects.flatMap(({ rule, fixed }) =>
      fixed.length === 0
        ? []
        : [
            told(
              'rule-fixed',
              `This run fixes the rule "${rule.name}": ${findingsText(rule, fixed, 'fixed')}.`,
              rule,
            ),
          ],
    ),
    ...effects.flatMap(({ rule, fresh }) =>
      fresh.length === 0 || rule.severity === 'block'
        ? []
        : [
            told(
              'rule-broken',
              `The rule "${rule.name}" would be broken, and only warns: ${findingsText(rule, fresh, 'would')}.`,
              rule,
            ),
          ],
    ),
    ...effects.flatMap(({ rule, old }) =>
      old.length === 0
        ? []
        : [
            told(
              'rule-broken-before',
              `The rule "${rule.name}" is broken already: ${findingsText(rule, old, 'is')}.`,
              rule,
            ),
          ],
    ),
    ...unknownNotices(
      effects.filter(
        ({ rule, fresh, unknown, open }) =>
          unknown.length > 0 && (rule.severity === 'warn' || fresh.length + open.length === 0),
      ),
    ),
  ];
}

/** Which rules cannot be checked, and why. One reason, such as a SAML mapping, often holds for many. */
function unknownNotices(effects: readonly GuardedEffect[]): readonly Notice[] {
  const byReason = groupBy(effects, ({ unknown }) => reasonsText(unknown));
  return [...byReason].flatMap(([reason, some]): readonly Notice[] => {
    const [first, ...others] = some.map(({ rule }) => rule);
    if (first === undefined) return [];
    const names = [first, ...others].map(({ name }) => `"${name}"`);
    const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
    const which =
      others.length === 0
        ? `The rule ${names.join('')}`
        : `${names.length} rules (${names.slice(0, mostNamed).join(', ')}${more})`;
    return [told('rule-unknown', `${which} cannot be fully checked: ${reason}.`, first)];
  });
}

/** Something unknown where the run changes access, with the changes that do it. */
interface Opened {
  readonly unknown: Unknown;
  readonly causes: readonly string[];
}

/** What is unknown about a rule where a run could break it. Only taking access can break a rule about what people must have. */
function openedBy(
  { rule, unknown }: Pick<RuleEffect, 'rule' | 'unknown'>,
  lookup: Lookup,
): readonly Opened[] {
  const harmless = rule.claim.is === 'may' ? 'gains' : 'loses';
  return unknown.flatMap((each): readonly Opened[] => {
    const causes = concernedBy(each, rule, lookup).filter(({ effect }) => effect !== harmless);
    return causes.length === 0
      ? []
      : [{ unknown: each, causes: causes.flatMap((entry) => entry.causes) }];
  });
}

/** What a run makes people get at login, by a role or a resource that it opens. */
const letInBy = (
  { rule, letIn }: Pick<RuleEffect, 'rule' | 'letIn'>,
  changes: readonly Change[],
): readonly Opened[] => {
  const causes = changes
    .filter((change) => kindOf(change.kind).access?.is === 'role' || concerns(change, rule))
    .map(({ address }) => address);
  return letIn.map((unknown) => ({ unknown, causes }));
};

/** The changes to access where something is unknown. */
function concernedBy(
  unknown: Unknown,
  rule: WrittenRule,
  { all, of, former }: Lookup,
): readonly AccessChange[] {
  switch (unknown.is) {
    case 'unsure':
      return of(unknown.person, unknown.place.address);
    case 'unread':
    case 'condition':
      return all.filter(({ place }) => isInside(addressOf(place), unknown.place.address));
    case 'holders':
    case 'role':
    case 'person':
    case 'services':
    case 'filtered':
      return all.filter(({ place }) => isNamed(place, rule));
    case 'missing':
      return all.filter(({ place }) => isLikelyMeant(unknown.ref, place, former));
    case 'group':
    case 'logins':
      // Who logs in adds to those whom a rule counts, and to what one person has; else it is the same as before.
      return rule.claim.is === 'at_most' || rule.claim.actions.length > 1
        ? all.filter(({ place }) => isNamed(place, rule))
        : [];
  }
}

/** What a run changes for people. A rule can have thousands of findings, and a run as many changes. */
interface Lookup {
  readonly all: readonly AccessChange[];
  of(person: string, place: string): readonly AccessChange[];
  /** The names that resources have before the run, by address. */
  readonly former: ReadonlyMap<string, string>;
}

function lookupIn({ changes: all }: AccessDelta, changes: readonly Change[]): Lookup {
  const marked = lazily(() => groupBy(all, ({ person, place }) => `${person} ${addressOf(place)}`));
  return {
    all,
    of: (person, place) => marked().get(`${person} ${place}`) ?? [],
    former: formerNames(changes),
  };
}

const addressOf = (place: Ref | undefined): string =>
  place === undefined ? '' : refAddress(place);

const isInside = (address: string, above: string): boolean =>
  above === '' || address === above || address.startsWith(`${above}/`);

/** Whether a resource is one that a rule names, or inside one. */
const isNamed = (place: Ref | undefined, { on }: WrittenRule): boolean =>
  place !== undefined && on.some(({ key }) => keyMatcher(key)(place.key));

/** Whether a change is to a resource that a rule names, or to something in it. */
const concerns = (change: Change, rule: WrittenRule): boolean =>
  kindOf(change.kind).keyedBy !== 'person' && chainOf(change).some((ref) => isNamed(ref, rule));

/** Whether a rule that names a resource which does not exist seems to mean this one, or one around it. */
function isLikelyMeant(missing: Ref, place: Ref | undefined, former: Lookup['former']): boolean {
  const near = place && chainOf(place).find(({ kind }) => kind === missing.kind);
  if (near === undefined) return false;
  const [written, name] = [nameFrom(ownName(missing.key)), ownName(near.key)];
  const names = [name, former.get(refAddress(near)) ?? name];
  return names.includes(written) || closest(written, names) !== undefined;
}

/** Addresses of the changes that break a rule. */
function causesOf(
  finding: RuleFinding,
  changes: readonly Change[],
  lookup: Lookup,
): readonly string[] {
  const breaches = finding.is === 'breach' ? [finding.breach] : finding.people;
  return breaches.flatMap(({ person, place }) => {
    const known = lookup.of(person, place.address).flatMap(({ causes }) => causes);
    if (known.length > 0) return known;
    // The run itself gives the person no more than before: a manual step does, or now the rule is about them or the resource.
    const own = changes.filter(
      ({ kind, key }) =>
        (kindOf(kind).keyedBy === 'person' && emailIn(key) === person) ||
        (kindOf(kind).credential !== undefined && identityOf(key) === person),
    );
    const telling =
      own.length > 0 ? own : changes.filter(({ address }) => isInside(address, place.address));
    return telling.map(({ address }) => address);
  });
}

const mostNamed = 3;

type Tense = 'would' | 'is' | 'fixed';

const haveText: Readonly<Record<Tense, readonly [has: string, lacks: string]>> = {
  would: ['would have', 'would lack'],
  is: ['has', 'lacks'],
  fixed: ['no longer has', 'no longer lacks'],
};

/** What breaks a rule: each person once, up to three by name. */
function findingsText(
  { claim }: WrittenRule,
  findings: readonly RuleFinding[],
  tense: Tense,
): string {
  const what = actionsText(claim.actions);
  const breaches = findings.flatMap((each) => (each.is === 'breach' ? [each.breach] : []));
  const [has, lacks] = haveText[tense];
  const verb = claim.is === 'may' ? lacks : has;
  const people = new Set<string>();
  const texts: string[] = [];
  for (const { person, place, inside } of folded(breaches, { ways: () => [] })) {
    if (people.has(person)) continue;
    people.add(person);
    if (people.size > mostNamed) continue;
    const more =
      inside === 0 ? '' : ` and ${inside === 1 ? '1 resource' : `${inside} resources`} inside`;
    texts.push(`${person} ${verb} ${what} in ${placeName(place.ref)}${more}`);
  }
  const more = people.size - texts.length;
  const counts = findings.flatMap((each) => (each.is === 'count' ? [each] : []));
  return [
    ...texts,
    ...(more > 0 ? [`and ${more} more`] : []),
    ...counts.slice(0, mostNamed).map((each) => countText(each, claim, what, tense)),
    ...(counts.length > mostNamed ? [`and in ${counts.length - mostNamed} more resources`] : []),
  ].join('; ');
}

const placeName = (ref: Ref | undefined): string =>
  ref === undefined ? 'the account' : nameOf(ref);

function countText(
  { place, before, after, people }: RuleFinding & { is: 'count' },
  claim: WrittenRule['claim'],
  what: string,
  tense: Tense,
): string {
  const most = claim.is === 'at_most' ? claim.count : 0;
  const where = placeName(place.ref);
  switch (tense) {
    case 'would': {
      const names = people.slice(0, mostNamed).map(({ person }) => person);
      const more = people.length > mostNamed ? ` and ${people.length - mostNamed} more` : '';
      return `${after} people would have ${what} in ${where} instead of ${before}, and at most ${most} may (new: ${names.join(', ')}${more})`;
    }
    case 'is':
      return `${after} people have ${what} in ${where}, and at most ${most} may`;
    case 'fixed':
      return `${after} people have ${what} in ${where} instead of ${before}, and at most ${most} may`;
  }
}

const reasonsText = (unknown: readonly Unknown[]): string =>
  unknownReasons(unknown, 'account', { place: placeName, name: (text) => `"${text}"` }).join('; ');

const lineText = ({ file, line }: Position): string => `${file}:${line}`;

const correction = 'Correct the name in the rule, or remove it.';

/** Whether a rule cannot be checked because a name in it does not exist. */
const isName = ({ unknown: { is } }: Opened): boolean =>
  is === 'role' || is === 'person' || is === 'missing';

/** Which lines to change. */
function cure(causes: readonly Change[]): string {
  const lines = [
    ...new Set(causes.flatMap(({ source }) => (source === undefined ? [] : [lineText(source)]))),
  ];
  if (lines.length === 0) return 'Change the rule first, if this is meant.';
  const some = lines.slice(0, mostNamed).join(', ');
  const more = lines.length > mostNamed ? ` and ${lines.length - mostNamed} more` : '';
  return `Change ${some}${more}, or the rule if this is meant.`;
}
