import { daysAfter, daysBetween } from '../../days.ts';
import { groupBy } from '../../group.ts';
import { emailIn } from '../../key.ts';
import { chainOf, kindOf, parentAddress, parentOf, refAddress } from '../../kinds/index.ts';
import { isGrantKind } from '../../kinds/grants.ts';
import { selectedBy } from '../../kinds/select.ts';
import type { Desired, DesiredItem, Live, LiveItem, Plan } from '../../model.ts';
import { byText } from '../../names.ts';
import type { Found, Inspected } from './finding.ts';
import { entriesYaml, fieldsYaml } from './fix.ts';

/** How many days ahead an end is worth a look. */
const soon = 14;

/** How long the suggested lines extend a grant. */
const extension = 90;

/** Grants of the file whose last day is near. */
export const grantsEndingSoon = ({ desired, today }: Inspected): readonly Found[] =>
  (desired?.items ?? []).flatMap((item): readonly Found[] => {
    const { until, source, kind, key } = item;
    const days = until === undefined ? -1 : daysBetween(today, until);
    if (until === undefined || days < 0 || days > soon) return [];
    return [
      {
        facts: { code: 'ends-soon', item, until, days },
        ref: { kind, key },
        people: [emailIn(key)],
        places: [parentOf(item)],
        about: until,
        source,
        yaml: entriesYaml([{ ref: item, ...extended(item, daysAfter(today, extension)) }], desired),
      },
    ];
  });

/** The entry of a grant with another last day. */
function extended({ kind, fields, team }: DesiredItem, until: string) {
  const role = kindOf(kind).print(fields);
  const given = role !== null && typeof role === 'object' ? Object.entries(role) : [['role', role]];
  const value = new Map<string, unknown>([
    ...given.map(([name, each]): [string, unknown] => [String(name), each]),
    ['until', until],
  ]);
  return { value, ...(team !== undefined && { name: team }) };
}

/** Removals of a plan after which the person has the same access as before. */
export const removalsWithoutEffect = ({
  plan,
  desired,
  withConsent,
  asRun,
}: Inspected): readonly Found[] =>
  (plan?.changes ?? []).flatMap((change): readonly Found[] => {
    const { noEffect: way, kind, key, source } = change;
    const place = parentOf(change);
    if (way === undefined || place === undefined) return [];
    const after = (withConsent ?? asRun)?.places.get(parentAddress(change));
    const access = kindOf(place.kind).access;
    const field = access?.is === 'place' ? access.inheritanceField : undefined;
    const opens = after?.passing === 'fallback' && field !== undefined;
    const value = change.action === 'create' ? undefined : kindOf(kind).print(change.before);
    return [
      {
        facts: { code: 'no-effect', change, way },
        ref: { kind, key },
        people: [emailIn(key)],
        places: [place],
        ...(source && { source }),
        ...(opens
          ? { yaml: fieldsYaml(place, { [field]: true }) }
          : value !== undefined && { yaml: entriesYaml([{ ref: change, value }], desired) }),
      },
    ];
  });

/** More entries than this are not suggested: `import --update` writes them. */
const mostEntries = 50;

/** Grants in the account that the file does not list and its plan leaves, by place. */
export function grantsNotInFile({ live, desired, plan }: Inspected): readonly Found[] {
  if (live === undefined || desired === undefined || plan === undefined) return [];
  const unexplained = unexplainedGrants(live, desired, plan);
  const listed = new Set(desired.items.map(({ address }) => address));
  const groups = groupBy(unexplained, (item) => topUnlisted(item, listed).address);
  return [...groups.values()].map((group): Found => {
    const [first] = group;
    const { ref } = topUnlisted(first, listed);
    const people = [...new Set(group.map(({ key }) => emailIn(key)))].toSorted(byText);
    const entries = group.map((item) => ({
      ref: item,
      value: kindOf(item.kind).print(item.fields),
    }));
    return {
      facts: { code: 'not-in-file', place: ref, people },
      ref,
      people,
      places: [ref],
      about: group.map(({ address, fields, also = null }) => [address, fields, also]),
      ...(entries.length <= mostEntries && { yaml: entriesYaml(entries, desired) }),
    };
  });
}

function unexplainedGrants(live: Live, desired: Desired, plan: Plan): readonly LiveItem[] {
  const known = new Set([
    ...desired.items.map(({ address }) => address),
    ...plan.changes.flatMap(({ address, cascade }) => [address, ...cascade]),
    ...plan.observed.map(({ address }) => address),
    ...plan.kept.map(({ removal }) => removal.address),
    ...plan.manual.map(({ address }) => address),
  ]);
  return live.items.filter(
    (item) =>
      isGrantKind(kindOf(item.kind)) &&
      item.service !== true &&
      !known.has(item.address) &&
      selectedBy(desired.ignore, item) === undefined,
  );
}

/** The outermost place around a grant that the file does not list; the innermost one if it lists all of them. */
function topUnlisted(item: LiveItem, listed: ReadonlySet<string>) {
  const [, ...around] = chainOf(item);
  const places = around.map((ref) => ({ ref, address: refAddress(ref) }));
  const outer = places.findLast(({ address }) => !listed.has(address));
  const [inner = { ref: item, address: item.address }] = places;
  return outer ?? inner;
}
