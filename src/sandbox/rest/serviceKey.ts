import type { ApiKeyRow } from '../resources/apiKeys.ts';
import type { OrganizationRow } from '../resources/organizations.ts';
import type { RoleRow } from '../resources/roles.ts';
import type { SpaceRow } from '../resources/spaces.ts';
import type { MemberRole } from '../spellings.ts';
import type { Assignment } from '../body.ts';
import type { Call } from './call.ts';
import type { BotUser } from '../wire.ts';
import { isAccountAdmin, maySpace, organizationRole, spaceRole } from '../access.ts';
import { addApiKey } from '../apiKeys.ts';
import {
  accountRole,
  dateTime,
  idText,
  items,
  memberRole,
  oneOf,
  optional,
  shape,
  text,
} from '../body.ts';
import { globalId } from '../ids.ts';
import { ProblemError } from '../problem.ts';
import { demand, findOrganization, findRole, findSpace } from './find.ts';

/** The body that asks for a service key (REST v2 types: create an API key). */
export const readServiceKey = shape({
  key_type: oneOf(['SERVICE']),
  name: text(1, 256),
  description: optional(text(0, 1000)),
  expires_at: optional(dateTime),
  account_role: optional(accountRole),
  organizations: items(
    shape({
      org_id: idText,
      role: optional(memberRole),
      spaces: items(shape({ space_id: idText, role: optional(memberRole) }), 1, 1000),
    }),
    1,
    100,
  ),
});

type ServiceKeyBody = ReturnType<typeof readServiceKey>;

type GrantedRole = Exclude<MemberRole, 'ANNOTATOR'>;

interface PlannedSpace {
  space: SpaceRow;
  role: GrantedRole | RoleRow;
}

interface PlannedOrganization {
  organization: OrganizationRow;
  role: GrantedRole;
  spaces: PlannedSpace[];
}

const ranks: Record<MemberRole, number> = { ADMIN: 3, MEMBER: 2, READ_ONLY: 1, ANNOTATOR: 0 };

function unprocessable(detail: string): never {
  throw new ProblemError(422, detail);
}

function predefined<Name extends string>(
  role: Assignment<Name>,
  level: string,
): Exclude<Name, 'ANNOTATOR'> {
  if (role.type === 'CUSTOM') return unprocessable(`Custom ${level} roles are not supported here`);
  return demandNoAnnotator(role.name);
}

function demandNoAnnotator<Name extends string>(name: Name): Exclude<Name, 'ANNOTATOR'> {
  return isGrantable(name) ? name : unprocessable('A service key cannot be an annotator');
}

function isGrantable<Name extends string>(name: Name): name is Exclude<Name, 'ANNOTATOR'> {
  return name !== 'ANNOTATOR';
}

/** Callers give no more than they have (REST v2 types: roles at or below the caller's own, else 422). */
function demandAtMost(role: GrantedRole, own: MemberRole | undefined, level: string): void {
  if (own === undefined || ranks[role] > ranks[own]) {
    unprocessable(`${role} is above your own ${level} role`);
  }
}

function planSpace(
  call: Call,
  organization: OrganizationRow,
  wanted: ServiceKeyBody['organizations'][number]['spaces'][number],
): PlannedSpace {
  const space = findSpace(call, wanted.space_id);
  if (space.organization !== organization.id) {
    unprocessable('A space must be listed under its own organization');
  }
  demand(
    maySpace(call.account, call.caller, space, 'SERVICE_KEY_CREATE'),
    'SERVICE_KEY_CREATE in every listed space',
  );
  const own = spaceRole(call.account, call.caller, space);
  if (wanted.role?.type === 'CUSTOM') {
    const role = findRole(call, wanted.role.id);
    const exceeds = role.permissions.some(
      (right) => !maySpace(call.account, call.caller, space, right),
    );
    if (exceeds) unprocessable(`${role.name} allows more than you may do in the space`);
    return { space, role };
  }
  const role = demandNoAnnotator(wanted.role?.name ?? 'MEMBER');
  // A caller who may create keys only through a custom role counts as a member.
  demandAtMost(role, own ?? 'MEMBER', 'space');
  return { space, role };
}

function planOrganization(
  call: Call,
  wanted: ServiceKeyBody['organizations'][number],
): PlannedOrganization {
  const organization = findOrganization(call, wanted.org_id);
  const role = wanted.role === undefined ? 'READ_ONLY' : predefined(wanted.role, 'organization');
  const own = isAccountAdmin(call.caller)
    ? 'ADMIN'
    : organizationRole(call.account, organization.id, call.caller.id);
  demandAtMost(role, own, 'organization');
  const spaces = wanted.spaces.map((space) => planSpace(call, organization, space));
  return { organization, role, spaces };
}

function demandOnce(numbers: readonly number[], what: string): void {
  if (new Set(numbers).size < numbers.length) unprocessable(`${what} is listed twice`);
}

function demandKinds(body: ServiceKeyBody): void {
  if (body.account_role !== undefined) predefined(body.account_role, 'account');
  for (const { role, spaces } of body.organizations) {
    if (role !== undefined) predefined(role, 'organization');
    for (const space of spaces)
      if (space.role?.type === 'PREDEFINED') demandNoAnnotator(space.role.name);
  }
}

/** Makes the bot user of a service key, with its places, and the key that `secret` opens. */
export function createServiceKey(
  call: Call,
  body: ServiceKeyBody,
  secret: string,
): { row: ApiKeyRow; botUser: BotUser } {
  demandKinds(body);
  const role =
    body.account_role === undefined ? 'MEMBER' : predefined(body.account_role, 'account');
  if (role === 'ADMIN' && !isAccountAdmin(call.caller)) {
    unprocessable('ADMIN is above your own account role');
  }
  const plan = body.organizations.map((wanted) => planOrganization(call, wanted));
  demandOnce(
    plan.map(({ organization }) => organization.id),
    'An organization',
  );
  for (const { spaces } of plan) {
    demandOnce(
      spaces.map(({ space }) => space.id),
      'A space',
    );
  }
  const createdAt = call.now();
  const bot = call.account.users.add((id) => ({
    id,
    name: body.name,
    email: `service-key-${id}@bots.sandbox.invalid`,
    status: 'ACTIVE',
    role,
    developer: true,
    bot: true,
    createdAt,
  }));
  const organizations = plan.map((place) => enter(call, bot.id, place, createdAt));
  const facts = {
    name: body.name,
    description: body.description ?? '',
    type: 'SERVICE',
    user: bot.id,
    creator: call.caller.id,
    createdAt,
    expiresAt: body.expires_at,
  } as const;
  const account_role = { type: 'PREDEFINED', name: role } as const;
  return {
    row: addApiKey(call.account, facts, secret),
    botUser: { id: globalId('User', bot.id), name: bot.name, account_role, organizations },
  };
}

function enter(
  call: Call,
  user: number,
  { organization, role, spaces }: PlannedOrganization,
  now: string,
): BotUser['organizations'][number] {
  const { account } = call;
  account.organizationMembers.add((id) => ({ id, organization: organization.id, user, role }));
  const prefix = call.behaviour.rest_organization_prefix;
  const granted = { type: 'PREDEFINED', name: role } as const;
  return {
    org_id: globalId('AccountOrganization', organization.id, prefix),
    role: granted,
    spaces: spaces.map((place) => {
      const resource = place.space.id;
      const space_id = globalId('Space', resource);
      if (typeof place.role === 'string') {
        const builtIn = place.role;
        account.spaceMembers.add((id) => ({ id, space: resource, user, role: builtIn }));
        const assigned = { type: 'PREDEFINED', name: builtIn } as const;
        return { space_id, role: assigned };
      }
      const custom = place.role;
      account.bindings.add((id) => ({
        id,
        role: custom.id,
        user,
        resourceType: 'SPACE',
        resource,
        createdAt: now,
        updatedAt: now,
      }));
      const assigned = { type: 'CUSTOM', id: globalId('Role', custom.id), name: custom.name };
      return { space_id, role: assigned };
    }),
  };
}
