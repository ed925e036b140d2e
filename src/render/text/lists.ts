import { groupBy } from '../../group.ts';
import { ownName } from '../../key.ts';
import { areaOf, isPowerful } from '../../kinds/permissions.ts';
import type { PlaceRow } from '../../lists/places.ts';
import { holdersOf } from '../../lists/roles.ts';
import type { RoleHolder, RoleRow } from '../../lists/roles.ts';
import { areaText, listSummary } from '../words/lists.ts';
import type { ListScope } from '../words/lists.ts';
import { counted, nameText } from '../words/names.ts';
import { apart, solid, words } from '../words/pieces.ts';
import type { Piece } from '../words/pieces.ts';
import { flow } from './flow.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';
import { table } from './table.ts';
import type { Column } from './table.ts';

/** Unknown numbers are not zero. */
const number = (count: number | undefined): string => (count === undefined ? '?' : String(count));

const named = (name: string): readonly Piece[] => [solid(nameText(name), 'bold')];

const list = <Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  scope: ListScope,
  layout: Layout,
): string =>
  page([
    table(rows, columns, layout),
    flow({ indent: 0, hang: 2, pieces: words(listSummary(scope)) }, layout).map(layout.style.bold),
  ]);

/** Organizations, spaces or projects with their ids. */
export function renderPlaces(
  rows: readonly PlaceRow[],
  title: string,
  scope: ListScope,
  layout: Layout,
): string {
  const columns: readonly Column<PlaceRow>[] = [
    { title: 'ID', cell: ({ id }) => [solid(id)] },
    { title, cell: ({ key }) => named(ownName(key)) },
    { title: 'In', cell: ({ key }) => abovePieces(key) },
    { title: 'Access', cell: ({ door }) => doorText(door) },
    { title: 'Members', cell: ({ members }) => number(members) },
    { title: 'Services', cell: ({ services }) => number(services) },
  ];
  return list(rows, columns, scope, layout);
}

function doorText(door: PlaceRow['door']): string {
  switch (door) {
    case undefined:
    case 'open':
      return '';
    case 'unknown':
      return '?';
    case 'private':
    case 'public':
    case 'restricted':
      return door;
  }
}

/** The places above one: `"Platform Team"/team-alpha`. */
const abovePieces = (key: readonly string[]): readonly Piece[] =>
  key
    .slice(0, -1)
    .flatMap((name, index) => [
      ...(index === 0 ? [] : [solid('/', undefined, 0)]),
      solid(nameText(name), undefined, 0),
    ]);

const kindText = ({ predefined }: RoleRow): string => (predefined ? 'predefined' : 'custom');

/** Roles with their ids, and how many hold them. */
export function renderRoles(rows: readonly RoleRow[], scope: ListScope, layout: Layout): string {
  const columns: readonly Column<RoleRow>[] = [
    { title: 'ID', cell: ({ id }) => [solid(id)] },
    { title: 'Role', cell: ({ name }) => named(name) },
    { title: 'Kind', cell: kindText },
    { title: 'Permissions', cell: ({ permissions }) => String(permissions.length) },
    { title: 'People', cell: (role) => number(holdersOf(role)?.people) },
    { title: 'Services', cell: (role) => number(holdersOf(role)?.services) },
  ];
  return list(rows, columns, scope, layout);
}

/** One role: its id, its permissions by area, and who holds it where. */
export function renderRole(
  role: RoleRow,
  placeOf: (holder: RoleHolder) => string,
  layout: Layout,
): string {
  const { style } = layout;
  const { description, holders, permissions } = role;
  const counts = holdersOf(role);
  const heldBy =
    counts === undefined
      ? 'Its holders could not be read.'
      : counts.people + counts.services === 0
        ? 'No holders.'
        : `Held by ${heldText(counts)}`;
  const columns: readonly Column<RoleHolder>[] = [
    { title: 'Who', cell: ({ email }) => [solid(nameText(email))] },
    { title: 'Kind', cell: ({ service }) => (service ? 'service identity' : 'person') },
    { title: 'Where', cell: (holder) => words(placeOf(holder)) },
  ];
  return page([
    [
      ...flow(
        { indent: 0, hang: 2, pieces: [...words(`${kindText(role)} role`), ...named(role.name)] },
        layout,
      ),
      `ID: ${role.id}`,
      ...(description === undefined
        ? []
        : flow({ indent: 0, hang: 2, pieces: words(description) }, layout)),
    ],
    [style.bold(`Permissions (${permissions.length})`), ...permissionLines(permissions, layout)],
    [style.bold(heldBy), ...table(holders ?? [], columns, layout)],
  ]);
}

const heldText = ({
  people,
  services,
}: {
  readonly people: number;
  readonly services: number;
}): string =>
  [
    ...(people === 0 ? [] : [counted(people, 'person')]),
    ...(services === 0 ? [] : [counted(services, 'service identity')]),
  ].join(', ');

/** What roles may be granted, by area. */
export function renderPermissions(
  permissions: readonly string[],
  scope: ListScope,
  layout: Layout,
): string {
  const note =
    'Known to this release; Arize adds more over time. Marked with !: lets holders grant or destroy access, like admins.';
  return page([
    permissionLines(permissions, layout),
    [
      ...flow({ indent: 0, hang: 2, pieces: words(listSummary(scope)) }, layout).map(
        layout.style.bold,
      ),
      ...flow({ indent: 0, hang: 2, pieces: words(note, 'dim') }, layout),
    ],
  ]);
}

/** Permissions as they are written in a file, below their areas. */
function permissionLines(permissions: readonly string[], layout: Layout): string[] {
  return [...groupBy(permissions, areaOf)].flatMap(([area, own]) => [
    ...flow({ indent: 2, pieces: words(areaText(area), 'dim') }, layout),
    ...flow(
      {
        indent: 4,
        pieces: own.flatMap((each) =>
          apart([solid(each), ...(isPowerful(each) ? [solid('!', 'yellow', 0)] : [])], 2),
        ),
      },
      layout,
    ),
  ]);
}
