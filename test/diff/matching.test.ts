import { describe, expect, test } from 'vitest';
import { globalId } from '../../src/sandbox/index.ts';
import { differenceOf } from '../account/compare.ts';
import { linesOf } from '../account/lines.ts';

const live = (spaces: string): string =>
  `organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {${spaces}}}}`;
const file = (spaces: string): string => `organizations: {P: {spaces: {${spaces}}}}`;

const changes = async (account: string, text: string) => linesOf(await differenceOf(account, text));

describe('which live thing is meant', () => {
  test.each<[string, string, string, ...string[]]>([
    [
      'the one of that name, spaces and Unicode forms aside',
      live('"Caf\u00e9": {}'),
      file('" Cafe\u0301 ": {description: x}'),
      '~ space/P/Caf\u00e9 {description: } -> {description: x}',
    ],
    [
      'an earlier name: what is in it stays',
      live('old: {members: {raj@x.org: member}}'),
      file('new: {previously: [older, old], members: {raj@x.org: admin}}'),
      '~ space/P/new {name: old} -> {name: new}',
      '~ space/P/new/member/raj member -> admin',
    ],
    [
      'an earlier name that nothing bears any more',
      live('other: {}'),
      file('new: {previously: [old]}'),
      '+ space/P/new {}',
    ],
    [
      'an earlier name that nothing bears, and the present one does',
      live('new: {}'),
      file('new: {previously: [old]}'),
    ],
    [
      'a pinned id, whatever it is called',
      live('old: {}, other: {}'),
      file(`new: {id: "${globalId('Space', 1)}"}, other: {}`),
      '~ space/P/new {name: old} -> {name: new}',
    ],
    [
      'a renamed organization keeps what is below it',
      live('s: {}'),
      'organizations: {N: {previously: [P], members: {raj@x.org: member, mei@x.org: admin}, spaces: {s: {private: true}}}}',
      '~ organization/N {name: P} -> {name: N}',
      '~ organization/N/member/mei member -> admin',
      '~ space/N/s {private: false} -> {private: true}',
    ],
    [
      'a renamed role keeps its holders',
      `roles: {DS: {permissions: [PROJECT_READ]}}\n${live('s: {bindings: {raj@x.org: DS}}')}`,
      `roles: {Scientist: {permissions: [PROJECT_READ], previously: [DS]}}\n${file('s: {bindings: {raj@x.org: Scientist}}')}`,
      '~ role/Scientist {name: DS} -> {name: Scientist}',
    ],
    [
      'a renamed project',
      live('s: {projects: {old: {restricted: true}}}'),
      file('s: {projects: {new: {previously: [old], restricted: true}}}'),
      '~ project/P/s/new {name: old} -> {name: new}',
    ],
    [
      'the same name in two organizations is two spaces',
      'organizations: {P: {spaces: {s: {}}}, Q: {spaces: {s: {private: true}}}}',
      'organizations: {P: {spaces: {s: {private: true}}}, Q: {spaces: {s: {private: true}}}}',
      '~ space/P/s {private: false} -> {private: true}',
    ],
    [
      'by a project that both have',
      live('vision: {projects: {fraud: {}}}'),
      file('research: {projects: {fraud: {}}}'),
      heldBack('space/P/research', 'vision', 'both have project "fraud"'),
    ],
    [
      'by who is in both, and in nothing else',
      live('vision: {members: {raj@x.org: member, mei@x.org: member}}, other: {}'),
      file('research: {members: {raj@x.org: member, mei@x.org: member, tom@x.org: member}}'),
      heldBack(
        'space/P/research',
        'vision',
        '2 of the 3 people listed in it are in that one and in no other',
      ),
    ],
    [
      'not by people who are in other spaces too, listed or not',
      live(
        'vision: {members: {raj@x.org: member, mei@x.org: member}}, other: {members: {raj@x.org: member, mei@x.org: member}}',
      ),
      file(
        'other: {members: {raj@x.org: member, mei@x.org: member}}, research: {members: {raj@x.org: member, mei@x.org: member}}',
      ),
      '+ space/P/research {}',
      '+ space/P/research/member/raj member',
      '+ space/P/research/member/mei member',
    ],
    [
      'not by a single person',
      live('vision: {members: {raj@x.org: admin}}'),
      file('research: {members: {raj@x.org: admin}}'),
      '+ space/P/research {}',
      '+ space/P/research/member/raj admin',
    ],
    [
      'of an organization by its spaces',
      'organizations: {Old: {spaces: {a: {}, b: {}}}, Other: {spaces: {x: {}}}}',
      'organizations: {New: {spaces: {a: {}, b: {}}}}',
      heldBack('organization/New', 'Old', 'both have space "a" and 1 more'),
    ],
    [
      'of a project by who holds a role in it',
      live(
        's: {members: {raj@x.org: member, mei@x.org: member}, projects: {chat: {bindings: {raj@x.org: Project Viewer, mei@x.org: Project Viewer}}}}',
      ),
      file(
        's: {projects: {talk: {bindings: {raj@x.org: Project Viewer, mei@x.org: Project Viewer}}}}',
      ),
      heldBack(
        'project/P/s/talk',
        'chat',
        '2 of the 2 people listed in it are in that one and in no other',
      ),
    ],
  ])('%s', async (_, account, text, ...expected) => {
    expect(await changes(account, text)).toEqual(expected);
  });
});

describe('a name that contradicts the account', () => {
  test.each<[string, string, string, string]>([
    [
      'a pinned id that is not there is never searched by name',
      live('old: {}'),
      file('old: {id: U3BhY2U6OTk5}'),
      '# 2: No space has the id U3BhY2U6OTk5. An item with a pinned id is never looked up by name. Correct the id, or remove it to look up by name. skips nothing',
    ],
    [
      'the old and the new name are both live',
      live('old: {}, new: {}'),
      file('new: {previously: [old]}'),
      '# 2: Both "new" and "old" exist, so "old" cannot be renamed to "new". Rename or remove one of them in Arize, or remove the name from `previously`. To swap two names, use a temporary name and two runs. skips nothing',
    ],
    [
      'two earlier names are live',
      live('old: {}, older: {}'),
      file('new: {previously: [old, older]}'),
      '# 2: Both "older" and "old" exist, so "old" cannot be renamed to "new". Rename or remove one of them in Arize, or remove the name from `previously`. To swap two names, use a temporary name and two runs. skips nothing',
    ],
  ])('%s', async (_, account, text, expected) => {
    expect(await changes(account, text)).toEqual([expected]);
  });

  test('is left alone with everything in it, whatever bears the name now, and the rest goes on', async () => {
    const another = live(
      'old: {members: {raj@x.org: member, mei@x.org: member}, projects: {p: {restricted: true}}}, other: {members: {mei@x.org: member, raj@x.org: member}}',
    );
    const text = file(
      'old: {id: U3BhY2U6OTk5, private: true, members: {}, bindings: {mei@x.org: Project Viewer}, projects: {p: {restricted: false}}}, other: {members: {}}',
    );
    expect(await changes(another, text)).toEqual([
      '- space/P/other/member/raj member',
      '# 2: No space has the id U3BhY2U6OTk5. An item with a pinned id is never looked up by name. Correct the id, or remove it to look up by name. skips project/P/old/p:2, space/P/old/binding/mei:2',
      '= project/P/old/p/restriction because of space/P/old:2',
      '= space/P/old/member/mei because of space/P/old/binding/mei:2, space/P/old:2',
      '= space/P/old/member/raj because of space/P/old:2',
      // Mei is to hold something in the space that is not found.
      '= space/P/other/member/mei because of space/P/old/binding/mei:2',
    ]);
  });

  test('of a role: its grants are skipped, and neither it nor its twin is deleted', async () => {
    const roles = 'roles: {DS: {permissions: [PROJECT_READ]}, Data: {permissions: [TAG_READ]}}\n';
    const text =
      'roles: {Data: {permissions: [PROJECT_READ], previously: [DS]}}\n' +
      file('s: {bindings: {raj@x.org: Data}}');
    expect(await changes(roles + live('s: {bindings: {mei@x.org: DS}}'), text)).toEqual([
      expect.stringContaining('# 2: Both "Data" and "DS" exist'),
      '= role/DS because of role/Data:2, space/P/s/binding/raj:3',
      '= space/P/s/binding/mei because of space/P/s/binding/raj:3',
    ]);
  });

  test('two live things of one name: the file has to say which', async () => {
    const twins = live('a: {}, " a ": {}');
    expect(await changes(twins, file('a: {}'))).toEqual([
      `# 2: Two items are named "a": ${globalId('Space', 1)} and ${globalId('Space', 2)}. Pin the one you mean with \`id\`. skips nothing`,
    ]);
    expect(await changes(twins, file(`a: {id: "${globalId('Space', 2)}", private: true}`))).toEqual(
      ['~ space/P/a {private: false} -> {private: true}'],
    );
  });
});

describe('names that change hands', () => {
  const [a, b] = [globalId('Space', 1), globalId('Space', 2)];

  test('a swap is refused: it takes a third name and two runs', async () => {
    expect(await changes(live('a: {}, b: {}'), file(`a: {id: "${b}"}, b: {id: "${a}"}`))).toEqual([
      '! unsafe space/P/a: The name "a" is still used by space "b"; rename that one first, in a separate run.',
      '! unsafe space/P/b: The name "b" is still used by space "a"; rename that one first, in a separate run.',
    ]);
  });

  test('a name that the same run frees is taken in the next one', async () => {
    expect(await changes(live('a: {}, b: {}'), file(`b: {id: "${a}"}, c: {id: "${b}"}`))).toEqual([
      '~ space/P/c {name: b} -> {name: c}',
      '! unsafe space/P/b: The name "b" is still used by space "c"; rename that one first, in a separate run.',
    ]);
    expect(
      await changes(
        live('a: {}'),
        file(`a: {create: true, members: {raj@x.org: member}}, z: {id: "${a}"}`),
      ),
    ).toEqual([
      '~ space/P/z {name: a} -> {name: z}',
      '! next-run space/P/a: The name is still used by space "z", which this run renames. Plan again after this run.',
      '! next-run space/P/a/member/raj: Waits for space "a", which this run does not create.',
    ]);
  });
});

const heldBack = (address: string, now: string, because: string): string =>
  `! unsafe ${address}: "${address.split('/').at(-1)}" looks like "${now}", renamed in Arize: ${because}. To rename it back, add \`previously: [${now}]\` here; to keep the new name, adopt it. If it is a new one, add \`create: true\`.`;

const [nearly, permissions] = ['the names are nearly the same', 'both have the same permissions'];

const oldSelf = (address: string): string =>
  `! unsafe ${address}: The file may list it under another name, so it stays until the file says which.`;

describe('a creation that looks like a rename', () => {
  test.each<[string, string, string, ...string[]]>([
    [
      'by its name',
      live('Data Science: {}'),
      file('data-science: {}'),
      heldBack('space/P/data-science', 'Data Science', nearly),
    ],
    [
      'unless the file says that it is new',
      live('Data Science: {}'),
      file('data-science: {create: true}'),
      '+ space/P/data-science {}',
    ],
    [
      'unless the other one is listed too',
      live('Data Science: {}'),
      file('data-science: {}, Data Science: {}'),
      '+ space/P/data-science {}',
    ],
    [
      'by a slip of the pen, or a letter that only looks the same',
      live('Data Science Platform: {}'),
      file('Data Sciense Platform: {}'),
      heldBack('space/P/Data Sciense Platform', 'Data Science Platform', nearly),
    ],
    ['not by a letter at the end', live('team-a: {}'), file('team-b: {}'), '+ space/P/team-b {}'],
    ['not by a year', live('plan 2025: {}'), file('plan 2026: {}'), '+ space/P/plan 2026 {}'],
    ['not by a number at the end', live('team-1: {}'), file('team-12: {}'), '+ space/P/team-12 {}'],
    [
      'not of a project, which says `create: true` anyway',
      live('s: {projects: {chat: {}}}'),
      file('s: {projects: {Chat: {create: true}}}'),
      '+ project/P/s/Chat {}',
    ],
    [
      'by what a role allows; its old self stays, and so does whoever waits for it',
      `roles: {DS: {permissions: [PROJECT_READ, TAG_READ]}}\n${live('s: {}')}`,
      `roles: {Scientist: {permissions: [TAG_READ, PROJECT_READ]}}\n${file('s: {bindings: {raj@x.org: Scientist}}')}`,
      heldBack('role/Scientist', 'DS', permissions),
      oldSelf('role/DS'),
    ],
  ])('%s', async (_, account, text, ...expected) => {
    expect(await changes(account, text)).toEqual(expected);
  });
});

test('what would be made if it were not only observed is not there to be granted', async () => {
  const text = `manage: {roles: observe}\nroles: {X: {permissions: [PROJECT_READ]}}\n${file('s: {bindings: {raj@x.org: X}}')}`;
  expect(await changes(live('s: {}'), text)).toEqual([
    '? + role/X {permissions: [PROJECT_READ]}',
    '! next-run space/P/s/binding/raj: Waits for custom role "X", which this run does not create.',
  ]);
});

test('a display name is the same in either Unicode form and with blanks around it', async () => {
  const seed = `users: {jane@x.org: {name: Jane, role: admin}, ren@x.org: {name: "${'René'.normalize('NFD')}", role: member}, zoe@x.org: {name: "Zoë", role: member}}`;
  const written = `users: {ren@x.org: {name: René}, zoe@x.org: {name: " ${'Zoë'.normalize('NFD')} "}}`;
  expect((await differenceOf(seed, written)).changes).toEqual([]);
});
