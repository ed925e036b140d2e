import type { Seed, SeedFault, SeedMapping, SeedProject, SeedSpace } from './seed.ts';
import { foldEmail } from './account.ts';
import { decodeId } from './ids.ts';
import { predefinedRoles } from './predefined.ts';
import { isPermission } from './permissions.ts';
import { isSeedWord } from './words.ts';

/**
 * What the schema of a seed cannot say: people and roles that are used exist, space members belong
 * to the organization, annotators are annotators everywhere. A seed breaks no rule of the API.
 */
export function seedFaults(seed: Seed): SeedFault[] {
  const faults: SeedFault[] = [];
  const fault = (path: readonly string[], message: string): void => {
    faults.push({ path, message });
  };
  const predefined = predefinedRoles(seed.behaviour);
  const roles = new Set([...Object.keys(seed.roles ?? {}), ...Object.keys(predefined)]);
  const people = new Map<string, string>();

  const knownPerson = (path: readonly string[], email: string): boolean => {
    const found = people.get(foldEmail(email));
    if (found === undefined) fault(path, `${email} is not among the users`);
    else if (seed.users[found]?.status === 'inactive') fault(path, `${email} is inactive`);
    else return true;
    return false;
  };
  const isAnnotator = (email: string): boolean =>
    seed.users[people.get(foldEmail(email)) ?? '']?.role === 'annotator';

  for (const email of Object.keys(seed.users)) {
    if (people.has(foldEmail(email))) fault(['users', email], `${email} is listed twice`);
    people.set(foldEmail(email), email);
  }
  for (const [key, email] of Object.entries(seed.keys ?? {})) knownPerson(['keys', key], email);
  for (const [index, key] of (seed.api_keys ?? []).entries()) {
    const path = ['api_keys', String(index)];
    knownPerson([...path, 'user'], key.user);
    // The creator of a service key may be gone: the key survives.
    if (key.created_by !== undefined && !people.has(foldEmail(key.created_by))) {
      fault([...path, 'created_by'], `${key.created_by} is not among the users`);
    }
    if (Number.isNaN(Date.parse(key.expires_at ?? '2027-01-01'))) {
      fault([...path, 'expires_at'], `${String(key.expires_at)} is not a date and time`);
    }
  }
  for (const [name, role] of Object.entries(seed.roles ?? {})) {
    if (Object.hasOwn(predefined, name)) {
      fault(['roles', name], 'is predefined: it exists without being listed');
    }
    for (const [index, permission] of role.permissions.entries()) {
      if (isPermission(permission)) continue;
      const path = ['roles', name, 'permissions', String(index)];
      fault(path, `${String(permission)} is not a permission`);
    }
  }

  const checkWords = (
    path: readonly string[],
    members: Record<string, string>,
    mayEnter: (email: string) => boolean,
  ): void => {
    const seen = new Set<string>();
    for (const [email, word] of Object.entries(members)) {
      const at = [...path, email];
      if (seen.has(foldEmail(email))) fault(at, `${email} is listed twice`);
      seen.add(foldEmail(email));
      if (!knownPerson(at, email)) continue;
      if (isAnnotator(email) !== (word === 'annotator')) {
        fault(at, 'annotators of the account, and nobody else, are annotators');
      }
      if (!mayEnter(email)) fault(at, `${email} is not a member of the organization`);
    }
  };
  const checkBindings = (path: readonly string[], bindings: Record<string, string>): void => {
    const seen = new Set<string>();
    for (const [email, role] of Object.entries(bindings)) {
      const at = [...path, email];
      if (seen.has(foldEmail(email))) fault(at, `${email} is listed twice`);
      seen.add(foldEmail(email));
      knownPerson(at, email);
      if (!roles.has(role)) fault(at, `${role} is not a role`);
    }
  };
  const checkProject = (path: readonly string[], project: SeedProject): void => {
    checkBindings([...path, 'bindings'], project.bindings ?? {});
    if (project.type === 'ml' && project.restricted === true) {
      fault([...path, 'restricted'], 'only generative projects can be restricted');
    }
  };
  const checkSpace = (
    path: readonly string[],
    space: SeedSpace,
    mayEnter: (email: string) => boolean,
  ): void => {
    checkWords([...path, 'members'], space.members ?? {}, mayEnter);
    checkBindings([...path, 'bindings'], space.bindings ?? {});
    for (const [name, project] of Object.entries(space.projects ?? {})) {
      checkProject([...path, 'projects', name], project);
    }
  };

  for (const [name, organization] of Object.entries(seed.organizations ?? {})) {
    const path = ['organizations', name];
    const members = organization.members ?? {};
    checkWords([...path, 'members'], members, () => true);
    const inside = new Set(Object.keys(members).map(foldEmail));
    for (const [spaceName, space] of Object.entries(organization.spaces ?? {})) {
      checkSpace([...path, 'spaces', spaceName], space, (email) => inside.has(foldEmail(email)));
    }
  }
  for (const [index, provider] of (seed.saml ?? []).entries()) {
    const path = ['saml', String(index)];
    if (provider.fallback !== undefined) {
      const { organization } = provider.fallback;
      if (!isOrganization(seed, organization)) {
        fault([...path, 'fallback', 'organization'], `${organization} is not an organization`);
      }
    }
    for (const [number, mapping] of (provider.mappings ?? []).entries()) {
      checkMapping(seed, roles, [...path, 'mappings', String(number)], mapping, fault);
    }
  }
  return faults;
}

/** What is no name may be an id: mappings outlive what they point at. */
function isId(value: string): boolean {
  return decodeId(value) !== undefined;
}

function isOrganization(seed: Seed, name: string): boolean {
  return isId(name) || Object.hasOwn(seed.organizations ?? {}, name);
}

function spaceOf(seed: Seed, organization: string, name: string): SeedSpace | undefined {
  const spaces = new Map(Object.entries(seed.organizations ?? {})).get(organization)?.spaces;
  return new Map(Object.entries(spaces ?? {})).get(name);
}

function checkMapping(
  seed: Seed,
  roles: ReadonlySet<string>,
  path: readonly string[],
  mapping: SeedMapping,
  fault: (path: readonly string[], message: string) => void,
): void {
  const own = mapping.organization?.name ?? '';
  if (own !== '' && !isOrganization(seed, own)) {
    fault([...path, 'organization', 'name'], `${own} is not an organization`);
  }
  for (const [index, grant] of (mapping.spaces ?? []).entries()) {
    const at = [...path, 'spaces', String(index)];
    const organization = grant.organization ?? own;
    if (!isId(grant.space) && spaceOf(seed, organization, grant.space) === undefined) {
      fault([...at, 'space'], `${grant.space} is not a space of ${organization || '(nothing)'}`);
    }
    if ((grant.role === undefined) === (grant.custom_role === undefined)) {
      fault(at, 'needs either `role` or `custom_role`');
    }
    const role = grant.custom_role ?? grant.role ?? '';
    const isWord = grant.custom_role === undefined && isSeedWord(role);
    if (!isWord && role !== '' && !isId(role) && !roles.has(role)) {
      fault(at, `${role} is not a role`);
    }
  }
  for (const [index, grant] of (mapping.projects ?? []).entries()) {
    const at = [...path, 'projects', String(index)];
    const space = spaceOf(seed, grant.organization ?? own, grant.space);
    if (!isId(grant.project) && !Object.hasOwn(space?.projects ?? {}, grant.project)) {
      fault([...at, 'project'], `${grant.project} is not a project of ${grant.space}`);
    }
    if (!isId(grant.role) && !roles.has(grant.role)) fault(at, `${grant.role} is not a role`);
  }
}
