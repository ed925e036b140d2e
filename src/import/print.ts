import { Document, isMap, isScalar } from 'yaml';
import { yamlOf } from '../edit/write.ts';
import { kinds } from '../kinds/index.ts';
import type { Focus } from '../read/scope.ts';
import type { Live } from '../model.ts';
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

/**
 * Writes the access.yaml that describes an account as it is: sorted, complete, and with nothing to do when planned.
 * @param live everything, as `read` gives it without a file, or what a focus leaves of it
 * @param focus the only organization or space to write; people and roles of the account are not managed then
 */
export function printFile(live: Live, focus?: Focus): Printed {
  const { kept, notes } = sayable(live);
  const inside = kinds.filter(
    ({ name, at }) =>
      focus === undefined ||
      (at[0] === 'organizations' && (focus.space === undefined || name !== 'organization_member')),
  );
  const things = kept.filter(({ kind, key }) => isInFocus(kind, key, focus));
  const tree = treeOf(things, (kind) => inside.includes(kind));
  const teams = formTeams(tree);
  const governed = inside.flatMap(({ manage }) => manage ?? []);
  const modes = [...new Set(governed)].map((key) => [key, 'full'] as const);
  const whole: Tree = new Map<string, unknown>([
    ['version', 1],
    ['account', live.account.id],
    ['manage', new Map(modes)],
  ]);
  for (const name of ['users', 'teams', 'roles', 'organizations']) {
    const value = name === 'teams' ? new Map(teams) : tree.get(name);
    if (value !== undefined && (name !== 'teams' || teams.size > 0)) whole.set(name, value);
  }
  const said = teams.size === 0 ? [] : [`Made ${counted(teams.size, 'team')}: rename as you like.`];
  return { text: textOf(whole, live, focus), notes: [...notes, ...said] };
}

function isInFocus(kind: string, key: readonly string[], focus: Focus | undefined): boolean {
  if (focus === undefined) return true;
  const [organization, space] = key;
  if (focus.organization !== undefined && organization !== focus.organization) return false;
  return focus.space === undefined || kind === 'organization' || space === focus.space;
}

function textOf(tree: Tree, live: Live, focus: Focus | undefined): string {
  const document = new Document(tree);
  const what = focus === undefined ? 'the Arize account' : `${placeOf(focus)} of the Arize account`;
  document.commentBefore = [
    ` Who may do what in ${what} ${JSON.stringify(live.account.name)}, as it was when this file was made.`,
    ' Planning it changes nothing. The maps of people, roles and bindings are complete: whoever is added elsewhere',
    ' shows up as a difference, and is a removal for whoever applies the file.',
  ].join('\n');
  if (isMap(document.contents)) {
    for (const { key } of document.contents.items) {
      const text = isScalar(key) ? sections[String(key.value)] : undefined;
      if (!isScalar(key) || text === undefined) continue;
      key.spaceBefore = true;
      key.commentBefore = text.replaceAll(/^/gm, ' ');
    }
  }
  return yamlOf(document);
}

const placeOf = ({ organization, space }: Focus): string => {
  const inside = organization === undefined ? '' : ` in ${JSON.stringify(organization)}`;
  return space === undefined
    ? `the organization ${JSON.stringify(organization ?? '')}`
    : `the space ${JSON.stringify(space)}${inside}`;
};
