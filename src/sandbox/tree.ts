import type { Account, ProjectRow, ResourceType, SpaceRow } from './account.ts';
import { isRestricted } from './access.ts';
import { toAccountWord, toSeedStatus, toSeedWord } from './words.ts';

interface Leaf {
  text: string;
  below: Leaf[];
}

/** Control characters, line breaks and what turns the direction of text, written out: a name stays one line. */
function visible(name: string): string {
  return name.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) => {
    const code = character.codePointAt(0) ?? 0;
    return `\\u{${code.toString(16)}}`;
  });
}

function leaf(text: string, below: Leaf[] = []): Leaf {
  return { text, below };
}

function drawn(leaves: readonly Leaf[], indent: string): string[] {
  return leaves.flatMap(({ text, below }, index) => {
    const isLast = index === leaves.length - 1;
    const next = indent + (isLast ? '   ' : '│  ');
    return [`${indent}${isLast ? '└─ ' : '├─ '}${text}`, ...drawn(below, next)];
  });
}

function group(title: string, leaves: Leaf[]): Leaf[] {
  return leaves.length === 0 ? [] : [leaf(`${title} (${leaves.length})`, leaves)];
}

function emailOf(account: Account, user: number): string {
  return visible(account.users.get(user)?.email ?? `user ${user}`);
}

function bindingLeaves(account: Account, type: ResourceType, resource: number): Leaf[] {
  return account.bindings.in('resource', `${type}/${resource}`).map((row) => {
    const role = visible(account.roles.get(row.role)?.name ?? `role ${row.role}`);
    return leaf(`${emailOf(account, row.user)}: ${role} (bound)`);
  });
}

function projectLeaf(account: Account, project: ProjectRow): Leaf {
  const marks = [
    ...(project.type === 'ml' ? ['ml'] : []),
    ...(isRestricted(account, project) ? ['restricted'] : []),
  ];
  const mark = marks.length === 0 ? '' : ` [${marks.join(', ')}]`;
  const below = bindingLeaves(account, 'PROJECT', project.id);
  return leaf(`project ${visible(project.name)}${mark}`, below);
}

function spaceLeaf(account: Account, space: SpaceRow): Leaf {
  const members = account.spaceMembers
    .in('space', space.id)
    .map((row) => leaf(`${emailOf(account, row.user)}: ${toSeedWord[row.role]}`));
  return leaf(`space ${visible(space.name)}${space.private ? ' [private]' : ''}`, [
    ...members,
    ...bindingLeaves(account, 'SPACE', space.id),
    ...account.projects.in('space', space.id).map((project) => projectLeaf(account, project)),
  ]);
}

/**
 * The account as a tree of plain text, one line for each thing and each grant, ending in a line
 * break. Names can not break it: control characters are written out.
 */
export function tree(account: Account): string {
  const users = account.users.all().map((user) => {
    const marks = [
      toAccountWord[user.role],
      ...(user.status === 'ACTIVE' ? [] : [toSeedStatus[user.status]]),
      ...(user.bot ? ['bot'] : []),
    ];
    return leaf(`${visible(user.email)} ${visible(user.name)} [${marks.join(', ')}]`);
  });
  const roles = account.roles
    .all()
    .filter((role) => !role.predefined)
    .map((role) => leaf(`${visible(role.name)}: ${role.permissions.join(', ')}`));
  const keys = account.apiKeys.all().map((key) => {
    const marks = [
      key.type === 'USER' ? 'personal' : 'service',
      ...(key.status === 'ACTIVE' ? [] : ['revoked']),
      ...(key.expiresAt === undefined ? [] : [`until ${key.expiresAt}`]),
    ];
    return leaf(`${visible(key.name)} as ${emailOf(account, key.user)} [${marks.join(', ')}]`);
  });
  const organizations = account.organizations
    .all()
    .map((organization) =>
      leaf(`organization ${visible(organization.name)}`, [
        ...account.organizationMembers
          .in('organization', organization.id)
          .map((row) => leaf(`${emailOf(account, row.user)}: ${toSeedWord[row.role]}`)),
        ...account.spaces
          .in('organization', organization.id)
          .map((space) => spaceLeaf(account, space)),
      ]),
    );
  const providers = account.identityProviders.all().map((provider) => {
    const domains = provider.domains.map(visible).join(', ');
    return leaf(`${domains} [${provider.sync ? 'sync' : 'no sync'}]`);
  });
  const parts = [
    ...group('users', users),
    ...group('custom roles', roles),
    ...group('API keys', keys),
    ...group('identity providers', providers),
    ...organizations,
  ];
  return `${[`account ${visible(account.name)}`, ...drawn(parts, '')].join('\n')}\n`;
}
