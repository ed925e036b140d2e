import type { Desired, DesiredItem, Live, Plan } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { byName, factsOf, nameOfFact, plain } from './facts.ts';
import type { Fact } from './facts.ts';

/** What counts as no difference although it is one. */
interface Excuses {
  /** Addresses of what is said already, or can't be seen. */
  readonly addresses: ReadonlySet<string>;
  /** What the file only observes. */
  readonly observed: boolean;
  /** Whether Arize shows what somebody holds at an address. */
  isShown(address: string): boolean;
  /** Where the file sees something of the account, which may be called otherwise there. */
  addressOf(fact: Fact): string | undefined;
  /** Whether people have to see to what `removed` names. */
  isByHand(named: Pick<Fact, 'kind' | 'key'>): boolean;
}

/** For a claim that nothing differs: there is no excuse. */
const none: Excuses = {
  addresses: new Set(),
  observed: false,
  isShown: () => true,
  addressOf: () => undefined,
  isByHand: () => false,
};

/** Where an account is not what a file says, whatever a plan of the two says, and whatever Arize shows of it. */
export const different = (desired: Desired, now: Seed): readonly string[] => [
  ...differences(desired, now, none),
  ...clickable(desired, now),
];

/**
 * Where an account is not what a file says, judged without the code that compares: an empty plan must not come from
 * seeing nothing.
 * @param last the plan of which nothing can be executed any more; what it explains as done by hand counts as explained
 */
export const unsatisfied = (
  desired: Desired,
  live: Live,
  last: Plan,
  now: Seed,
): readonly string[] =>
  differences(desired, now, {
    addresses: new Set([
      ...live.hidden.keys(),
      ...last.observed.map(({ address }) => address),
      ...last.kept.map(({ removal: { address } }) => address),
      ...[...last.manual, ...last.unknown].flatMap(({ address, skips = [] }) => [
        address,
        ...skips.map((skip) => skip.address),
      ]),
    ]),
    observed: true,
    isShown: (address) =>
      live.items.some((item) => item.address === address && 'role' in item.fields),
    addressOf: (fact) => givenAddress(fact, live),
    isByHand: ({ kind, key }) =>
      last.manual.some(
        (each) => each.kind === kind && each.address.endsWith(encoded(key.at(-1) ?? '')),
      ),
  });

function differences(desired: Desired, now: Seed, excuses: Excuses): readonly string[] {
  const facts = factsOf(now, plain);
  const found = byName(facts);
  const { addresses: explained } = excuses;
  const bots = new Set(
    facts.flatMap(({ kind, key: [email = ''], value }) =>
      kind === 'user' && typeof value === 'object' && value !== null && 'bot' in value
        ? [email]
        : [],
    ),
  );
  const wrong: string[] = [];
  const listed = new Set<string>();
  for (const item of desired.items) {
    const { kind, key } = item;
    const isMember = kind === 'space_member';
    const isRoleAlone = isMember && typeof item.fields['role'] === 'object';
    const isAnyRole = isMember && item.fields['role'] === undefined;
    listed.add(nameOfFact(item));
    if (isRoleAlone || isAnyRole) listed.add(nameOfFact({ kind: 'space_binding', key }));
    if (isAnyRole || explained.has(item.address)) continue;
    if (excuses.observed && desired.collections.get(placeOf(item))?.mode === 'observe') continue;
    const fact = found.get(nameOfFact(isRoleAlone ? { kind: 'space_binding', key } : item));
    // What Arize does not show is left as it is.
    const isUnseen = kind === 'organization_member' && !excuses.isShown(item.address);
    const why = isUnseen && fact ? undefined : difference(item, fact);
    if (why !== undefined) wrong.push(`${item.address}: ${why}`);
  }
  for (const fact of facts) {
    const { kind, key } = fact;
    if (listed.has(nameOfFact(fact)) || !isManaged(kind)) continue;
    const email = key.at(-1) ?? '';
    if (kind !== 'role' && kind !== 'project_restriction' && bots.has(email)) continue;
    const place = placeOf(fact);
    const mode = desired.collections.get(place)?.mode;
    if (mode !== 'full' && (excuses.observed || mode !== 'observe')) continue;
    if (isIgnored(fact, desired)) continue;
    const address = kind === 'project_restriction' ? place : `${place}/${encoded(email)}`;
    if (explained.has(address)) continue;
    // A rename that waits is explained under the name that the file gives.
    if (explained.has(excuses.addressOf(fact) ?? address)) continue;
    wrong.push(`${address} is there, and the file does not list it`);
  }
  for (const selector of desired.removed) {
    const fact = found.get(nameOfFact(selector));
    const isBlocked =
      selector.kind === 'user' &&
      typeof fact?.value === 'object' &&
      fact.value !== null &&
      'status' in fact.value &&
      fact.value.status === 'inactive';
    const isExplained = excuses.isByHand(selector);
    if (fact && !isBlocked && !isExplained) wrong.push(`${nameOfFact(selector)} is still there`);
  }
  return wrong;
}

/** What only people can settle: roles in the account, people who are blocked, and what a key may do. */
function clickable(desired: Desired, now: Seed): readonly string[] {
  const found = byName(factsOf(now, plain));
  return desired.items.flatMap((item) => {
    const { kind, key, address, fields } = item;
    const value = found.get(nameOfFact(item))?.value;
    const has = new Map(Object.entries(typeof value === 'object' ? (value ?? {}) : {}));
    if (kind === 'user') {
      const isBlocked = has.get('status') === 'inactive';
      const why = isBlocked ? 'is blocked' : has.size > 0 && says(fields['role'], has.get('role'));
      return why ? [`${address}: ${why}`] : [];
    }
    if (kind !== 'service_key') return [];
    const [owner = '', space = '', name = ''] = key;
    const bot = now.api_keys?.find((each) => each.name === name)?.user;
    const word =
      bot === undefined ? undefined : now.organizations?.[owner]?.spaces?.[space]?.members?.[bot];
    const why = says(fields['role'], word);
    return why === undefined ? [] : [`${address}: ${why}`];
  });
}

/** Where the file sees something of the account, which may be called otherwise there. */
const givenAddress = ({ kind, key }: Fact, { items }: Live): string | undefined =>
  items.find(
    (item) =>
      item.kind === kind && item.key.length === key.length && item.fields['name'] === key.at(-1),
  )?.address;

const encoded = (part: string): string => part.replaceAll('%', '%25').replaceAll('/', '%2F');

const isManaged = (kind: Fact['kind']): boolean =>
  kind === 'role' ||
  kind === 'project_restriction' ||
  kind.endsWith('_member') ||
  kind.endsWith('_binding');

/** The address of the map of the file that holds a thing. */
export function placeOf({ kind, key }: Pick<Fact, 'kind' | 'key'>): string {
  const above = key.slice(0, -1).map(encoded).join('/');
  const name: string = kind;
  switch (name) {
    case 'user':
    case 'role':
    case 'organization':
      return kind;
    case 'space':
    case 'project':
      return `${kind}/${above}`;
    case 'organization_member':
    case 'space_member':
      return `${kind.replace('_member', '')}/${above}/member`;
    case 'space_binding':
    case 'project_binding':
      return `${kind.replace('_binding', '')}/${above}/binding`;
    case 'service_key':
      return `space/${above}/service_key`;
    case 'project_restriction':
      return `project/${key.map(encoded).join('/')}/restriction`;
    default:
      throw new Error(`These laws draw no ${kind}.`);
  }
}

/** Whether a name is what a pattern stands for: a thing may be called `*` too. */
const fits = (pattern: string | undefined, name: string | undefined): boolean => {
  const parts = (pattern ?? '')
    .split('*')
    .map((part) => part.replaceAll(/[^\p{L}\p{N}]/gu, escaped));
  return new RegExp(`^${parts.join('.*')}$`, 'su').test(name ?? '');
};

const escaped = (sign: string): string => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`;

export function isIgnored({ kind, key }: Pick<Fact, 'kind' | 'key'>, { ignore }: Desired): boolean {
  const isGrant = kind.endsWith('_member') || kind.endsWith('_binding');
  return ignore.some((selector) => {
    const [first] = selector.key;
    if (selector.kind === 'user') return (isGrant || kind === 'user') && fits(first, key.at(-1));
    if (selector.kind === 'role') return kind === 'role' && fits(first, key[0]);
    return (
      kind !== 'user' && kind !== 'role' && selector.key.every((part, at) => fits(part, key[at]))
    );
  });
}

function difference(item: DesiredItem, fact: Fact | undefined): string | undefined {
  if (fact === undefined) return 'is not there';
  const { role } = item.fields;
  const kind: string = item.kind;
  switch (kind) {
    case 'organization_member':
    case 'space_member':
    case 'space_binding':
    case 'project_binding':
      return says(typeof role === 'object' && 'custom' in role ? role.custom : role, fact.value);
    case 'project_restriction':
    case 'project':
    case 'service_key':
      return undefined;
    case 'user':
    case 'role':
    case 'organization':
    case 'space': {
      const has = new Map(Object.entries(typeof fact.value === 'object' ? (fact.value ?? {}) : {}));
      const isDeveloper = has.get('developer') ?? has.get('role') !== 'annotator';
      if (kind === 'user') has.set('developer', isDeveloper);
      // Nothing is said of an empty description; the rest of a person can only be clicked.
      return Object.entries(item.fields)
        .filter(([name]) => name !== 'invite' && !(kind === 'user' && name === 'role'))
        .map(([name, value]) =>
          says(
            value,
            (name === 'name' ? trimmed(has.get(name)) : has.get(name)) ??
              (name === 'description' ? '' : undefined),
          ),
        )
        .find((each) => each !== undefined);
    }
    default:
      throw new Error(`These laws draw no ${kind}.`);
  }
}

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);

const says = (what: unknown, has: unknown): string | undefined =>
  what === undefined || JSON.stringify(what) === JSON.stringify(has)
    ? undefined
    : `is ${JSON.stringify(has)}, not ${JSON.stringify(what)}`;
