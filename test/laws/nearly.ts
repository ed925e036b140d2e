import fc from 'fast-check';
import type { Behaviour, Seed } from '../../src/sandbox/index.ts';
import { account as accounts } from './account.ts';
import { choose } from './desk.ts';
import { edit, edited } from './edits.ts';
import type { Edit } from './edits.ts';
import { print } from './file.ts';
import type { AccessFile, FileOrganization, Grant } from './file.ts';
import { bots, caller } from './pools.ts';

/** Accounts that are nearly what a file says, and what keeps a tool from seeing all of them. */

export interface Nearly {
  readonly seed: Seed;
  readonly text: string;
  readonly behaviour: Partial<Behaviour>;
  /** The identity providers can't be read. */
  readonly isBroken: boolean;
  /** Which of the differences `--target` names; all of them, where it is not given. */
  readonly target: number | undefined;
}

/** Edits that may take and give nothing. */
const quiet: readonly Edit['what'][] = [
  'editRole',
  'editRole',
  'addRole',
  'renameRole',
  'renamePlace',
  'addPlace',
  'flip',
  'editUser',
  'addUser',
  'manage',
  'spare',
];

const quietly: fc.Arbitrary<Edit> = fc
  .tuple(edit, fc.constantFrom(...quiet))
  .map(([each, what]) => ({ ...each, what }));

interface Key {
  readonly live: 'admin' | 'member' | 'none';
  readonly role: 'admin' | 'member' | 'read-only';
}

/** A key whose bot may do other things than the file says. */
const keys: fc.Arbitrary<Key> = fc.record({
  live: fc.constantFrom('admin', 'member', 'none'),
  role: fc.constantFrom('admin', 'member', 'read-only'),
});

/** What keeps a tool from seeing, or comparing, all of it: one thing at a time, so that each of them has to be said. */
const obstacles = [
  'none',
  'none',
  'unreadable',
  'masked',
  'filtered',
  'broken',
  'key',
  'saml',
  'target',
  'observed',
  'above',
] as const;

const drawn = fc.record({
  seed: accounts,
  edits: fc.oneof(
    { weight: 3, arbitrary: fc.array(quietly, { minLength: 1, maxLength: 2, size: 'max' }) },
    { weight: 1, arbitrary: fc.array(edit, { minLength: 1, maxLength: 2, size: 'max' }) },
  ),
  quiet: quietly,
  move: fc.tuple(fc.nat(), fc.nat(), fc.nat()),
  isEdited: fc.boolean(),
  without: fc.option(fc.constantFrom('users', 'roles', 'organizations'), { freq: 3 }),
  obstacle: fc.constantFrom(...obstacles),
  key: keys,
  target: fc.nat(),
});

type Drawn = typeof drawn extends fc.Arbitrary<infer D> ? D : never;

export const nearly: fc.Arbitrary<Nearly> = drawn.map((all) => {
  const { obstacle, isEdited, without } = all;
  const { seed, file } = withKey(
    all.seed,
    edited(all.seed, editsOf(all)),
    obstacle === 'key' ? all.key : undefined,
  );
  // Where a file says less, there is less to miss.
  const isWhole = obstacle === 'observed' || obstacle === 'above';
  if (without !== null && isEdited && !isWhole) delete file[without];
  if (obstacle === 'above') letIn(seed, file, all);
  if (obstacle === 'masked' && isEdited) file.manage = { members: 'additive' };
  if (obstacle === 'saml') file.saml = { 'example.com': { groups: {} } };
  if (obstacle === 'observed')
    file.manage = isEdited ? observed : { ...observed, members: 'observe' };
  const viewer = obstacle === 'filtered' ? someMember(seed) : undefined;
  const one = {
    seed: { ...moved(seed, all), keys: { key: viewer ?? caller } },
    text: print(viewer === undefined ? file : seenBy(viewer, file, isEdited)),
    behaviour: {
      organization_roles_readable: obstacle !== 'unreadable',
      mask_admin_memberships: obstacle === 'masked',
    },
    isBroken: obstacle === 'broken',
    target: obstacle === 'target' ? all.target : undefined,
  };
  return {
    ...one,
    [fc.toStringMethod]: () => `${JSON.stringify({ ...one, text: '' }, null, 1)}\n${one.text}`,
  };
});

const observed = {
  bindings: 'observe',
  roles: 'observe',
  restrictions: 'observe',
} as const;

/** What the file is made to say: of what can't be seen, what touches just that. */
function editsOf({ obstacle, edits, quiet: one, isEdited }: Drawn): readonly Edit[] {
  switch (obstacle) {
    case 'unreadable':
      // Who comes into a space from above is asked where it is shut.
      return isEdited ? [{ ...one, what: 'flip', value: one.value * 3 }] : [];
    case 'masked':
    case 'observed':
    case 'above':
    // Beside what a key may do, nothing differs.
    case 'key':
      return [];
    case 'filtered':
      return isEdited ? [{ ...one, what: 'editRole' }] : [];
    case 'none':
    case 'broken':
    case 'saml':
    case 'target':
      return isEdited ? edits : [];
  }
}

/** Somebody who is no admin and may use the API. */
const someMember = ({ users }: Seed): string | undefined =>
  Object.entries(users).find(
    ([, { role, status, bot, developer }]) =>
      role === 'member' && status === undefined && bot !== true && developer !== false,
  )?.[0];

/** What of a file is about things that a member of the account sees: bindings of others are none of them. */
function seenBy(viewer: string, file: AccessFile, isOfRoles: boolean): AccessFile {
  const { users: _users, organizations = new Map<string, FileOrganization>(), ...rest } = file;
  if (isOfRoles) return rest;
  const own = [...organizations].filter(([, { members }]) => members?.has(viewer) === true);
  const { roles: _roles, ...others } = rest;
  return {
    ...others,
    organizations: new Map(
      own.map(([name, { spaces, ...owner }]) => [
        name,
        {
          ...owner,
          spaces: new Map(
            [...(spaces ?? [])]
              .filter(([, { members }]) => members?.has(viewer) === true)
              .map(([key, { projects: _projects, ...space }]) => [
                key,
                { ...space, bindings: new Map<string, Grant>() },
              ]),
          ),
        },
      ]),
    ),
  };
}

/** Makes of a file one about organizations alone, which lets somebody new into one of them. */
function letIn(seed: Seed, file: AccessFile, { move: [where, who, value], isEdited }: Drawn): void {
  const owners = [...(file.organizations?.values() ?? [])];
  for (const each of owners) {
    const names = [...(each.spaces?.keys() ?? [])];
    if (isEdited) delete each.spaces;
    else each.spaces = new Map(names.map((name) => [name, {}]));
  }
  const { members } = choose(owners, where) ?? {};
  const outside = Object.entries(seed.users).filter(
    ([email, { status, bot }]) =>
      status !== 'inactive' && bot !== true && members?.has(email) === false,
  );
  const [email, user] = choose(outside, who) ?? [];
  if (email === undefined) return;
  const word = choose(['member', 'member', 'read-only', 'admin'] as const, value) ?? 'member';
  members?.set(email, { word: user?.role === 'annotator' ? 'annotator' : word });
}

/** An account in which somebody holds something else, or nothing, since the file was written. */
function moved(seed: Seed, { obstacle, move: [where, who, value], isEdited }: Drawn): Seed {
  const isMoved = obstacle === 'masked' || obstacle === 'observed' || value % 4 === 0;
  if (!isMoved || obstacle === 'key' || (obstacle === 'unreadable' && isEdited)) return seed;
  const next = structuredClone(seed);
  const owner = choose(Object.values(next.organizations ?? {}), where);
  const space = choose(Object.values(owner?.spaces ?? {}), where);
  // No right hides a binding, as rights of admins hide memberships.
  if (obstacle === 'observed' && isEdited) {
    const bound = space?.bindings ?? {};
    const holder = choose(Object.keys(bound), who);
    if (holder === undefined) return seed;
    delete bound[holder];
    return next;
  }
  const isAbove = obstacle === 'unreadable' || (obstacle !== 'masked' && isEdited);
  const isAdmin = (email: string): boolean =>
    next.users[email]?.role === 'admin' || owner?.members?.[email] === 'admin';
  const people = Object.keys(owner?.members ?? {}).filter(
    (email) => next.users[email]?.bot !== true && (obstacle !== 'masked' || isAdmin(email)),
  );
  const email = choose(people, who);
  const members = isAbove ? owner?.members : space && (space.members ??= {});
  if (email === undefined || members === undefined) return seed;
  const words =
    next.users[email]?.role === 'annotator'
      ? (['annotator'] as const)
      : (['admin', 'member', 'read-only'] as const);
  // Nobody holds anything in an organization that they are not in.
  if (members[email] !== undefined && !isAbove && value % 3 > 0) delete members[email];
  else members[email] = choose(words, value) ?? 'member';
  return next;
}

/** Both with a service key in the first space, which the file says something else about than is so. */
function withKey(
  whole: Seed,
  file: AccessFile,
  wanted: Key | undefined,
): { readonly seed: Seed; readonly file: AccessFile } {
  const [owner] = Object.entries(whole.organizations ?? {});
  const [space] = Object.entries(owner?.[1].spaces ?? {});
  if (wanted === undefined || owner === undefined || space === undefined)
    return { seed: whole, file };
  const seed = structuredClone(whole);
  const [bot] = bots;
  if (wanted.live !== 'none') {
    seed.users[bot] = { name: 'traces', role: 'member', bot: true };
    seed.api_keys = [{ name: 'traces', user: bot, created_by: caller, expires_at: expires }];
    const above = seed.organizations?.[owner[0]];
    if (above) above.members = { ...above.members, [bot]: 'member' };
    const below = above?.spaces?.[space[0]];
    if (below) below.members = { ...below.members, [bot]: wanted.live };
  }
  const listed = file.organizations?.get(owner[0])?.spaces?.get(space[0]);
  if (listed) {
    const one = { role: wanted.role, expires, deliver: { file: 'traces.key' } };
    listed.service_keys = new Map([['traces', one]]);
  }
  return { seed, file };
}

const expires = '2099-01-01T00:00:00Z';
