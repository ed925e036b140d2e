import { groupBy } from '../group.ts';
import { firstHalf } from '../kinds/people.ts';
import { kindOf, nameOf, refAddress } from '../kinds/index.ts';
import { selects } from '../kinds/select.ts';
import { daysBetween, inDays } from '../days.ts';
import { overruledNotices } from '../load/weakerTeams.ts';
import type { Change, DesiredItem, Fields, Key, LiveItem, Notice, Ref } from '../model.ts';
import { byText } from '../names.ts';
import { unknownCaller } from '../read/viewer.ts';
import { managesNothing } from './managesNothing.ts';
import type { State } from './state.ts';
import { emailIn, ownName, placeName } from '../key.ts';

/** What a reader of the plan should know, although it is not a difference. */
export function noticesOf(changes: readonly Change[], state: State): readonly Notice[] {
  return [
    ...empty(state),
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

const empty = ({ desired }: State): readonly Notice[] =>
  managesNothing(desired)
    ? [
        {
          code: 'manages-nothing',
          message: `${desired.file} manages nothing yet: no people, organizations or roles.`,
        },
      ]
    : [];

/** Tombstones of items that are gone. A tombstone of a grant stays useful, because the grant could come back. */
const stale = ({ desired, found }: State): readonly Notice[] =>
  desired.removed
    .filter(({ kind }) => kindOf(kind).manage === undefined)
    .filter((ref) => {
      const there = found.get(refAddress(ref));
      return there === undefined || there.status === 'blocked';
    })
    .map((ref) => ({
      code: 'tombstone-done',
      message: `${kindOf(ref.kind).label} "${ownName(ref.key)}" is gone; its \`removed\` entry can be deleted.`,
      address: refAddress(ref),
      source: ref.source,
    }));

/** A typo in a name under `ignore` ignores nothing, so the item that was meant may be removed. */
const ignoresNothing = ({ desired, live }: State): readonly Notice[] =>
  desired.ignore
    .filter((selector) => !live.items.some((item) => selects(selector, item)))
    .map((selector) => ({
      code: 'ignores-nothing',
      message: `The entry for ${kindOf(selector.kind).label} "${ownName(selector.key)}" under \`ignore\` matches nothing that was read. Check the name.`,
      source: selector.source,
    }));

/** Expired invitations, which the file cannot renew. One notice for all of them. */
function expired({ live, wanted }: State): readonly Notice[] {
  const people = live.items
    .flatMap(({ status, address }) => (status === 'expired' ? (wanted.get(address) ?? []) : []))
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
      message: `The ${plural ? 'invitations' : 'invitation'} for ${who} ${plural ? 'have' : 'has'} expired.`,
      next: {
        does: plural ? 'Send each of them a new one, such as' : 'Send a new one',
        words: ['users', 'reinvite', emailIn(first.key)],
        reads: 'account',
      },
      address: first.address,
      source: first.source,
    },
  ];
}

/** How many days ahead a plan announces the end of a grant. */
const soon = 14;

/** Grants that end within two weeks. Grants that come from one line, through a team, are one notice. */
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
      message: `${grantOf(item)}${more.length > 0 ? ` and ${more.length} more of team "${item.team ?? ''}"` : ''} ${more.length > 0 ? 'end' : 'ends'} ${inDays(daysBetween(today, until))} (last day ${until}).${afterwards(item)}`,
      address: item.address,
      source: item.source,
    }));
}

/** The role that a team gives a person when their grant has ended. */
function afterwards({ otherwise }: DesiredItem): string {
  if (otherwise === undefined) return '';
  const { role } = otherwise.fields;
  const name = typeof role === 'object' && 'custom' in role ? role.custom : role;
  return typeof name === 'string'
    ? ` After that, team "${otherwise.team ?? ''}" gives them ${name}.`
    : '';
}

/** Lines without effect: their grants have expired and are gone. */
function expiredAndGone({ desired, found, live }: State): readonly Notice[] {
  // A membership that an admin right hides may still exist.
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
          ? `${grantOf(first)} has expired and is gone; you can delete its line.`
          : `${gone.length} grants in the file have expired and are gone; you can delete their lines.`,
      address: first.address,
      source: first.source,
    },
  ];
}

/** Remarks that the kinds make about their items on a given day. */
const remarks = ({ desired: { today }, found, wanted }: State): readonly Notice[] =>
  [...wanted.values()].flatMap((item) => {
    const kind = kindOf(item.kind);
    if (kind.credential === undefined) return [];
    const there = found.get(item.address);
    if (there === undefined || today === undefined) return [];
    const told = kind.credential.remarks(item.key, item.fields, there.fields, today);
    return told.map((remark) => ({
      code: `${kind.name.replaceAll('_', '-')}-remark`,
      message: `${nameOf(item)} ${remark.text}`,
      ...(remark.next && { next: remark.next }),
      address: item.address,
      source: item.source,
    }));
  });

/** A grant in words: `The grant of raj@example.com as space member of "team-alpha"`. */
const grantOf = ({ kind, key }: Ref): string =>
  `The grant of ${emailIn(key)} as ${kindOf(kind).label} of "${placeName(key)}"`;

const isSelf = ({ kind }: Ref): boolean =>
  kindOf(kind).keyedBy === 'person' && kindOf(kind).parent === undefined;

/** People who are added and seem to exist already, under an address that is not in the file. */
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
      ...(other.status === 'blocked'
        ? {
            message: `${email} may be ${old}, who is blocked. Blocking cannot be undone; this adds a second person.`,
          }
        : {
            message: `${email} may be ${old}, who is not in the file. Arize cannot change an e-mail address, so this adds a second person with the access in the file. The old one stays.`,
            next: {
              does: 'To offboard the old one',
              words: ['users', 'offboard', old],
              reads: 'both' as const,
            },
          }),
      address: change.address,
      ...(change.source && { source: change.source }),
    };
  });
}

/** What may identify a person under another address: its first half, and their name. */
const signsOf = ([email = '']: Key, { name }: Fields): readonly string[] => [
  firstHalf(email),
  ...(typeof name === 'string' && name !== '' ? [name.toLowerCase()] : []),
];

/** Grants that the next login may overwrite. */
function overruled(changes: readonly Change[], { live }: State): readonly Notice[] {
  const domains = (live.identityProviders ?? [])
    .filter(({ syncsRoles }) => syncsRoles)
    .flatMap((provider) => provider.domains);
  return [...new Set(domains)].toSorted().flatMap((domain) => {
    const people = new Set(
      changes
        .filter(({ action, kind, key }) => {
          const { keyedBy, parent } = kindOf(kind);
          // A blocked person cannot log in again; any other removal may be reverted at login.
          const isOut = action === 'delete' && parent === undefined;
          return keyedBy === 'person' && !isOut && emailIn(key).endsWith(`@${domain}`);
        })
        .map(({ key }) => emailIn(key)),
    );
    if (people.size === 0) return [];
    return {
      code: 'roles-synced-at-login',
      message: `The identity provider of ${domain} may overwrite these changes for ${people.size === 1 ? '1 person' : `${people.size} people`} at the next login. It sets roles at each login.`,
    };
  });
}

/** People who may briefly have no access to a resource, in case Arize keeps the role that a change replaces. */
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
      message: `${who}: a role replaces a built-in role. If Arize keeps both, this run removes both and binds the role again in the same step, so for a moment neither gives access.`,
      address: first.address,
      ...(first.source && { source: first.source }),
    },
  ];
}

/** A caller who cannot see everything, or whom Arize does not name. */
const stranger = ({ live: { caller } }: State): readonly Notice[] =>
  caller?.accountAdmin === true
    ? []
    : [
        {
          code: 'not-account-admin',
          message:
            caller === undefined
              ? `${unknownCaller}, so lists may be filtered; nothing is created or removed based on them.`
              : `${caller.email} is not an account admin, so lists may be filtered; nothing is created or removed based on them.`,
        },
      ];
