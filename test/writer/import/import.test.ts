import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { connect } from '../../../src/api/client.ts';
import { diff } from '../../../src/diff/diff.ts';
import { adopt, everyDifference, everythingLive } from '../../../src/writer/import/adopt.ts';
import { differing } from '../../../src/writer/import/select.ts';
import { printFile } from '../../../src/writer/import/print.ts';
import { seedOf } from '../../../src/writer/import/seed.ts';
import { loadSources } from '../../../src/load/load.ts';
import { connectionTo } from '../../account/connection.ts';
import { loadText } from '../../load/loadText.ts';
import type { Desired, Live } from '../../../src/model.ts';
import { read } from '../../../src/read/read.ts';
import { everything } from '../../../src/read/scope.ts';
import type { Focus } from '../../../src/read/scope.ts';
import { generateSeed, openSandbox, parseSeed } from '../../../src/sandbox/index.ts';
import type { Seed } from '../../../src/sandbox/index.ts';

const people = ['ann', 'bob', 'cat', 'dan', 'eve'].map((name) => `${name}@x.org`);

const all = (role: string, some = people): Record<string, string> =>
  Object.fromEntries(some.map((email) => [email, role]));

/** A small account in which the same people recur. */
const account = {
  account: { name: 'Acme' },
  users: {
    'root@x.org': { name: 'Root', role: 'admin' },
    ...Object.fromEntries(people.map((email) => [email, { name: email, role: 'member' }])),
    'bot@x.org': { name: 'traces', role: 'member', bot: true },
    'old@x.org': { name: 'Old', role: 'member', status: 'inactive' },
  },
  roles: { Reader: { permissions: ['PROJECT_READ'] } },
  organizations: {
    Org: {
      members: { ...all('member'), 'bot@x.org': 'member' },
      spaces: {
        alpha: {
          members: {
            ...all('member', people.slice(0, 4)),
            'eve@x.org': 'admin',
            'bot@x.org': 'member',
          },
          projects: { fraud: { restricted: true, bindings: all('Reader', people.slice(0, 4)) } },
        },
        beta: { private: true, members: all('read-only', people.slice(0, 4)), bindings: {} },
      },
    },
    Lab: { spaces: { alpha: { members: {} } } },
  },
};

/** An account, looked at with the key of somebody: its first admin's, unless told otherwise. */
function open(seed: Seed, by?: string) {
  const sandbox = openSandbox({ seed: by === undefined ? seed : { ...seed, keys: { key: by } } });
  const client = connect(connectionTo(sandbox));
  const openPlaces = async (text: string) => {
    const { desired } = loadText(text, 'access.yaml');
    const { changes, observed, manual } = diff(desired, await read(client, desired));
    return [...changes, ...observed, ...manual].map(({ address }) => address);
  };
  return {
    sandbox,
    /** What is left to do for a file. */
    open: openPlaces,
    look: (focus?: Focus): Promise<Live> => read(client, undefined, everything(focus)),
    lookFor: (desired: Desired) => read(client, desired, everything()),
  };
}

const acme = () => open(parseSeed(account, 'the seed'));

describe('a file made of an account', () => {
  test('is a golden one', async () => {
    const { text, notes } = printFile(await acme().look());
    await expect([text, ...notes.map((note) => `${note}\n`)].join('')).toMatchFileSnapshot(
      'golden/account.txt',
    );
  });

  test.each<[string, Focus]>([
    ['organization', { organization: 'Org' }],
    ['space', { organization: 'Org', space: 'beta' }],
  ])('of one %s says nothing else, and has nothing to do', async (name, focus) => {
    const here = acme();
    const { text } = printFile(await here.look(focus), focus);
    await expect(text).toMatchFileSnapshot(`golden/${name}.txt`);
    expect(await here.open(text)).toEqual([]);
    expect(here.sandbox.counts().writes).toBe(0);
  });

  test('teams make it shorter and say the same', async () => {
    const here = acme();
    const { text } = printFile(await here.look());
    const { teams }: { teams: Record<string, readonly string[]> } = parse(text);
    expect(teams).toEqual({ alpha: people.slice(0, 4) });
    expect(await here.open(text)).toEqual([]);
  });

  test('a team is called like the space that its people work in, or like that and a project', async () => {
    const [one, other] = [people.slice(0, 4), people.slice(1, 5)];
    const named = {
      ...account,
      organizations: {
        Org: {
          members: all('member'),
          spaces: {
            alpha: {
              private: true,
              projects: {
                prod: { restricted: true, bindings: all('Project Viewer', one) },
                dev: { restricted: true, bindings: all('Project Viewer', one) },
              },
            },
            beta: {
              private: true,
              projects: { prod: { restricted: true, bindings: all('Project Viewer', other) } },
            },
            gamma: {
              private: true,
              projects: { prod: { restricted: true, bindings: all('Project Viewer', other) } },
            },
          },
        },
      },
    };
    const here = open(parseSeed(named, 'the seed'));
    const { text } = printFile(await here.look());
    const { teams }: { teams: Record<string, readonly string[]> } = parse(text);
    expect(teams).toEqual({ alpha: one, 'beta prod': other });
    expect(await here.open(text)).toEqual([]);
  });

  test('two people, or three once, are no team', async () => {
    const few = {
      ...account,
      organizations: {
        Org: {
          members: all('member'),
          spaces: {
            alpha: { members: all('member', people.slice(0, 2)) },
            beta: { members: all('member', people.slice(0, 2)) },
            gamma: { members: all('read-only', people.slice(0, 3)) },
          },
        },
      },
    };
    const { text } = printFile(await open(parseSeed(few, 'the seed')).look());
    expect(parse(text)).not.toHaveProperty('teams');
  });
});

describe('a file made with a key that may see only part', () => {
  const seed = parseSeed(account, 'the seed');
  const made = async (by: string) => printFile(await open(seed, by).look());

  test('leaves out every map that a missing entry would empty, says so, and is a golden one', async () => {
    const { text, notes } = await made('eve@x.org');
    await expect([text, ...notes.map((note) => `${note}\n`)].join('')).toMatchFileSnapshot(
      'golden/filtered.txt',
    );
    expect(text).not.toContain('complete');
  });

  test.each(people.slice(3))(
    'takes nothing from anybody when an admin plans it: %s',
    async (by) => {
      const { text } = await made(by);
      const admin = acme();
      expect(await admin.open(text)).toEqual([]);
      const { desired } = loadText(text, 'access.yaml');
      const governed = [...desired.collections.values()].map(({ kind }) => kind);
      expect(governed.filter((kind) => /role|member|binding|restriction/.test(kind))).toEqual([]);
    },
  );

  test('nor where Arize does not say whose key it is', async () => {
    const { caller: _unnamed, ...live } = await acme().look();
    const { text } = printFile(live);
    expect(text).toContain(
      '# Arize does not say whose API key this is, so its lists may be filtered.',
    );
    expect(text).not.toMatch(/^ *(?:members|bindings|roles|manage|restricted):/m);
  });
});

describe('a seed made of an account', () => {
  test.each([1, 2, 3, 4])('makes the same account: %i', async (random) => {
    const here = open(generateSeed({ users: 30, spaces: 5, organizations: 2, random }));
    const { seed } = seedOf(await here.look());
    const there = open(parseSeed(JSON.parse(JSON.stringify(plain(seed))), 'the seed'));
    // Whoever looks sees no difference; what an admin right hides, nobody sees.
    const { text } = printFile(await here.look());
    expect(printFile(await there.look()).text).toBe(text);
    expect(await there.open(text)).toEqual([]);
  });
});

/** Maps as the plain objects that YAML makes of them. */
const plain = (value: unknown): unknown => {
  if (value instanceof Map) return plain(Object.fromEntries(value));
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
};

describe('an account is merged into a file', () => {
  const cases: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
    [
      'what the file does not manage stays out',
      'version: 1\norganizations:\n  Org:\n    spaces:\n      beta: { private: false }\n',
      ['private: true', 'alpha:'],
      ['users:', 'roles:'],
    ],
    [
      'a person of a team who is not there is left out of the team in that place',
      `version: 1
teams:
  crew: [ann@x.org, bob@x.org, cat@x.org, dan@x.org, eve@x.org] # all
organizations:
  Org:
    members: { crew: member } # everybody
    spaces:
      beta:
        members:
          crew: read-only # for now
`,
      [
        'members: { crew: member } # everybody',
        'crew: {role: read-only, except: [eve@x.org]} # for now',
      ],
      ['eve@x.org: read-only', 'crew: read-only'],
    ],
    [
      'what is ignored stays out',
      'version: 1\nignore:\n  - { space: alpha, organization: Org }\norganizations:\n  Org:\n    spaces: {}\n',
      ['beta:'],
      ['fraud'],
    ],
    [
      'what is there is not removed any more',
      'version: 1\nremoved:\n  - { space: beta, organization: Org } # soon\n  - { user: gone@x.org }\n',
      ['gone@x.org'],
      ['beta'],
    ],
    [
      'a role given another name keeps its comments',
      'version: 1\nroles:\n  # who reads\n  Readers: # all of them\n    permissions: [PROJECT_READ]\n',
      ['  # who reads\n  Reader: # all of them\n    previously:\n      - Readers\n'],
      ['  Readers:'],
    ],
    [
      'a role inside of a longer grant',
      'version: 1\norganizations:\n  Org:\n    spaces:\n      alpha:\n        members:\n          eve@x.org: { role: member } # hm\n',
      ['eve@x.org: { role: admin } # hm'],
      [],
    ],
  ];

  test.each(cases)('%s', async (_, text, there, gone) => {
    const here = acme();
    const { desired } = loadText(text, 'access.yaml');
    const { sources, left } = await adopt(desired, here.lookFor, everythingLive);
    const after = sources[0]?.text ?? '';
    for (const each of there) expect(after).toContain(each);
    for (const each of gone) expect(after).not.toContain(each);
    expect(left).toEqual([]);
    expect(await here.open(after)).toEqual([]);
    const again = loadText(after, 'access.yaml');
    const { sources: same } = await adopt(again.desired, here.lookFor, everythingLive);
    expect(same[0]?.text).toBe(after);
  });

  test('words whose order means nothing stay where somebody put them, beside their comments', async () => {
    const permissions = ['DATASET_READ', 'PROJECT_CREATE', 'PROJECT_READ'];
    const here = open(parseSeed({ ...account, roles: { Reader: { permissions } } }, 'the seed'));
    const text =
      'version: 1\nroles:\n  Reader:\n    permissions:\n      - PROJECT_READ # the traces\n      - DATASET_READ # and what is made of them\n';
    const { desired } = loadText(text, 'access.yaml');
    const { sources } = await adopt(desired, here.lookFor, everythingLive);
    expect(sources[0]?.text).toBe(`${text}      - PROJECT_CREATE\n`);
  });
});

/** The account of those files, with one role and some people. */
const crewAccount = (role: string, crew: string[]) => ({
  account: { name: 'Acme' },
  users: account.users,
  roles: { [role]: { permissions: ['PROJECT_READ'] } },
  organizations: {
    Org: {
      members: all('member', crew),
      spaces: {
        alpha: {
          bindings: all(
            role,
            crew.filter((email) => /^(?:ann|bob|eve)/.test(email)),
          ),
        },
      },
    },
  },
});

describe('what is said in several files', () => {
  const main = 'version: 1\ninclude: [parts/*.yaml]\n';
  const grants =
    'version: 1\norganizations:\n  Org:\n    members: {crew: member} # all\n    spaces:\n      alpha:\n        members:\n          leads: {role: Reader, until: 2099-12-31} # they read\n          eve@x.org: {role: {custom: Reader}}\n';
  const teams =
    'version: 1\nteams:\n  leads: [ann@x.org, bob@x.org]\n  crew: [leads, cat@x.org, dan@x.org, eve@x.org]\n';
  const roles =
    'version: 1\nroles:\n  Reader: # reads\n    permissions: [PROJECT_READ]\nignore:\n  - {user: old@x.org}\n';
  const names = ['access.yaml', 'parts/grants.yaml', 'parts/roles.yaml', 'parts/teams.yaml'];
  const sources = [main, grants, roles, teams].map((text, index) => ({
    file: names[index] ?? '',
    text,
  }));

  const updated = async (role: string, crew: string[]) => {
    const here = open(parseSeed(crewAccount(role, crew), 'the seed'));
    const { desired } = await loadSources(sources);
    const { sources: after, left } = await adopt(desired, here.lookFor, everyDifference);
    expect(left).toEqual([]);
    const again = (await loadSources(after)).desired;
    const { changes, manual, unknown } = diff(again, await here.lookFor(again));
    expect([...changes, ...manual, ...unknown]).toEqual([]);
    return after.map(({ text }) => text);
  };

  test('nothing changes where nothing differs', async () => {
    expect(await updated('Reader', people)).toEqual([main, grants, roles, teams]);
  });

  test('a team of another file leaves people out', async () => {
    const [, after] = await updated(
      'Reader',
      people.filter((email) => email !== 'bob@x.org'),
    );
    expect(after).toContain('members: {crew: {role: member, except: [bob@x.org]}} # all');
    expect(after).toContain(
      'leads: {role: Reader, until: 2099-12-31, except: [bob@x.org]} # they read',
    );
  });

  test('a role that has another name is called by it in each of them', async () => {
    const [, after, named] = await updated('Readers', people);
    expect(after).toContain('leads: {role: Readers, until: 2099-12-31} # they read');
    expect(after).toContain(
      'eve@x.org: {role: {custom: Readers}}'.replace('{custom: Readers}', 'Readers'),
    );
    expect(named).toContain('  Readers: # reads\n    previously:\n      - Reader\n');
    expect(named).toContain('- {user: old@x.org}');
  });
});

/** An organization with one space, and the same people in both. */
const crewIn = (space: string, crew: readonly string[]) =>
  parseSeed(
    {
      account: { name: 'Acme' },
      users: account.users,
      organizations: {
        Org: {
          members: all('member', [...crew]),
          spaces: { [space]: { members: all('member', [...crew]) } },
        },
      },
    },
    'the seed',
  );

test('a person who left an organization leaves a space of it that was renamed at the same time', async () => {
  const { text } = printFile(await open(crewIn('alpha', people)).look());
  const later = open(crewIn('alpha-prod', people.slice(1)));
  const { desired } = loadText(text, 'access.yaml');
  // What is in the space is no difference of its own before the file has the new name.
  const found = differing(diff(desired, await later.lookFor(desired)), {
    desired,
    live: await later.lookFor(desired),
  });
  const { sources } = await adopt(desired, later.lookFor, (difference, subject) =>
    differing(difference, subject).filter((address) => found.includes(address)),
  );
  const after = sources[0]?.text ?? '';
  expect(after).toContain('alpha-prod:');
  expect(await later.open(after)).toEqual([]);
});

test('a new grant gives a role that the file is about to rename', async () => {
  const here = acme();
  const { desired } = loadText(
    'version: 1\nroles:\n  Analyst: {permissions: [PROJECT_READ], previously: [Reader]}\norganizations:\n  Org:\n    spaces:\n      alpha:\n        projects:\n          fraud:\n            bindings: {}\n',
    'access.yaml',
  );
  const { sources } = await adopt(desired, here.lookFor, everyDifference);
  const after = sources[0]?.text ?? '';
  expect(after).toContain('  Reader: {permissions: [PROJECT_READ]}');
  expect(after).toContain('ann@x.org: Reader');
  expect(await here.open(after)).toEqual([]);
});

test('a twin that the file pins under another name is written like any other', async () => {
  const here = open(
    parseSeed(
      {
        account: { name: 'Acme' },
        users: account.users,
        roles: { Reader: account.roles.Reader, 'Reader ': { permissions: ['DATASET_READ'] } },
        organizations: {
          Org: {
            members: all('member'),
            spaces: { alpha: { bindings: { 'ann@x.org': 'Reader ' } } },
          },
        },
      },
      'the seed',
    ),
  );
  const twin = (await here.look()).items.find(({ address }) => address.startsWith('role/Reader ('));
  const { desired } = loadText(
    `version: 1\nmanage: {roles: additive}\nroles:\n  Sets: {id: "${twin?.id ?? ''}", permissions: [DATASET_READ]}\norganizations:\n  Org:\n    spaces:\n      alpha:\n        bindings: {}\n`,
    'access.yaml',
  );
  const { sources } = await adopt(desired, here.lookFor, everyDifference);
  expect(sources[0]?.text).toContain('ann@x.org: ');
  expect(await here.open(sources[0]?.text ?? '')).toEqual([]);
});

describe('a file that lists a part of the account', () => {
  test('is brought up to date without the rest of it', async () => {
    const here = acme();
    const text =
      'version: 1\norganizations:\n  Org:\n    spaces:\n      alpha:\n        bindings: {ann@x.org: Reader}\n';
    const { desired } = loadText(text, 'access.yaml');
    const { sources } = await adopt(desired, here.lookFor, everyDifference);
    expect(sources[0]?.text).toBe(text.replace('{ann@x.org: Reader}', '{}'));
  });
});

describe('names that no file can have', () => {
  test('are left out with what needs them, or told apart by id, and planning the import is empty', async () => {
    const reads = { permissions: ['PROJECT_READ'] };
    const sets = { permissions: ['DATASET_READ'] };
    const space = { private: true };
    const here = open(
      parseSeed(
        {
          account: { name: 'Acme' },
          users: {
            'root@x.org': { name: 'Root', role: 'admin' },
            'Ann@X.org': { name: 'Ann\u007f', role: 'member' },
            'bob@x.org': { name: '  ', role: 'member' },
          },
          roles: {
            Reader: reads,
            'Reader ': sets,
            'Cafe\u0301': reads,
            'Caf\u00e9': sets,
            'bad\u007f': reads,
            ' ': reads,
          },
          organizations: {
            Org: {
              members: { 'Ann@X.org': 'member', 'bob@x.org': 'member' },
              spaces: {
                alpha: { ...space, bindings: { 'bob@x.org': 'Reader ', 'Ann@X.org': 'Reader' } },
                'alpha ': { ...space, members: { 'bob@x.org': 'admin' } },
                ' ': { ...space, members: { 'bob@x.org': 'admin' } },
                beta: { ...space, bindings: { 'bob@x.org': ' ', 'Ann@X.org': 'bad\u007f' } },
                gamma: {
                  ...space,
                  projects: { p: { restricted: true }, 'p ': { restricted: true } },
                },
              },
            },
            'Org ': { spaces: { alpha: space } },
          },
        },
        'the seed',
      ),
    );
    const { text, notes } = printFile(await here.look());
    const { warnings } = loadText(text, 'access.yaml');
    expect(warnings.filter(({ severity }) => severity !== 'notice')).toEqual([]);
    expect(await here.open(text)).toEqual([]);
    expect(text).toContain('ann@x.org: bad'.replace('bad', '"bad\\x7f"'));
    expect(text).toContain('alpha:\n        id: ');
    expect(text).toContain('manage:\n          bindings: additive\n');
    expect(text).toContain('manage:\n  roles: additive\n');
    expect(notes.filter((note) => note.includes('its name is blank'))).toHaveLength(2);
    expect(notes.filter((note) => note.includes('which is left out'))).toHaveLength(2);
  });
});
