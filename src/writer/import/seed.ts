import { groupBy } from '../../group.ts';
import { decodeId } from '../../api/index.ts';
import { siblingKey } from '../../kinds/index.ts';
import type { Fields, KindName, Live, LiveItem } from '../../model.ts';
import { byText, canonicalEmail } from '../../names.ts';
import { counted } from '../../counted.ts';
import { hiddenNote } from './sayable.ts';
import { emailIn, ownName } from '../../key.ts';

/** A seed for the sandbox, and notes about what it leaves out. */
export interface Seeded {
  readonly seed: object;
  readonly notes: readonly string[];
}

/**
 * The seed of a sandbox like a live account, with all people, service identities and blocked people, and everything that
 * can be read about their access. Passwords, keys and SAML mappings are not read, so they are not in it.
 * @param live the account, as `read` returns it without a file
 */
export function seedOf(live: Live): Seeded {
  const notes: string[] = [];
  const below = groupBy(live.items, siblingKey);
  const inside = (kind: KindName, parent: LiveItem | undefined): readonly LiveItem[] =>
    (below.get(`${kind} ${parent?.address ?? ''}`) ?? []).toSorted((a, b) =>
      byText(a.address, b.address),
    );
  let unknownRoles = 0;
  const wordOf = ({ fields: { role } }: LiveItem): unknown => {
    if (role === undefined) unknownRoles += 1;
    return role ?? 'member';
  };

  const projectOf = (project: LiveItem): object => ({
    ...(inside('project_restriction', project).length > 0 && { restricted: true }),
    ...sized('bindings', mapOf(inside('project_binding', project), roleOf)),
  });
  const spaceOf = (space: LiveItem, members: ReadonlySet<string>): object => ({
    ...texts(space.fields, ['description']),
    ...(space.fields['private'] === true && { private: true }),
    ...sized(
      'members',
      mapOf(
        inside('space_member', space).filter(({ key }) => members.has(emailIn(key))),
        wordOf,
      ),
    ),
    ...sized('bindings', mapOf(inside('space_binding', space), roleOf)),
    ...sized('projects', mapOf(inside('project', space), projectOf)),
  });
  const organizationOf = (organization: LiveItem): object => {
    const members = inside('organization_member', organization);
    const emails = new Set(members.map(({ key }) => emailIn(key)));
    return {
      ...texts(organization.fields, ['description']),
      ...sized('members', mapOf(members, wordOf)),
      ...sized(
        'spaces',
        mapOf(inside('space', organization), (space) => spaceOf(space, emails)),
      ),
    };
  };
  const roles = inside('role', undefined).filter(({ builtIn }) => builtIn !== true);
  const number = decodeId(live.account.id)?.number;
  const seed = {
    account: { name: live.account.name || 'Account', ...(number !== undefined && { id: number }) },
    ...keysOf(live),
    users: mapOf(inside('user', undefined), personOf),
    ...sized(
      'roles',
      mapOf(roles, ({ fields }) => ({
        ...texts(fields, ['description']),
        permissions: fields['permissions'] ?? [],
      })),
    ),
    ...sized('organizations', mapOf(inside('organization', undefined), organizationOf)),
  };
  if (unknownRoles > 0)
    notes.push(`Written as "member": ${counted(unknownRoles, 'role')} that Arize does not show.`);
  notes.push('Left out: service keys and SAML mappings.', ...hiddenNote(live));
  return { seed, notes };
}

/** Items by the last part of their name. */
const mapOf = (
  items: readonly LiveItem[],
  write: (item: LiveItem) => unknown,
): Map<string, unknown> => new Map(items.map((item) => [ownName(item.key), write(item)]));

const roleOf = ({ fields: { role } }: LiveItem): unknown =>
  typeof role === 'object' && 'custom' in role ? role.custom : role;

/** A map that is left out if it is empty. */
const sized = (name: string, map: Map<string, unknown>): object =>
  map.size === 0 ? {} : { [name]: map };

/** The key of the sandbox belongs to the person who made the seed. */
function keysOf({ caller }: Live): object {
  return caller === undefined ? {} : { keys: { 'sandbox-key': canonicalEmail(caller.email) } };
}

const personOf = ({ key, fields, status, service }: LiveItem): object => ({
  name: fields['name'] ?? emailIn(key),
  role: fields['role'] ?? 'member',
  ...(status !== undefined && { status: status === 'blocked' ? 'inactive' : status }),
  ...(fields['developer'] !== undefined && { developer: fields['developer'] }),
  ...(service === true && { bot: true }),
});

/** Fields with a text that is not empty. */
const texts = (fields: Fields, names: readonly string[]): object =>
  Object.fromEntries(names.flatMap((name) => (fields[name] ? [[name, fields[name]]] : [])));
