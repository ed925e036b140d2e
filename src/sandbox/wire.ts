import type { createClient } from '@arizeai/ax-client';

declare const sdk: ReturnType<typeof createClient>;

type Sent<Method extends (...args: never[]) => Promise<{ data?: unknown }>> = NonNullable<
  Awaited<ReturnType<Method>>['data']
>;

interface NoInit {
  params: { path: never; query: never };
  body: never;
}

/** Bodies of REST v2 as the SDK types them: what a handler returns is checked against these. */
export type UserList = Sent<typeof sdk.GET<'/v2/users', NoInit>>;
export type OrganizationList = Sent<typeof sdk.GET<'/v2/organizations', NoInit>>;
export type SpaceList = Sent<typeof sdk.GET<'/v2/spaces', NoInit>>;
export type ProjectList = Sent<typeof sdk.GET<'/v2/projects', NoInit>>;
export type RoleList = Sent<typeof sdk.GET<'/v2/roles', NoInit>>;
export type RoleBindingList = Sent<typeof sdk.GET<'/v2/role-bindings', NoInit>>;
export type RestrictionList = Sent<typeof sdk.GET<'/v2/resource-restrictions', NoInit>>;
export type CreatedOrInvitedUser = Sent<typeof sdk.POST<'/v2/users', NoInit>>;
export type OrganizationMembership = Sent<
  typeof sdk.POST<'/v2/organizations/{org_id}/users', NoInit>
>;
export type SpaceMembership = Sent<typeof sdk.POST<'/v2/spaces/{space_id}/users', NoInit>>;
export type User = UserList['users'][number];
export type CreatedUser = Extract<CreatedOrInvitedUser, { invite_mode: string }>;
export type Organization = OrganizationList['organizations'][number];
export type Space = SpaceList['spaces'][number];
export type Project = ProjectList['projects'][number];
export type Role = RoleList['roles'][number];
export type WirePermission = Role['permissions'][number];
export type RoleBinding = RoleBindingList['role_bindings'][number];
export type Restriction = RestrictionList['resource_restrictions'][number];
export type ApiKeyList = Sent<typeof sdk.GET<'/v2/api-keys', NoInit>>;
export type ApiKey = ApiKeyList['api_keys'][number];
export type CreatedApiKey = Sent<typeof sdk.POST<'/v2/api-keys', NoInit>>;
export type CreatedUserKey = Extract<CreatedApiKey, { key_type: 'USER' }>;
export type CreatedServiceKey = Extract<CreatedApiKey, { key_type: 'SERVICE' }>;
export type BotUser = CreatedServiceKey['bot_user'];
export type RefreshedApiKey = Sent<typeof sdk.POST<'/v2/api-keys/{api_key_id}/refresh', NoInit>>;
export type AuditLogList = Sent<typeof sdk.GET<'/v2/audit-logs', NoInit>>;
export type AuditLog = AuditLogList['logs'][number];
