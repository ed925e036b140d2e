import { isRecord } from './records.ts';

/** Switches for behavior that the API documentation leaves open, or that differs between releases. */
export interface Behaviour {
  /** GraphQL: an admin's inherited access hides their explicit membership of a space. */
  mask_admin_memberships: boolean;
  /** GraphQL: organization members show their role; off, the fields do not exist. */
  organization_roles_readable: boolean;
  /** REST: the prefix of organization ids; GraphQL always uses AccountOrganization. */
  rest_organization_prefix: 'AccountOrganization' | 'Organization';
  /** REST: `everyone` means the same as `bindings_filtered: false`. */
  bindings_visible: 'admins' | 'everyone';
  /**
   * REST: only holders of ROLE_BINDING_READ on a resource see its role bindings, as the newest pages
   * say; off, everyone in the account does, as the REST v2 types say.
   */
  bindings_filtered: boolean;
  /** REST: the bot users of service keys are in the list of users. */
  bots_in_user_list: boolean;
  /**
   * REST as before release 11.40 of July 2026: roles, statuses and key types are in lowercase and
   * kebab case, and today's spelling is refused; there is no `is_private`, and `''` instead of null
   * clears a description.
   */
  lower_case_enums: boolean;
  /** REST: assigning a built-in role to a space member with a role binding keeps the binding. */
  binding_survives_word: boolean;
  /** REST: assigning a custom role to a space member replaces their built-in role. */
  custom_replaces_word: boolean;
  /** REST: every list starts with an empty page, and no page is more than half full. */
  short_pages: boolean;
  /** REST: refreshing a key keeps its id; off, the key is replaced by one with another id. */
  refresh_keeps_id: boolean;
  /** REST: the account has audit logging; off, reading the audit logs is a 403. */
  audit_log: boolean;
  /** Predefined roles named Admin, Member and Read-only exist in addition to the project roles. */
  word_roles: boolean;
  /**
   * GraphQL: the limit of queries a minute. It is enforced only when this is set, or when the sandbox
   * has a clock: without one there are no minutes.
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

/** True for known switches with values of the right type. */
export function isBehaviour(value: unknown): value is Partial<Behaviour> {
  if (!isRecord(value)) return false;
  const kinds = new Map<string, unknown>(Object.entries(defaultBehaviour));
  return Object.entries(value).every(([name, given]) => typeof given === typeof kinds.get(name));
}
