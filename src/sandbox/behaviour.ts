import { isRecord } from './records.ts';

/** What the documentation of the API leaves open, and what differs between its releases, as switches. */
export interface Behaviour {
  /** GraphQL: an admin's inherited access hides their explicit membership of a space. */
  mask_admin_memberships: boolean;
  /** GraphQL: members of an organization show their role; off, the fields do not exist. */
  organization_roles_readable: boolean;
  /** REST: how the ids of organizations are spelled; GraphQL always says AccountOrganization. */
  rest_organization_prefix: 'AccountOrganization' | 'Organization';
  /** REST: `everyone` is another word for `bindings_filtered: false`. */
  bindings_visible: 'admins' | 'everyone';
  /**
   * REST: role bindings are shown to holders of ROLE_BINDING_READ on their resource, as the newest
   * pages say; off, to all people in the account, as the REST v2 types say.
   */
  bindings_filtered: boolean;
  /** REST: the bot users of service keys are listed among the users. */
  bots_in_user_list: boolean;
  /**
   * REST as before release 11.40 of July 2026: roles, statuses and key types in lower case and
   * kebab case, and refused in the spelling of today; no `is_private`, and `''` instead of null to
   * clear a description.
   */
  lower_case_enums: boolean;
  /** REST: a built-in role given to a member who has a role binding on the space leaves the binding there. */
  binding_survives_word: boolean;
  /** REST: a custom role given to a member of a space takes the place of their built-in role. */
  custom_replaces_word: boolean;
  /** REST: every list begins with an empty page, and no page is more than half full. */
  short_pages: boolean;
  /** REST: refreshing a key keeps its id; off, the key is replaced by one with another id. */
  refresh_keeps_id: boolean;
  /** REST: the account has audit logging; off, reading the audit logs is a 403. */
  audit_log: boolean;
  /** Predefined roles called Admin, Member and Read-only exist beside those for projects. */
  word_roles: boolean;
  /**
   * GraphQL: how many queries a minute are answered. It is counted when this is given, or when the
   * sandbox has a clock: without one there are no minutes.
   */
  queries_per_minute: number;
}

export const defaultBehaviour: Behaviour = {
  mask_admin_memberships: true,
  organization_roles_readable: true,
  rest_organization_prefix: 'AccountOrganization',
  bindings_visible: 'admins',
  bindings_filtered: true,
  bots_in_user_list: true,
  lower_case_enums: false,
  binding_survives_word: true,
  custom_replaces_word: true,
  short_pages: false,
  refresh_keeps_id: true,
  audit_log: true,
  word_roles: false,
  queries_per_minute: 100,
};

/** True for switches that this release knows, each of its kind. */
export function isBehaviour(value: unknown): value is Partial<Behaviour> {
  if (!isRecord(value)) return false;
  const kinds = new Map<string, unknown>(Object.entries(defaultBehaviour));
  return Object.entries(value).every(([name, given]) => typeof given === typeof kinds.get(name));
}
