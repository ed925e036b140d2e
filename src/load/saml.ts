import { isBuiltInRole } from '../fields.ts';
import type { Complain } from '../kind.ts';
import { parseRoleRef } from '../kinds/grants.ts';
import type { RoleRef, Key, SamlGrant, SamlGroup, SamlProvider } from '../model.ts';
import { canonicalName } from '../names.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument, YamlPath } from '../document/locatedDocument.ts';
import { isRecord } from '../records.ts';

/** A grant of a group, with its path for later rules. */
export interface LocatedGrant extends SamlGrant {
  readonly path: YamlPath;
}

interface LocatedGroup extends SamlGroup {
  readonly grants: readonly LocatedGrant[];
}

export interface LocatedProvider extends SamlProvider {
  readonly groups: readonly LocatedGroup[];
}

const usualAttribute = 'groups';

/** Reads `saml:`. The schema has reported wrong shapes. */
export function readSaml(document: LocatedDocument): {
  readonly providers: readonly LocatedProvider[] | undefined;
  readonly problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const { saml } = document.value;
  if (!isRecord(saml)) return { providers: undefined, problems };
  const providers = entriesOf(saml).flatMap(([domain, value]) => {
    if (!isRecord(value)) return [];
    const at = ['saml', domain];
    return {
      domain: canonicalName(domain).toLowerCase(),
      groups: entriesOf(value['groups']).map(([name, group]) =>
        groupOf(name, group, value['attribute'], [...at, 'groups', name]),
      ),
      source: document.locate(at, 'key'),
    };
  });
  return { providers, problems };

  function groupOf(name: string, value: unknown, attribute: unknown, path: YamlPath): LocatedGroup {
    return {
      attribute: typeof attribute === 'string' ? canonicalName(attribute) : usualAttribute,
      name: canonicalName(name),
      accountAdmin: isRecord(value) && value['account_admin'] === true,
      grants: isRecord(value) ? organizationsOf(value, path) : [],
      source: document.locate(path, 'key'),
    };
  }

  function organizationsOf(group: Readonly<Record<string, unknown>>, at: YamlPath): LocatedGrant[] {
    return entriesOf(group['organizations']).flatMap(([name, value]) => {
      if (!isRecord(value)) return [];
      const path = [...at, 'organizations', name];
      const key = [canonicalName(name)];
      const { role } = value;
      return [
        ...(isBuiltInRole(role) ? [granted('organization', key, role, path)] : []),
        ...entriesOf(value['spaces']).flatMap(([space, inner]) =>
          spaceOf([...key, canonicalName(space)], inner, [...path, 'spaces', space]),
        ),
      ];
    });
  }

  function spaceOf(key: Key, value: unknown, path: YamlPath): LocatedGrant[] {
    const role = isRecord(value) && onlyProjects(value) ? undefined : roleOf(value, true, path);
    const projects = isRecord(value) ? entriesOf(value['projects']) : [];
    return [
      ...(role === undefined ? [] : [granted('space', key, role, path)]),
      ...projects.flatMap(([name, inner]) => {
        const at = [...path, 'projects', name];
        const inside = roleOf(inner, false, at);
        return inside === undefined
          ? []
          : [granted('project', [...key, canonicalName(name)], inside, at)];
      }),
    ];
  }

  function roleOf(value: unknown, words: boolean, path: YamlPath): RoleRef | undefined {
    const complain: Complain = (code, message, { path: inner = [], suggestion, severity } = {}) => {
      const said = { code, message, suggestion, ...(severity && { severity }) };
      problems.push(document.problem([...path, ...inner], said));
    };
    if (!words && isBuiltInRole(value)) {
      complain(
        'word-in-project',
        `"${value}" is a built-in role; projects only accept predefined and custom roles`,
        {
          suggestion: `write a role such as Project Viewer; for a custom role of that name, write {custom: ${value}}`,
        },
      );
      return undefined;
    }
    const role = parseRoleRef(value, words, complain)?.fields['role'];
    return isGrant(role) ? role : undefined;
  }

  function granted(kind: SamlGrant['kind'], key: Key, role: RoleRef, path: YamlPath): LocatedGrant {
    return { kind, key, role, path, source: document.locate(path, 'key') };
  }
}

const entriesOf = (value: unknown): readonly (readonly [string, unknown])[] =>
  isRecord(value) ? Object.entries(value) : [];

const onlyProjects = (value: Readonly<Record<string, unknown>>): boolean =>
  value['role'] === undefined && value['custom'] === undefined;

const isGrant = (role: unknown): role is RoleRef =>
  isBuiltInRole(role) || (isRecord(role) && typeof role['custom'] === 'string');
