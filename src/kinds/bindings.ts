import { emailIn } from '../key.ts';
import { ApiError, enumValue, isStopped, sameId } from '../api/index.ts';
import { addressOf, defineKind } from '../kind.ts';
import type { FoundItem, Kind, ReadContext, WriteContext } from '../kind.ts';
import type { RoleRef, Key, RoleUse } from '../model.ts';
import { groupBy } from '../group.ts';
import { once } from '../once.ts';
import {
  customRole,
  effectOfGrant,
  grantAccess,
  parseRoleRef,
  printRoleRef,
  roleField,
  roleRefs,
} from './grants.ts';
import { role } from './role.ts';
import * as schemas from './schemas.ts';
import { user } from './user.ts';

/** What both kinds of role binding share: Arize uses the same calls for spaces and projects. */

type ResourceType = 'SPACE' | 'PROJECT';

export interface Binding {
  readonly id: string;
  readonly userId: string;
  readonly email: string;
  readonly human: boolean;
  /** The name of the role in the file. */
  readonly role: string;
}

const readBindings = (type: ResourceType, kind: 'space_binding' | 'project_binding') =>
  once(async ({ client, counted }: ReadContext) => {
    const query = { resource_type: type };
    const all = await client.list('/v2/role-bindings', 'role_bindings', { query });
    counted({ kind, count: all.length, holders: all.map(({ user_id: id }) => id) });
    return all;
  });

/** The id of a binding that the list of bindings does not show. */
export const unlisted = '';

/** All bindings of the account. Arize has no useful filter for them, so each list is read once and shared. */
const bindingsOf = {
  SPACE: readBindings('SPACE', 'space_binding'),
  PROJECT: readBindings('PROJECT', 'project_binding'),
} as const;

const byResource = (type: ResourceType) =>
  once(async (reading: ReadContext) =>
    groupBy(await bindingsOf[type](reading), (binding) => binding.resource_id),
  );

const bindingsByResource = { SPACE: byResource('SPACE'), PROJECT: byResource('PROJECT') } as const;

/** The ids of the users with a role bound in one space or project. */
export async function holdersIn(
  reading: ReadContext,
  type: ResourceType,
  resourceId: string,
): Promise<ReadonlySet<string>> {
  const all = await bindingsByResource[type](reading);
  return new Set((all.get(resourceId) ?? []).map(({ user_id: id }) => id));
}

/** The bindings on one space or project. */
export async function bindingsOn(
  reading: ReadContext,
  type: ResourceType,
  resourceId: string,
): Promise<readonly Binding[]> {
  const all = await bindingsByResource[type](reading);
  return Promise.all(
    (all.get(resourceId) ?? []).map(async (binding) => {
      const named = await reading.ref('role', binding.role_id);
      return {
        id: binding.id,
        userId: binding.user_id,
        role: named?.key[0] ?? binding.role_id,
        ...(await reading.person(binding.user_id)),
      };
    }),
  );
}

/**
 * Every binding of the account, with the address of its role. Deleting a role requires all of them.
 * @throws ApiError
 */
export async function readAllBindings(reading: ReadContext): Promise<readonly RoleUse[]> {
  const all = await Promise.all([bindingsOf.SPACE(reading), bindingsOf.PROJECT(reading)]);
  return Promise.all(
    all.flat().map(async (binding) => ({
      role: binding.role_id,
      resource: binding.resource_id,
      email: (await reading.person(binding.user_id)).email,
    })),
  );
}

/**
 * The holders of roles in dashboards. No file manages these bindings, but deleting a role would affect them.
 * Servers before September 2026 have none and answer with a 400 (Arize docs: role bindings).
 * @returns the error, if they could not be read
 */
export async function readDashboardUses(
  reading: ReadContext,
): Promise<readonly RoleUse[] | { readonly unread: ApiError }> {
  const query = { resource_type: 'DASHBOARD' } as const;
  try {
    const all = await reading.client.list('/v2/role-bindings', 'role_bindings', { query });
    // A server that does not know this filter may ignore it and list bindings that are read already.
    const own = all.filter(({ resource_type: type }) => !isListed(type));
    return await Promise.all(
      own.map(async (binding) => ({
        role: binding.role_id,
        resource: binding.resource_id,
        email: (await reading.person(binding.user_id)).email,
      })),
    );
  } catch (error) {
    if (!(error instanceof ApiError) || isStopped(error)) throw error;
    return error.status === 400 ? [] : { unread: error };
  }
}

const isListed = (type: string): boolean => enumValue(type) in bindingsOf;

export const foundBinding = (binding: Binding): FoundItem => ({
  id: binding.id,
  name: binding.email,
  fields: { role: { custom: binding.role } },
  ...(!binding.human && { service: true as const }),
});

interface BindingDefinition extends Pick<
  Kind,
  'name' | 'at' | 'addressTemplate' | 'label' | 'list' | 'lists' | 'accountWideList'
> {
  readonly parent: 'space' | 'project';
  readonly resourceType: ResourceType;
  readonly mapDescription: string;
  /** The address of the resource in which the role is bound. */
  resource(key: Key): string;
}

const asked = (answer: unknown) => ({ answer });

/** A binding that is not found by its id may exist under another one. */
function unlessGone(error: unknown): { readonly error: ApiError } {
  if (error instanceof ApiError && error.kind === 'not-found') return { error };
  throw error;
}

const notListed = (key: Key): ApiError =>
  new ApiError(
    `GET /v2/role-bindings: the role that ${key.at(-1)} holds in ${key.at(-2)} is not listed, so it cannot be changed.`,
    {
      kind: 'incomplete',
      hint: 'Only the member list of the space shows it. Change it on the page of the space in Arize.',
      outcome: 'refused',
    },
  );

/** Declares a kind of role binding. */
export const defineBinding = ({
  resourceType,
  resource,
  mapDescription,
  ...definition
}: BindingDefinition): Kind => {
  /**
   * Sends a request about a binding. If it was bound again in the meantime, it has another id but still
   * belongs to the person.
   * @param had the role that the binding must have, for a request that removes it
   */
  async function onBinding(
    { client, id }: WriteContext,
    key: Key,
    bindingId: string,
    had: RoleRef | undefined,
    ask: (bindingId: string) => Promise<unknown>,
  ): Promise<unknown> {
    const gone = await (bindingId === unlisted
      ? undefined
      : ask(bindingId).then(asked, unlessGone));
    if (gone !== undefined && 'answer' in gone) return gone.answer;
    const all = await client.list('/v2/role-bindings', 'role_bindings', {
      query: {
        resource_type: resourceType,
        user_id: id(addressOf(user, [emailIn(key)])),
      },
    });
    const roleId = had && id(addressOf(role, [customRole(had) ?? '']));
    const again = all.find(
      (each) =>
        sameId(each.resource_id, id(resource(key))) &&
        (roleId === undefined || sameId(each.role_id, roleId)),
    );
    if (again === undefined) throw gone?.error ?? notListed(key);
    return ask(again.id);
  }

  return defineKind({
    ...definition,
    verbs: { create: 'bind', update: 'rebind', delete: 'unbind' },
    auditNoun: 'role_binding',
    keyedBy: 'person',
    manage: 'bindings',
    access: grantAccess,
    fields: { role: roleField() },

    schema: schemas.grantSchema({
      description:
        'The name of a predefined or custom role, never a built-in role; `{custom: member}` for a role that has the name of a built-in role.',
      examples: ['Project Viewer', { custom: 'Member' }],
    }),
    mapSchema: {
      title: 'bindings',
      propertyNames: schemas.grantKeys,
      description: mapDescription,
      examples: [{ 'raj@example.com': 'Data Scientist' }],
    },

    parse(value, complain) {
      const written = parseRoleRef(value, false, complain);
      if (written && written.fields['role'] === undefined) {
        complain('binding-without-role', 'a binding needs the name of a role', {
          suggestion: 'name a role, such as "Project Viewer", or remove the line',
        });
        return undefined;
      }
      return written;
    },
    print: ({ role: given }) => printRoleRef(given),

    async create({ client, id }, key, { role: given }) {
      const made = await client.post('/v2/role-bindings', {
        body: {
          role_id: id(addressOf(role, [customRole(given) ?? ''])),
          user_id: id(addressOf(user, [emailIn(key)])),
          resource_type: resourceType,
          resource_id: id(resource(key)),
        },
      });
      return made.id;
    },
    update: (writing, key, bindingId, { after: { role: given } }) =>
      onBinding(writing, key, bindingId, undefined, (binding_id) =>
        writing.client.patch('/v2/role-bindings/{binding_id}', {
          params: { path: { binding_id } },
          body: { role_id: writing.id(addressOf(role, [customRole(given) ?? ''])) },
        }),
      ),
    remove: (writing, key, bindingId, before) =>
      onBinding(writing, key, bindingId, before.role, (binding_id) =>
        writing.client.delete('/v2/role-bindings/{binding_id}', {
          params: { path: { binding_id } },
        }),
      ),

    effect: (before, after, judging) =>
      before === undefined ? 'grants' : effectOfGrant(before, after, judging),
    needs: (key, { role: given }) => [
      { kind: definition.parent, key: key.slice(0, -1) },
      { kind: 'user', key: key.slice(-1) },
      ...roleRefs(given),
    ],
  });
};
