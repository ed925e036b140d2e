import { groupBy } from '../group.ts';
import { kindOf, nameOf, refAddress } from '../kinds/index.ts';
import { selects } from '../kinds/select.ts';
import { daysBetween, inDays } from '../days.ts';
import { overruledNotices } from '../load/weakerTeams.ts';
import type { Change, DesiredItem, Fields, Key, LiveItem, Notice, Ref } from '../model.ts';
import { byText } from '../names.ts';
import type { State } from './state.ts';
import { emailIn, ownName, placeName } from '../key.ts';

/** What a reader of the plan should know, although it is no difference. */
export function noticesOf(changes: readonly Change[], state: State): readonly Notice[] {
  return [
    ...stale(state),
    ...ignoresNothing(state),
    ...expired(state),
    ...expiresSoon(state),
    ...expiredAndGone(state),
    ...remarks(state),
    ...overruledNotices(state.wanted.values()),
    ...newAddresses(changes, state),
    ...overruled(changes, state),
    ...mayGap(changes),
    ...stranger(state),
  ];
}

/** Tombstones of what is gone already. A grant can come back any day, and the entry keeps it away. */
const stale = ({ desired, found }: State): readonly Notice[] =>
  desired.removed
    .filter(({ kind }) => kindOf(kind).manage === undefined)
    .filter((ref) => {
      const there = found.get(refAddress(ref));
      return there === undefined || there.status === 'blocked';
    })
    .map((ref) => ({
      code: 'tombstone-done',
      message: `${kindOf(ref.kind).label} "${ownName(ref.key)}" is gone; its entry under \`removed\` can be dropped.`,
      address: refAddress(ref),
      source: ref.source,
    }));

/** A slip in a name under `ignore` ignores nothing, and what it should cover may go. */
const ignoresNothing = ({ desired, live }: State): readonly Notice[] =>
  desired.ignore
    .filter((selector) => !live.items.some((item) => selects(selector, item)))
    .map((selector) => ({
      code: 'ignores-nothing',
      message: `Nothing that was read fits ${kindOf(selector.kind).label} "${ownName(selector.key)}", so its entry under \`ignore\` ignores nothing here. Check the name.`,
      source: selector.source,
    }));

/** Invitations that ran out: the file can't renew them. One line, however many there are. */
function expired({ found, wanted }: State): readonly Notice[] {
  const people = [...wanted.values()]
    .filter(({ address }) => found.get(address)?.status === 'expired')
    .toSorted((a, b) => byText(a.address, b.address));
  const [first] = people;
  if (first === undefined) return [];
  const names = people.slice(0, 3).map(({ key }) => emailIn(key));
  const more = people.length - names.length;
  const who = more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
  const plural = people.length > 1;
  return [
    {
      code: 'invitation-expired',
      message: `The ${plural ? 'invitations' : 'invitation'} of ${who} ${plural ? 'have' : 'has'} expired. Send ${plural ? 'new ones' : 'a new one'}: ax-access users reinvite ${emailIn(first.key)}`,
      address: first.address,
      source: first.source,
    },
  ];
}

/** For how many days ahead a plan names the grants that end. */
const soon = 14;

/** Grants that end within two weeks. Those that one line gives, by a team, are one line here too. */
function expiresSoon({ desired, wanted }: State): readonly Notice[] {
  const { today } = desired;
  if (today === undefined) return [];
  const ending = [...wanted.values()].flatMap((item) => {
    const { until } = item;
    return until !== undefined && daysBetween(today, until) <= soon ? [{ item, until }] : [];
  });
  const lines = groupBy(ending, ({ item: { source, team, address } }) =>
    team === undefined ? address : `${source.file}:${source.line}:${source.column}`,
  );
  return [...lines.values()]
    .map(([first, ...more]) => ({ ...first, more }))
    .toSorted((a, b) => byText(a.until, b.until) || byText(a.item.address, b.item.address))
    .map(({ item, until, more }) => ({
      code: 'expires-soon',
      message: `${grantOf(item)}${more.length > 0 ? ` (and ${more.length} more of the team "${item.team ?? ''}")` : ''} ends ${inDays(daysBetween(today, until))}: ${until} is the last day.${afterwards(item)}`,
      address: item.address,
      source: item.source,
    }));
}

/** What a team gives a person when the day of their grant is over. */
function afterwards({ otherwise }: DesiredItem): string {
  if (otherwise === undefined) return '';
  const { role } = otherwise.fields;
  const name = typeof role === 'object' && 'custom' in role ? role.custom : role;
  return typeof name === 'string' ? ` Then the team "${otherwise.team ?? ''}" gives ${name}.` : '';
}

/** Lines that say nothing any more: their day is over, and what they gave is gone. */
function expiredAndGone({ desired, found, live }: State): readonly Notice[] {
  // What an admin right hides may be there.
  const gone = desired.expired.filter(
    ({ address }) => !found.has(address) && !live.hidden.has(address),
  );
  const [first, ...more] = gone;
  if (first === undefined) return [];
  return [
    {
      code: 'expired-done',
      message:
        more.length === 0
          ? `${grantOf(first)} has expired and is gone; its line can be dropped.`
          : `${gone.length} grants of the file have expired and are gone; their lines can be dropped.`,
      address: first.address,
      source: first.source,
    },
  ];
}

/** What the kinds themselves have to say about something on a day. */
const remarks = ({ desired: { today }, found, wanted }: State): readonly Notice[] =>
  [...wanted.values()].flatMap((item) => {
    const kind = kindOf(item.kind);
    const there = found.get(item.address);
    if (there === undefined || today === undefined) return [];
    const remark = kind.credential?.remark(item.fields, there.fields, today);
    if (remark === undefined) return [];
    return {
      code: `${kind.name.replaceAll('_', '-')}-remark`,
      message: `${nameOf(item)} ${remark}`,
      address: item.address,
      source: item.source,
    };
  });

/** A grant in words: `raj@example.com as space member of "team-alpha"`. */
const grantOf = ({ kind, key }: Ref): string =>
  `${emailIn(key)} as ${kindOf(kind).label} of "${placeName(key)}"`;

const isSelf = ({ kind }: Ref): boolean =>
  kindOf(kind).keyedBy === 'person' && kindOf(kind).parent === undefined;

/** A person who is added and seems to be there already, under an address that the file does not know. */
function newAddresses(
  changes: readonly Change[],
  { live, wanted, desired }: State,
): readonly Notice[] {
  const going = new Set(desired.removed.map(refAddress));
  const strangers = new Map<string, LiveItem>();
  for (const item of live.items) {
    if (!isSelf(item) || wanted.has(item.address) || item.service) continue;
    for (const sign of signsOf(item.key, item.fields)) strangers.set(sign, item);
  }
  return changes.flatMap((change) => {
    if (change.action !== 'create' || !isSelf(change)) return [];
    const [email = ''] = change.key;
    const [other] = signsOf(change.key, change.after).flatMap((sign) => strangers.get(sign) ?? []);
    if (other === undefined || going.has(other.address)) return [];
    const [old = ''] = other.key;
    return {
      code: 'new-address',
      message:
        other.status === 'blocked'
          ? `${email} may be ${old}, who is blocked. Blocking cannot be undone; this makes a second person.`
          : `${email} may be ${old}, whom the file does not list. Arize can not change an address: this makes a second person, who starts with what the file gives. The old one stays until "ax-access users offboard ${old}".`,
      address: change.address,
      ...(change.source && { source: change.source }),
    };
  });
}

/** What a person may be known by, at any address: its first half, and their name. */
const signsOf = ([email = '']: Key, { name }: Fields): readonly string[] => [
  `${email.split('@')[0] ?? ''}@`,
  ...(typeof name === 'string' && name !== '' ? [name.toLowerCase()] : []),
];

/** Grants that the next login overrules. */
function overruled(changes: readonly Change[], { live }: State): readonly Notice[] {
  const domains = (live.identityProviders ?? [])
    .filter(({ syncsRoles }) => syncsRoles)
    .flatMap((provider) => provider.domains);
  return [...new Set(domains)].toSorted().flatMap((domain) => {
    const people = new Set(
      changes
        .filter(({ action, kind, key }) => {
          const { keyedBy, parent } = kindOf(kind);
          // A blocked person logs in no more; what is taken otherwise may be given back.
          const isOut = action === 'delete' && parent === undefined;
          return keyedBy === 'person' && !isOut && emailIn(key).endsWith(`@${domain}`);
        })
        .map(({ key }) => emailIn(key)),
    );
    if (people.size === 0) return [];
    return {
      code: 'roles-synced-at-login',
      message: `The identity provider of ${domain} sets roles at each login, so what this plan changes for ${people.size === 1 ? 'one person' : `${people.size} people`} of it may be overruled.`,
    };
  });
}

/** People who may hold nothing in a place for a moment, should Arize keep what a change replaces. */
function mayGap(changes: readonly Change[]): readonly Notice[] {
  const moving = changes.filter(
    (change) =>
      change.action === 'update' && kindOf(change.kind).mayInterrupt?.(change.before, change.after),
  );
  const [first] = moving;
  if (first === undefined) return [];
  const names = moving.slice(0, 3).map(({ key }) => `${emailIn(key)} in ${placeName(key)}`);
  const more = moving.length - names.length;
  const who = more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
  return [
    {
      code: 'role-bound-again',
      message: `${who}: a role replaces a built-in role. If Arize keeps the built-in role beside it, both are removed and the role is bound again in the same step, with no access of their own for that moment.`,
      address: first.address,
      ...(first.source && { source: first.source }),
    },
  ];
}

/** A caller who doesn't see everything, or whom Arize does not name. */
const stranger = ({ live: { caller } }: State): readonly Notice[] =>
  caller?.accountAdmin === true
    ? []
    : [
        {
          code: 'not-account-admin',
          message:
            caller === undefined
              ? 'Arize does not say whose key this is, so its lists may be filtered: nothing is created or removed on their strength.'
              : `${caller.email} is no account admin, so lists may be filtered: nothing is created or removed on their strength.`,
        },
      ];
