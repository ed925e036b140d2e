import { Document, isMap, isPair, isScalar } from 'yaml';
import { yamlOf } from '../../document/yamlText.ts';
import type { Kind } from '../../kind.ts';
import { kinds } from '../../kinds/index.ts';
import type { Focus } from '../../read/scope.ts';
import type { Live, LiveItem } from '../../model.ts';
import { filteredMaps, seesAll, whyFiltered } from './sight.ts';
import { pathOf } from './subject.ts';
import { formTeams } from './teams.ts';
import { counted, sayable, treeOf } from './tree.ts';
import type { Tree } from './tree.ts';

/** A file made of a live account, and what could not be said in it. */
export interface Printed {
  readonly text: string;
  readonly notes: readonly string[];
}

/** What is said above a part of the file. */
const sections: Readonly<Record<string, string>> = {
  manage:
    'How complete the maps below are. full: who or what is not listed is removed. additive: nothing is removed.\nobserve: compared, never written. An organization or a space may say otherwise, with a `manage` of its own.',
  users: 'People of the account. Leaving somebody out never removes them; `removed` does.',
  teams:
    'People who stand together in several places. In `members` and `bindings`, a name without an @ is one of these.',
  roles: 'Custom roles: what their holders may do wherever the role is bound.',
  organizations:
    'Who is where. `members: {}` means nobody; a map that is left out is not managed. Projects without a restriction\nor a role binding of their own are left out.',
};

/** What is said instead where the key may see only part of the account. */
const ofPart: Readonly<Record<string, string>> = {
  organizations: 'Places. A map that is left out is not managed. Projects are left out.',
};

/**
 * Writes the access.yaml that describes an account as it is: sorted, complete, and with nothing to do when planned.
 * Where the key may see only part of the account, maps in which a missing entry is a removal are left out, and marked.
 * @param live everything, as `read` gives it without a file, or what a focus leaves of it
 * @param focus the only organization or space to write; people and roles of the account are not managed then
 */
export function printFile(live: Live, focus?: Focus): Printed {
  const { kept, notes } = sayable(live);
  const isWhole = seesAll(live);
  const inside = kinds.filter(
    (kind) =>
      isInside(kind, focus) && (isWhole || (!isFiltered(kind) && kind.createOnRequest !== true)),
  );
  const things = kept.filter(({ kind, key }) => isInFocus(kind, key, focus));
  const tree = treeOf(things, (kind) => inside.includes(kind));
  const teams = formTeams(tree);
  const governed = inside.flatMap(({ manage }) => manage ?? []);
  const modes = [...new Set(governed)].map((key) => [key, 'full'] as const);
  const whole: Tree = new Map<string, unknown>([
    ['version', 1],
    ['account', live.account.id],
    ...(isWhole ? [['manage', new Map(modes)] as const] : []),
  ]);
  for (const name of ['users', 'teams', 'roles', 'organizations']) {
    const value = name === 'teams' ? new Map(teams) : tree.get(name);
    if (value !== undefined && (name !== 'teams' || teams.size > 0)) whole.set(name, value);
  }
  const said = [
    ...(teams.size === 0 ? [] : [`Made ${counted(teams.size, 'team')}: rename as you like.`]),
    ...(isWhole
      ? []
      : [
          `Left out: ${filteredMaps()}. ${whyFiltered(live)}, and what is missing in such a map would be removed. Import with the key of an account admin to have them.`,
        ]),
  ];
  const marked = isWhole
    ? []
    : things.filter(({ kind }) => inside.some(({ name }) => name === kind));
  return { text: textOf(whole, live, focus, marked), notes: [...notes, ...said] };
}

/** Whether things of a kind are written at all, for a part of the account or for all of it. */
const isInside = ({ name, at }: Kind, focus: Focus | undefined): boolean =>
  focus === undefined ||
  (at[0] === 'organizations' && (focus.space === undefined || name !== 'organization_member'));

/** Whether a map of these says by absence what goes: a list that Arize filtered must not become one. */
const isFiltered = ({ manage }: Kind): boolean => manage !== undefined;

function isInFocus(kind: string, key: readonly string[], focus: Focus | undefined): boolean {
  if (focus === undefined) return true;
  const [organization, space] = key;
  if (focus.organization !== undefined && organization !== focus.organization) return false;
  return focus.space === undefined || kind === 'organization' || space === focus.space;
}

/** @param marked what has maps that are left out, because the key may see only part of them */
function textOf(
  tree: Tree,
  live: Live,
  focus: Focus | undefined,
  marked: readonly LiveItem[],
): string {
  const document = new Document(tree);
  const what = focus === undefined ? 'the Arize account' : `${placeOf(focus)} of the Arize account`;
  const account = `${what} ${JSON.stringify(live.account.name)}`;
  const isWhole = seesAll(live);
  const lines = isWhole
    ? [
        ` Who may do what in ${account}, as it was when this file was made.`,
        ' Planning it changes nothing. The maps of people, roles and bindings are complete: whoever is added elsewhere',
        ' shows up as a difference, and is a removal for whoever applies the file.',
      ]
    : [
        ` Part of ${account}, as it was when this file was made.`,
        ` ${whyFiltered(live)}.`,
        ` What is missing in a map would be removed: so ${filteredMaps()} are left out, and not`,
        ' managed. Import with the key of an account admin to have them.',
      ];
  document.commentBefore = lines.join('\n');
  for (const item of marked) markLeftOut(document, item);
  if (isMap(document.contents)) {
    for (const { key } of document.contents.items) {
      if (!isScalar(key)) continue;
      const section = String(key.value);
      const text = (isWhole ? undefined : ofPart[section]) ?? sections[section];
      if (text === undefined) continue;
      key.spaceBefore = true;
      key.commentBefore = text.replaceAll(/^/gm, ' ');
    }
  }
  return yamlOf(document);
}

/** Says at a thing which of its maps are left out. */
function markLeftOut(document: Document, item: LiveItem): void {
  const maps = kinds
    .filter((kind) => kind.parent === item.kind && isFiltered(kind))
    .map(({ at, keyedBy }) => at.at(keyedBy === 'parent' ? -1 : -2) ?? '');
  const path = pathOf(item);
  const map = document.getIn(path.slice(0, -1), true);
  if (maps.length === 0 || !isMap(map)) return;
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === path.at(-1));
  if (isPair(pair) && isScalar(pair.key)) {
    pair.key.commentBefore = ` ${maps.join(', ')}: left out, see above`;
  }
}

const placeOf = ({ organization, space }: Focus): string => {
  const inside = organization === undefined ? '' : ` in ${JSON.stringify(organization)}`;
  return space === undefined
    ? `the organization ${JSON.stringify(organization ?? '')}`
    : `the space ${JSON.stringify(space)}${inside}`;
};
