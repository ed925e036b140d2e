import type { Kind } from '../../kind.ts';
import { kindChain, kinds, kindsIn } from '../../kinds/index.ts';
import { keyOf } from '../../kinds/keyOrder.ts';
import type { Focus } from '../../read/scope.ts';
import type { Live, LiveItem } from '../../model.ts';
import { filteredMaps, seesAll, whyFiltered } from './sight.ts';
import { pathOf } from './subject.ts';
import { formTeams } from './teams.ts';
import { treeOf } from './accountTree.ts';
import { fileText } from '../fileText.ts';
import { counted } from '../../counted.ts';
import { sayable } from './sayable.ts';
import type { Tree } from '../tree.ts';

/** A file that describes a live account, and notes about what it leaves out. */
export interface Printed {
  readonly text: string;
  readonly notes: readonly string[];
}

/** The comments above the parts of the file. */
const comments: ReadonlyMap<string, NonNullable<Kind['comment']>> = new Map([
  [
    'manage',
    {
      whole:
        'How complete the maps below are: `full` removes what is not listed, `additive` only adds, `observe` only compares.\nAn organization or a space can override this with its own `manage`.',
    },
  ],
  [
    'teams',
    {
      whole: 'Named lists of people. In `members` and `bindings`, a name without an @ is a team.',
    },
  ],
  ...kindsIn(undefined).flatMap((kind) =>
    kind.comment === undefined ? [] : [[keyOf(kind), kind.comment] as const],
  ),
]);

/**
 * Writes the access.yaml of a live account: sorted, complete, and with an empty plan.
 * If the key may see only part of the account, maps in which a missing entry is a removal are left out and marked.
 * @param live the account, as `read` returns it without a file, or the part in the focus
 * @param focus the only organization or space to write; then people and custom roles are not managed
 */
export function printFile(live: Live, focus?: Focus): Printed {
  const said = sayable(live);
  const { kept, notes } = said;
  const isWhole = seesAll(live);
  const inside = kinds.filter(
    (kind) =>
      isInside(kind, focus) && (isWhole || (!isFiltered(kind) && kind.createOnRequest !== true)),
  );
  const things = kept.filter(({ key }) => isInFocus(key, focus));
  const tree = treeOf(things, (kind) => inside.includes(kind), said);
  const teams = formTeams(tree);
  const governed = inside.flatMap(({ manage }) => manage ?? []);
  const additive = tree.get('manage');
  const modes = new Map<string, unknown>([
    ...governed.map((key) => [key, 'full'] as const),
    ...(additive instanceof Map ? (additive satisfies Tree) : []),
  ]);
  const whole: Tree = new Map<string, unknown>([
    ['version', 1],
    ['account', live.account.id],
    ...(teams.size > 0 ? [['teams', new Map(teams)] as const] : []),
    ...tree,
    ...(isWhole ? [['manage', modes] as const] : []),
  ]);
  const more = [
    ...(teams.size === 0
      ? []
      : [
          `Made ${counted(teams.size, 'team')} of people with the same roles. You can rename ${teams.size === 1 ? 'it' : 'them'}.`,
        ]),
    ...(isWhole
      ? []
      : [
          `Left out: ${filteredMaps()}. ${whyFiltered(live)}, and a map with missing entries would remove access. To include them, import with the API key of an account admin.`,
        ]),
  ];
  const marked = isWhole
    ? []
    : things.filter(({ kind }) => inside.some(({ name }) => name === kind));
  return { text: textOf(whole, live, focus, marked), notes: [...notes, ...more] };
}

/** The names on the path to a part of the account. */
const wayTo = ({ organization, space }: Focus): readonly (string | undefined)[] =>
  space === undefined ? [organization] : [organization, space];

/** Whether items of a kind are written for a part of the account, or for all of it. */
function isInside(kind: Kind, focus: Focus | undefined): boolean {
  if (focus === undefined) return true;
  const depth = wayTo(focus).length;
  const isWay = isPlace(kind) && namesIn(kind) < depth;
  return isWay || kindChain(kind).some((each) => isPlace(each) && namesIn(each) === depth);
}

const isPlace = ({ access }: Kind): boolean => access?.is === 'place';

/** The number of names in the key of an item. */
const namesIn = ({ at }: Kind): number => at.filter((part) => part === '*').length;

/** Whether a missing entry in a map of this kind is a removal: a filtered list must not become such a map. */
const isFiltered = ({ manage }: Kind): boolean => manage !== undefined;

const isInFocus = (key: readonly string[], focus: Focus | undefined): boolean =>
  focus === undefined ||
  wayTo(focus).every(
    (name, index) => name === undefined || key[index] === undefined || key[index] === name,
  );

/** @param marked items whose maps are left out, because the key may see only part of them */
function textOf(
  tree: Tree,
  live: Live,
  focus: Focus | undefined,
  marked: readonly LiveItem[],
): string {
  const what =
    focus === undefined ? 'the Arize account' : `${focusName(focus)} of the Arize account`;
  const account = `${what} ${JSON.stringify(live.account.name)}`;
  const isWhole = seesAll(live);
  const lines = isWhole
    ? [
        ` Who can do what in ${account}, as of this import.`,
        ' A plan of this file shows no changes. Access added outside this file shows up as a difference, and applying the file',
        ' removes it.',
      ]
    : [
        ` Part of ${account}, as of this import.`,
        ` ${whyFiltered(live)}.`,
        ` A map with missing entries would remove access, so ${filteredMaps()} are left out`,
        ' and not managed. To include them, import with the API key of an account admin.',
      ];
  const leftOut = new Map(marked.flatMap(leftOutIn));
  return fileText(tree, lines, (path) => {
    const [first = ''] = path;
    const above = path.length === 1 ? comments.get(first) : undefined;
    const text = (isWhole ? undefined : above?.part) ?? above?.whole;
    if (text !== undefined) {
      return { lines: text.split('\n').map((line) => ` ${line}`), isSpaced: true };
    }
    const maps = leftOut.size === 0 ? undefined : leftOut.get(JSON.stringify(path));
    return maps === undefined
      ? undefined
      : { lines: [` ${maps}: left out, see the top of this file`] };
  });
}

/** The maps of an item that are left out, by its path in the file. */
function leftOutIn(item: LiveItem): readonly (readonly [path: string, maps: string])[] {
  const maps = kinds.filter((kind) => kind.parent === item.kind && isFiltered(kind)).map(keyOf);
  return maps.length === 0 ? [] : [[JSON.stringify(pathOf(item)), maps.join(', ')]];
}

const focusName = ({ organization, space }: Focus): string => {
  const inside = organization === undefined ? '' : ` in ${JSON.stringify(organization)}`;
  return space === undefined
    ? `the organization ${JSON.stringify(organization ?? '')}`
    : `the space ${JSON.stringify(space)}${inside}`;
};
