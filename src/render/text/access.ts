import { linesText, placeText, reasonPieces, signed } from '../words/change.ts';
import {
  prepositions,
  counted,
  describeAddress,
  doing,
  doingMany,
  nameText,
  secretPieces,
} from '../words/names.ts';
import { adminKeys } from '../../access/adminKeys.ts';
import type { AdminKey } from '../../access/adminKeys.ts';
import { beyondRun, groupDelta } from '../../access/groups.ts';
import type { DeltaGroup, GroupedDelta, NewAdmin } from '../../access/groups.ts';
import type { LosingAll } from '../../delta.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Change, Plan } from '../../model.ts';
import { allPlaces, namesOf, placePieces, rowPieces } from '../words/accessRow.ts';
import type { Most } from '../words/accessRow.ts';
import { shownFields } from '../words/fields.ts';
import type { Shown } from '../words/fields.ts';
import { apart, joined, solid, words } from '../words/pieces.ts';
import { flow } from './flow.ts';
import type { Piece } from '../words/pieces.ts';
import type { Layout } from './style.ts';
import { claimsOf } from '../../plan/claims.ts';
import type { Claim } from '../../plan/claims.ts';
import { besides } from '../words/claims.ts';

/** Who gains and who loses what: what a reviewer wants to know first. */

/** Enough to read in a minute, however large the plan is. */
const brief: Most = { groups: 8, rows: 4, gaining: 3, losing: 8, permissions: 4 };
const full: Most = {
  groups: Infinity,
  rows: Infinity,
  gaining: Infinity,
  losing: Infinity,
  permissions: Infinity,
};

const isHeld = ({ held }: Plan['changes'][number]): boolean => held !== undefined;

/** The access delta of a plan, as it would run, and what consent would add to it. */
export function accessBlock(plan: Plan, layout: Layout): string[] {
  const { access, changes } = plan;
  if (changes.length === 0) return [];
  const most = layout.access === 'full' ? full : brief;
  const claims = claimsOf(plan);
  const now = {
    ...groupDelta(access.asRun, changes),
    adminKeys: adminKeys(changes.filter((change) => !isHeld(change))),
    claim: claims.asRun,
  };
  const more = {
    ...groupDelta(beyondRun(access), changes),
    adminKeys: adminKeys(changes.filter(isHeld)),
    claim: claims.consentAdds,
  };
  return [
    ...headed('Access', now, most, layout),
    ...(hasNews(more) ? headed('With --allow-destructive also', more, most, layout) : []),
  ];
}

/**
 * What becomes of people, the keys that are admins, which no list of people has yet, and whether what is not named may be
 * called nothing.
 */
type Seen = GroupedDelta & { readonly adminKeys: readonly AdminKey[]; readonly claim: Claim };

const hasNews = ({ groups, losingAll, adminKeys: keys, claim }: Seen): boolean =>
  groups.length + losingAll.length + keys.length > 0 || !claim.certain;

function headed(title: string, delta: Seen, most: Most, layout: Layout): string[] {
  const shown = delta.groups.slice(0, most.groups);
  const rest = delta.groups.slice(most.groups);
  const left = rest.reduce((sum, { people }) => sum + people, 0);
  return [
    ...flow({ indent: 0, hang: 2, pieces: words(`${title}: ${summaryOf(delta)}`) }, layout).map(
      layout.style.bold,
    ),
    ...keyLines(delta.adminKeys, most, layout),
    ...adminLines(delta.newAdmins, most, layout),
    ...lostLines(delta.losingAll, most, layout),
    ...shown.flatMap((group) => groupLines(group, most, layout)),
    ...(rest.length > 0
      ? line(
          2,
          words(
            `and ${counted(rest.length, 'more cause')} for ${counted(left, 'person')}; --details shows all`,
            'dim',
          ),
          layout,
        )
      : []),
    ...unreadLines(delta.unread, most, layout),
  ];
}

/** `3 people gain, 2 lose (1 loses everything); 2 people hold "Data Scientist" in places that were not read`. */
function summaryOf({ adminKeys: keys, claim, ...delta }: Seen): string {
  const known = changeText(delta, 'person') ?? changeText(delta.services, 'service identity');
  const become = keys.length === 1 ? 'becomes an admin' : 'become admins';
  const admins = keys.length === 0 ? [] : [`${counted(keys.length, 'service key')} ${become}`];
  // Keys that are named need not be counted.
  const left = besides(claim, ({ is }) => is !== 'partly-shown' || keys.length === 0);
  if (known !== undefined) return `${[known, ...admins].join(', ')}${left}`;
  if (left !== '') return `${admins.join('')}${left}.`.replace(/^; /, '');
  return keys.length === 0
    ? 'no person gains or loses access.'
    : `no person gains or loses access, ${admins.join('')}.`;
}

/** How many gain and how many lose something; undefined where the answer is none. */
function changeText(
  {
    gaining,
    losing,
    losingAll = [],
  }: Pick<GroupedDelta, 'gaining' | 'losing'> & { readonly losingAll?: readonly LosingAll[] },
  noun: string,
): string | undefined {
  if (gaining + losing === 0) return undefined;
  const all = losingAll.length;
  const everything = all === 0 ? '' : ` (${all} ${all === 1 ? 'loses' : 'lose'} everything)`;
  const gains =
    gaining === 0 ? [] : [`${counted(gaining, noun)} ${gaining === 1 ? 'gains' : 'gain'}`];
  const loses =
    losing === 0
      ? []
      : [
          `${gaining === 0 ? counted(losing, noun) : losing} ${losing === 1 ? 'loses' : 'lose'}${everything}`,
        ];
  return [...gains, ...loses].join(', ');
}

const line = (indent: number, pieces: readonly Piece[], layout: Layout, tail?: string): string[] =>
  flow({ indent, hang: 4, pieces, tail }, layout);

/** Keys that are admins, with where the secret goes: a reader of the secret is an admin too. */
const keyLines = (keys: readonly AdminKey[], most: Most, layout: Layout): string[] => [
  ...keys
    .slice(0, most.losing)
    .flatMap(({ change, places, sink }) =>
      newAdminLines(
        [
          ...describeAddress(change.address),
          solid(',', undefined, 0),
          ...words('of'),
          ...allPlaces(places),
          ...secretPieces(sink),
        ],
        change,
        layout,
      ),
    ),
  ...moreAdmins(keys.length - most.losing, 'more admin key', layout),
];

/** New admins get a line of their own. */
const adminLines = (admins: readonly NewAdmin[], most: Most, layout: Layout): string[] => [
  ...admins
    .slice(0, most.losing)
    .flatMap(({ person, place, cause }) =>
      newAdminLines(
        [solid(nameText(person)), ...words('of'), ...placePieces(place)],
        cause,
        layout,
      ),
    ),
  ...moreAdmins(admins.length - most.losing, 'more new admin', layout),
];

const newAdminLines = (
  who: readonly Piece[],
  cause: Change | undefined,
  layout: Layout,
): string[] =>
  line(
    2,
    [solid('!', 'red'), ...words('new admin:', 'red'), ...who],
    layout,
    placeText(cause?.source),
  );

const moreAdmins = (more: number, noun: string, layout: Layout): string[] =>
  more > 0
    ? line(
        2,
        [solid('!', 'red'), ...words(`and ${counted(more, noun)}; --details shows all`, 'red')],
        layout,
      )
    : [];

/** So do people who lose all access. */
const lostLines = (losing: readonly LosingAll[], most: Most, layout: Layout): string[] =>
  losing.length === 0
    ? []
    : line(
        2,
        [
          solid('!', 'red'),
          ...words(losing.length === 1 ? 'loses everything:' : 'lose everything:', 'red'),
          ...namesOf(
            losing.map(({ person }) => person),
            [],
            most.losing,
          ),
        ],
        layout,
      );

function groupLines(group: DeltaGroup, most: Most, layout: Layout): string[] {
  const { cause, rows, beyond } = group;
  const head = [...causePieces(group), ...apart(reasonOf(group), 2)];
  const shown = rows.slice(0, most.rows);
  const rest = rows.slice(most.rows).flatMap((row) => [...row.people, ...row.services]);
  return [
    ...line(2, head, layout, linesText(group.changes.map(({ source }) => source))),
    ...editOf(cause).below.flatMap((pieces) => line(6, pieces, layout)),
    ...shown.flatMap((row) => line(6, rowPieces(row, cause, most), layout)),
    ...(rest.length > 0
      ? line(6, words(`and ${counted(new Set(rest).size, 'person')} in other ways`, 'dim'), layout)
      : []),
    ...(beyond.length > 0
      ? line(
          6,
          [
            solid('~', 'yellow'),
            ...namesOf([...new Set(beyond.map(({ person }) => person))], [], most.gaining),
            ...words('too, in resources that were not read'),
          ],
          layout,
        )
      : []),
  ];
}

/** What is done: one change in words, many by what they have in common. */
function causePieces({ cause, changes }: DeltaGroup): Piece[] {
  const kind = kindOf(cause.kind);
  const held = cause.effect === 'reduces' ? words('(reduces access)', 'yellow') : [];
  if (changes.length === 1) {
    const what = kind.access?.is === 'place' ? editOf(cause).inline : [];
    return [...signed(cause.action, doing(cause)), ...what, ...held];
  }
  const parent = kind.parent && { kind: kind.parent, key: cause.key.slice(0, -1) };
  return [
    ...signed(cause.action, words(doingMany(kind, cause.action, changes.length))),
    ...(parent ? [...words(prepositions[cause.action]), ...placePieces(parent)] : []),
    ...held,
  ];
}

/** What an update says, which does not show in what people hold. */
const editOf = (cause: Change): Shown =>
  cause.action === 'update' ? shownFields(cause, false) : { inline: [], below: [] };

/** The cause, as a comment whose sign is never left alone at the end of a line. */
function reasonOf({ cause }: DeltaGroup): Piece[] {
  const [sign, first, ...rest] = reasonPieces(cause.reason);
  if (sign === undefined || first === undefined) return [];
  return [{ ...sign, text: `${sign.text} ${first.text}` }, ...rest];
}

function unreadLines(unread: readonly string[], most: Most, layout: Layout): string[] {
  if (unread.length === 0) return [];
  const shown = unread.slice(0, most.gaining).map(describeAddress);
  const more = unread.length - shown.length;
  const names = joined([...shown, ...(more > 0 ? [words(`${more} more`)] : [])]);
  return line(
    2,
    [...words('Not read, so effects are unknown:'), ...names].map((piece) => ({
      ...piece,
      paint: 'dim' as const,
    })),
    layout,
  );
}
