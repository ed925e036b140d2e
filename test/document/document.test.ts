import { mkdtempSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { schemaProblems } from '../../src/document/schemaProblems.ts';
import { readSource } from '../../src/load/source.ts';
import { closest, didYouMean } from '../../src/document/suggest.ts';
import { parseYaml } from '../../src/document/yaml.ts';
import type { LocatedDocument, YamlPath } from '../../src/document/yaml.ts';
import { FileProblemsError, formatProblem, formatProblems } from '../../src/document/problem.ts';
import type { Problem } from '../../src/document/problem.ts';
import { times } from '../repeated.ts';
import { accessValidator } from './accessSchema.ts';

/** Everything that is wrong with a text, as people see it. */
function report(text: string): string {
  const { document, problems } = parseYaml(text, 'access.yaml');
  const more = document === undefined ? [] : schemaProblems(document, accessValidator);
  return `${formatProblems([...problems, ...more])}\n`;
}

function good(text: string): LocatedDocument {
  const { document, problems } = parseYaml(text, 'access.yaml');
  expect(problems).toEqual([]);
  if (document === undefined) throw new Error('no document');
  return document;
}

const lines = (...all: readonly string[]): string => `${all.join('\n')}\n`;

/** Each name is a file beside this test, with what is reported. */
const badFiles: Readonly<Record<string, string>> = {
  'tabs as indentation': lines(
    'version: 1',
    'users:',
    '\tjane@example.com: {role: admin}',
    '\t\traj@example.com: {role: member}',
    'teams: {a: [jane@example.com]}',
    '  x: [',
  ),
  'wrong indentation': lines(
    'version: 1',
    'users:',
    '  jane@example.com: {role: admin}',
    '   raj@example.com: {role: member}',
    'teams:',
    '  a:',
    '    - jane@example.com',
    '   # a comment',
    '   - raj@example.com',
  ),
  'quotes that are never closed': lines('version: 1', 'account: "Platform', 'users: {}', "x-a: 'b"),
  'a quote inside of quotes': lines('version: 1', "account: 'it's'", 'x-a: "say "hi""'),
  'brackets that are never closed': lines(
    'version: 1',
    'teams:',
    '  a: [jane@example.com, raj@example.com',
    '  b: [jane@example.com}',
    'users:',
    '  jane@example.com: {role: admin',
    'roles: {}',
  ),
  'a bracket too many': lines('version: 1', 'teams:', '  a: [jane@example.com]]', 'users: {}'),
  'signs that are missing': lines(
    'version:1',
    'account',
    'users: {a: 1 b: 2}',
    'x-a: [a,, b]',
    'x-b: Reads: things',
    'x-c: one',
    '  two: three',
  ),
  'signs that need quotes': lines(
    'version: 1',
    'x-a: @example.com',
    'x-b: `code`',
    'x-c: "C:\\Users and \\d+"',
    'x-d: [a]#comment',
    '%x: 1',
  ),
  'lists and keys mixed': lines(
    'teams:',
    '  a:',
    '    - x',
    '    y: z',
    '  b:',
    '    c: d',
    '    - e',
  ),
  'duplicate keys': lines(
    'version: 1',
    'users:',
    '  jane@example.com: {role: admin, role: member}',
    '  raj@example.com: {role: member}',
    '  jane@example.com: {role: member}',
    'roles:',
    '  Caf\u00e9: {permissions: [A]}',
    '  Cafe\u0301: {permissions: [B]}',
    '  " Caf\u00e9": {permissions: [C]}',
    'version: 1',
  ),
  'aliases without an anchor': lines(
    'version: 1',
    'x-people: &people {jane@example.com: admin}',
    'ignore:',
    '  - {user: *@scim.example.com}',
    'organizations:',
    '  A: {members: *poeple}',
    '  B: {members: *later}',
    'x-more: &later {}',
  ),
  'an alias inside of its anchor': lines('version: 1', 'x-a: &a', '  b: [1, *a]'),
  'aliases that multiply': lines(
    'version: 1',
    'x-a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]',
    ...['b', 'c', 'd', 'e', 'f', 'g', 'h', 'i'].map((name, i) => {
      const before = `*${String.fromCharCode(97 + i)}`;
      return `x-${name}: &${name} [${Array.from({ length: 9 }, () => before).join(', ')}]`;
    }),
  ),
  'merges that multiply': lines(
    'version: 1',
    `x-0: &m0 {${Array.from({ length: 50 }, (_, i) => `k${i}: 1`).join(', ')}}`,
    ...Array.from({ length: 40 }, (_, i) => {
      const before = Array.from({ length: 50 }, () => `*m${i}`).join(', ');
      return `x-${i + 1}: &m${i + 1} {<<: [${before}]}`;
    }),
    ...Array.from({ length: 9000 }, (_, i) => `x-b${i}: {<<: *m40}`),
  ),
  'aliases that nest too deep': lines(
    'version: 1',
    'x-0: &a0 [x]',
    ...Array.from({ length: 200 }, (_, i) => `x-${i + 1}: &a${i + 1} [*a${i}]`),
  ),
  'very deep brackets': `version: 1\nx-a: ${'['.repeat(10_000)}${']'.repeat(10_000)}\n`,
  'very deep dashes': `version: 1\nx-a:\n  ${'- '.repeat(10_000)}a\n`,
  'two documents': lines('version: 1', 'account: 5', '---', 'version: 1', '---', 'x: [', '...'),
  'a list item on the line of its key': lines('version: 1', 'teams:', '  a: - jane@example.com'),
  'a list at the top': lines('# people', '- jane@example.com', '- raj@example.com'),
  'a text at the top': lines('jane@example.com'),
  'nothing at the top': lines('--- # nothing'),
  tags: lines(
    'version: !!int "1"',
    'account: !!python/object:os.system rm',
    'users: !people',
    '  jane@example.com: {role: boss}',
    'teams: !!map {a: [!env NAME]}',
    'x-a: !!str 2024',
  ),
  'keys that are no names': lines(
    'version: 1',
    '? [a, b]',
    ': 1',
    '{{ name }}: 2',
    'x-a: &list [a]',
    '*list : 3',
    ': 4',
  ),
  'merges of what is no map': lines(
    'version: 1',
    'x-list: &list [a]',
    'x-a: {<<: *list}',
    'x-b: {<<: 5}',
    'x-c: {<<: {a: 1}, <<: {b: 2}}',
    'x-d: {<<: *nobody}',
  ),
  'control characters': 'version: 1\naccount: "a\u001b[31mb\u0007"\nx-a: \u0085 \u009b\n',
  'an unfinished merge': lines(
    'version: 1',
    '<<<<<<< HEAD',
    'account: a',
    '=======',
    'account: b',
    '>>>>>>> other',
  ),
  'a directive': lines('%FOO bar', '---', 'version: 1'),
  'unknown keys': lines(
    'version: 1',
    'members: {jane@example.com: admin}',
    'organisations: {}',
    'organizations:',
    '  A:',
    '    spacse: {}',
    '    private: true',
    '    spaces:',
    '      b: {membres: {}, zebra: 1, "private:true"}',
    '__proto__: 1',
    'constructor: 2',
  ),
  'missing keys': lines(
    'users:',
    '  jane@example.com: {name: Jane}',
    '  raj@example.com: {rol: admin}',
    'roles: {Reader: {}}',
    'removed:',
    '  - {reason: left}',
    '  - {}',
    '  - {space: sandbox}',
  ),
  'wrong types': lines(
    'version: "1"',
    'account: 20240101000000000000000000000000000000',
    'users: [jane@example.com]',
    'teams:',
    '  a: jane@example.com, raj@example.com',
    '  b:',
    '    jane@example.com: yes',
    '  c: [jane@example.com, 5, [x]]',
    'organizations:',
    '  A:',
    '    members: admin',
    '    spaces:',
    '      s:',
    '        private: yes',
    '        members:',
    '          - jane@example.com',
    '          - raj@example.com',
    '        bindings: {jane@example.com: [a], raj@example.com: 2024, "": true}',
    'ignore: {user: a}',
  ),
  'nothing where something belongs': lines(
    'version:',
    'account: ~',
    'users:',
    '  jane@example.com:',
    '  raj@example.com: {role: , developer: null}',
    'teams:',
    '  a:',
    '  b: [jane@example.com, ]',
    '  c:',
    '    -',
    'organizations:',
    '  A:',
    '    members:',
    '    spaces:',
    '      s: {private: , members: {jane@example.com, raj@example.com:admin}}',
  ),
  'wrong words': lines(
    'version: 2',
    'users:',
    '  jane@example.com: {role: Admin}',
    '  raj@example.com: {role: membr, developer: "true"}',
    '  kim@example.com: {role: owner}',
    '  lee@example.com: {role: 5}',
    'organizations:',
    '  A: {members: {jane@example.com: {role: anotator}, raj@example.com: {custom: 7}}}',
  ),
  'wrong texts': lines(
    'version: 1',
    'account: ""',
    'users: {jane: {role: admin}, "": {role: admin}}',
    'teams: {a: [jane@example.com, raj, jane@example.com, ""]}',
    'roles: {R: {permissions: [], description: far too long to be of any use}}',
    'organizations: {A: {members: {jane@example.com: ""}}}',
  ),
  'wrong selectors': lines(
    'version: 1',
    'ignore:',
    '  - {usr: "*@scim.example.com"}',
    '  - {user: a, space: b}',
    '  - {user: 5}',
    '  - {space: a, organisation: b}',
    '  - user@example.com',
    '  -',
  ),
  'mistakes behind aliases': lines(
    'version: 1',
    'x-team: &team',
    '  jane@example.com: {role: admn}',
    '  raj@example.com: member',
    'x-list: &list [a]',
    'organizations:',
    '  A:',
    '    members: *team',
    '    spaces:',
    '      s: {members: {<<: *team, raj@example.com: 5}, bindings: *list}',
    '      t: {members: *team}',
    '      u: {members: *team}',
    '      v: {members: *team}',
  ),
  'several at once': lines(
    'version: 2',
    'users:',
    '  jane@example.com: {role: admin}',
    '  jane@example.com: {role: admin}',
    'teams: {a: *b}',
    'organizations:',
    '  A: {spacse: {}}',
  ),
  'a duplicate above a broken line': lines(
    'version: 1',
    'version: 1',
    'teams: {a: *b}',
    'users: [',
    'roles: *c',
    'roles: {}',
  ),
};

describe('bad files', () => {
  test.each(Object.entries(badFiles))('%s', async (name, text) => {
    await expect(report(text)).toMatchFileSnapshot(`document/${name.replaceAll(' ', '-')}.txt`);
  });

  // prettier-ignore
  const pieces = [
    'a', 'b', ': ', ':', ' ', '  ', '\n', '\n  ', '\n\t', '- ', '[', ']', '{', '}', ', ',
    '&x ', '*x', '<<: ', '? ', '"', "'", '#', ' #', '!t ', '---\n', '|\n', '@', '%', '\\',
    'é', '🦊', '\u0000', '\r', '\r\n', 'version: 1\n', 'users: ', 'role', '__proto__: ',
  ];

  test('whatever the text, there is a report, and each mark is on the line that it names', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...pieces), { maxLength: 40 }), (chosen) => {
        const text = chosen.join('');
        const { document, problems } = parseYaml(text, 'f');
        const more = document === undefined ? [] : schemaProblems(document, accessValidator);
        const source = text.replace(/\r\n?/g, '\n').split('\n');
        for (const { position, excerpt, length = 1 } of [...problems, ...more]) {
          if (position === undefined) continue;
          const line = source[position.line - 1] ?? '';
          expect(excerpt).toBe(line);
          const end = position.column - 1 + length;
          expect(end).toBeLessThanOrEqual(Math.max(Array.from(line).length, position.column));
        }
        expect(document !== undefined || problems.length > 0).toBe(true);
        formatProblems([...problems, ...more]);
      }),
      { numRuns: times(3000) },
    );
  });

  test('Windows line ends and a byte order mark change nothing', () => {
    const text = badFiles['wrong types'] ?? '';
    expect(report(`\ufeff${text.replaceAll('\n', '\r\n')}`)).toBe(report(text));
  });

  test('a mistake in what 1,000 aliases repeat is one problem', () => {
    const uses = Array.from({ length: 1000 }, (_, i) => `  O${i}: {members: *m}`);
    const text = lines('version: 1', 'x-m: &m {jane@example.com: 5}', 'organizations:', ...uses);
    const { document } = parseYaml(text, 'access.yaml');
    expect(document).toBeDefined();
    const problems = document === undefined ? [] : schemaProblems(document, accessValidator);
    expect(problems.map(({ message, position }) => [message, position])).toEqual([
      [
        'expected a role or a map, found the number 5',
        { file: 'access.yaml', line: 2, column: 28 },
      ],
    ]);
    expect(problems[0]?.related).toHaveLength(10);
  });
});

describe('values', () => {
  test.each<[string, string, unknown]>([
    [
      'keys are called what is written',
      '2024: a\nyes: b\nnull: c\n1.0: d\n0x1F: e\n~: f\n"q": g\n!!str 5: h\n',
      {
        2024: 'a',
        yes: 'b',
        null: 'c',
        '1.0': 'd',
        '0x1F': 'e',
        '~': 'f',
        q: 'g',
        5: 'h',
      },
    ],
    [
      'values are YAML 1.2, whatever a directive says',
      '%YAML 1.1\n---\na: yes\nb: off\nc: true\nd: 0o17\ne: 1e3\nf: 2027-03-31\ng: 1e999\nh: 010\n',
      { a: 'yes', b: 'off', c: true, d: 15, e: 1000, f: '2027-03-31', g: Infinity, h: 10 },
    ],
    [
      'what a map says counts more than what it merges, and the first source most',
      'a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {z: 3, <<: [*a, *b], w: 3}\nd: {"<<": 4}\n',
      {
        a: { x: 1, y: 1 },
        b: { y: 2, z: 2 },
        c: { z: 3, w: 3, x: 1, y: 1 },
        d: { '<<': 4 },
      },
    ],
    [
      'an alias repeats the anchor above it; keys have anchors, too',
      'a: &x 1\nb: *x\nc: &x 2\nd: *x\n&k e: 5\n*k : 6\nf: *k\n'.replace('*k : 6\n', ''),
      { a: 1, b: 1, c: 2, d: 2, e: 5, f: 'e' },
    ],
    ['an alias can be a key', 'a: &x jane\nb: {*x : 1}\n', { a: 'jane', b: { jane: 1 } }],
  ])('%s', (_, text, expected) => {
    expect(JSON.parse(JSON.stringify(good(text).value, infinite))).toEqual(
      JSON.parse(JSON.stringify(expected, infinite)),
    );
  });

  test('names that objects have by themselves are names like any other', () => {
    const { value } = good('__proto__: {admin: true}\nconstructor: 1\ntoString: 2\n');
    expect(Object.keys(value)).toEqual(['__proto__', 'constructor', 'toString']);
    const inherited = ['__proto__', 'constructor', 'toString', 'valueOf', 'hasOwnProperty'];
    expect(inherited.filter((name) => name in good('a: 1\n').value)).toEqual([]);
    expect('admin' in {}).toBe(false);
  });

  test('in whatever order positions are asked for, a key that stands twice is where it stands first', () => {
    const { document } = parseYaml('a: 1\nb: 2\na: 3\nc: {x: 1, "x ": 2, y: 3, x: 4}\n', 'f');
    const rows = ['b', 'a', 'b', 'c', 'a'].map((name) => document?.locate([name], 'key').line);
    expect(rows).toEqual([2, 1, 2, 4, 1]);
    const columns = ['y', 'x', 'y', 'x'].map((name) => document?.locate(['c', name]).column);
    expect(columns).toEqual([23, 8, 23, 8]);
    expect(document?.value).toEqual({ a: 1, b: 2, c: { x: 1, y: 3 } });
  });

  test('what cannot be read is missing, and known to be', () => {
    const { document } = parseYaml('a: {b: *no, c: 1}\nd: [1, *no, 3]\ne: {<<: *no}\nf: {}\n', 'f');
    expect(document?.value).toEqual({ a: { c: 1 }, d: [1, 3], e: {}, f: {} });
    const asked: readonly YamlPath[] = [['a', 'b'], ['a', 'x'], ['a', 'c'], ['d'], ['e'], ['f']];
    expect(asked.map((path) => document?.unreadable(path))).toEqual([
      true,
      false,
      false,
      true,
      true,
      false,
    ]);
    expect(document?.locate(['d', 1])).toEqual({ file: 'f', line: 2, column: 13 });
  });
});

const infinite = (_: string, value: unknown): unknown => (value === Infinity ? 'inf' : value);

describe('places', () => {
  const text = lines(
    'version: 1', // 1
    'x-base: &base', // 2
    '  jane@example.com: admin', // 3
    'x-list: &list [a, &b {c: d}]', // 4
    'organizations:', // 5
    '  "Zoë 🦊": {members: {kim: x}, other: *base}', // 6
    '  B:', // 7
    '    members:', // 8
    '      <<: [*base, {raj: y}]', // 9
    '      lee: z', // 10
    '    empty:', // 11
    '    list: *list', // 12
  );
  const at = (path: YamlPath, what?: 'key' | 'value'): string => {
    const { line, column } = good(text).locate(path, what);
    return `${line}:${column}`;
  };

  test.each<[YamlPath, string, string, string]>([
    [[], '1:1', '1:1', '1:1'],
    [['version'], '1:10', '1:1', '1:10'],
    [['organizations'], '5:1', '5:1', '6:3'],
    [['organizations', 'Zoë 🦊'], '6:12', '6:3', '6:12'],
    [['organizations', 'Zoë 🦊', 'members', 'kim'], '6:28', '6:23', '6:28'],
    [['organizations', 'Zoë 🦊', 'other'], '6:39', '6:32', '6:39'],
    [['organizations', 'Zoë 🦊', 'other', 'jane@example.com'], '3:21', '3:3', '3:21'],
    [['organizations', 'B', 'members', 'jane@example.com'], '3:21', '3:3', '3:21'],
    [['organizations', 'B', 'members', 'raj'], '9:25', '9:20', '9:25'],
    [['organizations', 'B', 'members', 'lee'], '10:12', '10:7', '10:12'],
    [['organizations', 'B', 'members', 'nobody'], '8:5', '8:5', '9:7'],
    [['organizations', 'B', 'empty'], '11:5', '11:5', '11:5'],
    [['organizations', 'B', 'list', 1, 'c'], '4:26', '4:23', '4:26'],
    [['x-list', 0], '4:16', '4:16', '4:16'],
    [['x-list', 7], '4:15', '4:1', '4:15'],
  ])('%j', (path, place, key, value) => {
    expect([at(path), at(path, 'key'), at(path, 'value')]).toEqual([place, key, value]);
  });

  test.each<[YamlPath, string | undefined]>([
    [['organizations', 'Zoë 🦊', 'other'], '2:9'],
    [['organizations', 'B', 'members', 'jane@example.com'], '2:9'],
    [['organizations', 'B', 'list', 1, 'c'], '4:9'],
    [['organizations', 'B', 'members', 'lee'], undefined],
    [['x-base', 'jane@example.com'], undefined],
  ])('the anchor behind %j', (path, expected) => {
    const origin = good(text).origin(path);
    expect(origin === undefined ? undefined : `${origin.line}:${origin.column}`).toBe(expected);
  });

  test('every membership of a large file is found, each at its own line', () => {
    const people = Array.from({ length: 20_000 }, (_, i) => `person${i}@example.com`);
    const many = good(lines('members:', ...people.map((name) => `  ${name}: member`)));
    const found = people.map((name) => many.locate(['members', name]).line);
    expect(found).toEqual(people.map((_, i) => i + 2));
  });

  test('every membership of a large file on one line is found', () => {
    const people = Array.from({ length: 20_000 }, (_, i) => `🦊${i}`);
    const many = good(`{members: {${people.map((name) => `${name}: x`).join(', ')}}}`);
    const columns = people.map((name) => many.locate(['members', name], 'key').column);
    let column = 12;
    const expected = people.map((name) => {
      const here = column;
      column += Array.from(name).length + ': x, '.length;
      return here;
    });
    expect(columns).toEqual(expected);
    const problem = many.problem(['members', '🦊10000'], { code: 'x', message: 'no' });
    expect((problem.excerpt ?? '').length).toBeLessThanOrEqual(1000);
    const [, source = '', marker = ''] = formatProblem(problem).split('\n');
    expect(source).toContain('🦊10000: x');
    expect(Array.from(source).length).toBeLessThanOrEqual(100);
    expect(marker.trimEnd()).toMatch(/^ {4}\| +\^$/);
  });
});

describe('reading a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ax-access-'));
  const file = (name: string, content: string | Uint8Array): string => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };
  afterAll(() => rmSync(folder, { recursive: true }));

  const problemsOf = async (path: string): Promise<string> => {
    const read = await readSource(path);
    if (!('problems' in read)) throw new Error(`read ${read.text}`);
    return formatProblems(read.problems).replaceAll(folder, 'FOLDER');
  };

  test.each<[string, string | Uint8Array]>([
    ['no bytes', ''],
    ['only comments', '# nothing\n\n   # here\n'],
    ['only a byte order mark', '\ufeff'],
    ['zero bytes', Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 1, 1, 0, 0)],
    ['UTF-16 with a mark', Uint8Array.of(0xff, 0xfe, 0x61, 0, 0x3a, 0)],
    ['UTF-16 without a mark', Buffer.from('version: 1\n', 'utf16le')],
    ['Latin-1', Buffer.from('version: 1\n# Zo\u00eb\nname: \u00e9t\u00e9\n', 'latin1')],
    [
      'half a character at the end',
      Buffer.concat([Buffer.from('\u{1f98a}: '), Uint8Array.of(0xe2, 0x82)]),
    ],
  ])('%s', async (name, content) => {
    const path = file('access.yaml', content);
    await expect(`${await problemsOf(path)}\n`).toMatchFileSnapshot(
      `document/file-with-${name.replaceAll(' ', '-')}.txt`,
    );
  });

  test('50 MB are refused without being read', async () => {
    const path = file('large.yaml', '');
    truncateSync(path, 50 * 1024 * 1024);
    expect(await problemsOf(path)).toBe(
      lines(
        'error: FOLDER/large.yaml is 50 MB; the limit is 20 MB',
        '  check that this is the right file',
        '1 error',
      ).trimEnd(),
    );
    rmSync(path);
  });

  test('what is not there: other names in the folder are offered', async () => {
    const ask = async (name: string): Promise<string> =>
      (await problemsOf(join(folder, name))).split('\n')[1] ?? '';
    rmSync(join(folder, 'access.yaml'), { force: true });
    expect(await ask('access.yaml')).toMatch(
      /^ {2}pass your file with --file, or write a first one: ax-access init -f FOLDER\/access.yaml$/,
    );
    file('access.yml', 'version: 1\n');
    expect(await ask('access.yaml')).toBe(
      '  did you mean "FOLDER/access.yml"? Or write a first one: ax-access init -f FOLDER/access.yaml',
    );
    expect(await ask('other.yaml')).toBe(
      '  did you mean "FOLDER/access.yml"? Or write a first one: ax-access init -f FOLDER/other.yaml',
    );
    file('people.yaml', 'version: 1\n');
    expect(await ask('zebra.yaml')).toBe(
      '  did you mean "FOLDER/access.yml"? Or write a first one: ax-access init -f FOLDER/zebra.yaml',
    );
    expect(await ask('nowhere/access.yaml')).toBe('  no such folder: FOLDER/nowhere');
    expect(await problemsOf(join(folder, 'people.yaml', 'x'))).toContain('is not a folder');
  });

  test('a folder', async () => {
    mkdirSync(join(folder, 'config'));
    writeFileSync(join(folder, 'config', 'access.yaml'), 'version: 1\n');
    expect(await problemsOf(join(folder, 'config'))).toBe(
      lines(
        'error: FOLDER/config is a folder, not a file',
        '  did you mean "FOLDER/config/access.yaml"?',
        '1 error',
      ).trimEnd(),
    );
  });

  test('a device without an end', async () => {
    expect(await problemsOf('/dev/zero')).toContain('is larger than 20 MB');
  });

  test('good text comes without its byte order mark', async () => {
    const path = file('good.yaml', '\ufeffversion: 1\r\n');
    expect(await readSource(path)).toEqual({ text: 'version: 1\r\n', file: path });
  });

  test('the standard input', async () => {
    expect(await readSource('-', Readable.from(['version', ': 1\n']))).toEqual({
      text: 'version: 1\n',
      file: '<stdin>',
    });
    const flood = Readable.from(Array.from({ length: 25 }, () => Buffer.alloc(1024 * 1024, 'a')));
    const read = await readSource('-', flood);
    expect('problems' in read ? read.problems.map(({ code }) => code) : []).toEqual(['too-large']);
  });
});

/** The distance as textbooks write it: a letter more, less, other, or two swapped. */
function distance(a: string, b: string): number {
  if (a === '' || b === '') return a.length + b.length;
  const same = a.at(-1) === b.at(-1) ? 0 : 1;
  const swapped =
    a.length > 1 && b.length > 1 && a.at(-1) === b.at(-2) && a.at(-2) === b.at(-1)
      ? distance(a.slice(0, -2), b.slice(0, -2)) + 1
      : Infinity;
  const other = distance(a.slice(0, -1), b.slice(0, -1)) + same;
  if (same === 0) return other;
  return Math.min(distance(a.slice(0, -1), b) + 1, distance(a, b.slice(0, -1)) + 1, other, swapped);
}

describe('suggestions', () => {
  test.each<[string, string[], string | undefined]>([
    ['spacse', ['spaces', 'members'], 'spaces'],
    ['ADMIN', ['admin', 'member'], 'admin'],
    ['admin', ['admin'], undefined],
    ['jane@exmaple.com', ['jane@example.com', 'raj@example.com'], 'jane@example.com'],
    ['jane@example.com', ['raj@example.com'], undefined],
    ['bat', ['cat', 'bar', 'hat'], 'bar'],
    ['bat', ['hat', 'cat', 'bar'], 'bar'],
    ['zebra', ['members', 'spaces'], undefined],
    ['', ['a', 'members'], 'a'],
    ['x', [], undefined],
    ['Cafe\u0301', ['Caf\u00e8', 'Caf\u00e9'], 'Caf\u00e9'],
  ])('%j of %j', (word, candidates, expected) => {
    expect(closest(word, candidates)).toBe(expected);
  });

  test('the closest of short words, by the definition of the distance', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c'), minLength: 1, maxLength: 9 });
    fc.assert(
      fc.property(word, fc.uniqueArray(word, { maxLength: 6 }), (wanted, candidates) => {
        const limit = Math.max(1, Math.floor(wanted.length / 3));
        const [best] = candidates
          .filter((name) => name !== wanted)
          .map((name) => ({ name, distance: distance(wanted, name) }))
          .filter((one) => one.distance <= limit)
          .toSorted((a, b) => a.distance - b.distance || (a.name < b.name ? -1 : 1));
        expect(closest(wanted, candidates)).toBe(best?.name);
      }),
      { numRuns: times(2000) },
    );
  });

  test('the sentence', () => {
    expect(didYouMean('spacse', ['spaces'])).toBe('did you mean "spaces"?');
    expect(didYouMean('zebra', new Set(['spaces']))).toBeUndefined();
  });

  test('no word has 10,000 letters', () => {
    expect(closest('a'.repeat(10_000), ['a'.repeat(9_999)])).toBeUndefined();
  });

  test('one of 10,000', () => {
    const people = Array.from({ length: 10_000 }, (_, i) => `person.number.${i}@example.com`);
    expect(closest('person.numbre.7777@example.com', people)).toBe(
      'person.number.7777@example.com',
    );
  });
});

const at = (file: string, line: number, column: number): Problem => ({
  severity: 'error',
  code: 'x',
  message: `${file}${line}${column}`,
  position: { file, line, column },
});

const paint = (name: string) => (text: string) => `<${name}>${text}</${name}>`;

describe('the report', () => {
  const position = { file: 'access.yaml', line: 12, column: 7 };
  const problem: Problem = { severity: 'error', code: 'x', message: 'wrong', position };

  test('the source line, the mark, the suggestion, other places', () => {
    const full: Problem = {
      ...problem,
      excerpt: '      spacse: {}',
      length: 6,
      suggestion: 'did you mean "spaces"?',
      related: [1, 2, 3, 4, 5].map((line) => ({
        message: 'used here',
        position: { ...position, line },
      })),
    };
    expect(formatProblems([full, { severity: 'warning', code: 'y', message: 'odd' }])).toBe(
      lines(
        'warning: odd',
        'access.yaml:12:7: error: wrong',
        '  12 |       spacse: {}',
        '     |       ^~~~~~',
        '  did you mean "spaces"?',
        '  access.yaml:1:7: used here',
        '  access.yaml:2:7: used here',
        '  access.yaml:3:7: used here',
        '  and 2 more',
        '1 error, 1 warning in access.yaml',
      ).trimEnd(),
    );
  });

  test('sorted by file, line and column; the same twice is one', () => {
    const all = [at('b', 1, 1), at('a', 10, 1), at('a', 9, 2), at('a', 9, 1), at('a', 9, 1)];
    expect(formatProblems(all).split('\n')).toEqual([
      'a:9:1: error: a91',
      'a:9:2: error: a92',
      'a:10:1: error: a101',
      'b:1:1: error: b11',
      '4 errors in 2 files',
    ]);
    expect(formatProblems([])).toBe('');
  });

  test.each<[string, string, number, number, string, string]>([
    ['tabs', '\ta\tbc', 4, 2, '    a   bc', '        ^~'],
    ['wide characters', '漢字: x', 5, 1, '漢字: x', '      ^'],
    ['combined characters', 'e\u0301e\u0301: x', 7, 1, 'e\u0301e\u0301: x', '    ^'],
    ['escapes', 'a\u001b[31m: x', 9, 1, 'a\\u001b[31m: x', '             ^'],
    ['text that turns around', 'a\u202e: x', 5, 1, 'a\\u202e: x', '         ^'],
    ['a mark behind the end', 'a:', 3, 1, 'a:', '  ^'],
  ])('%s keep the mark in place', (_, excerpt, column, length, source, marker) => {
    const shown = formatProblem({
      ...problem,
      position: { ...position, column },
      excerpt,
      length,
    }).split('\n');
    expect(shown.slice(1)).toEqual([`  12 | ${source}`, `     | ${marker}`]);
  });

  test.each([1, 50, 99, 150, 300, 399, 400])('a long line is cut around column %i', (column) => {
    const excerpt = Array.from({ length: 400 }, (_, i) => String(i % 10)).join('');
    const [, source = '', marker = ''] = formatProblem({
      ...problem,
      position: { ...position, column },
      excerpt,
      length: 3,
    }).split('\n');
    expect(source.length).toBeLessThanOrEqual(100);
    expect(source[marker.indexOf('^')]).toBe(String((column - 1) % 10));
    expect(source.includes('…')).toBe(true);
  });

  test('messages cannot move the cursor, and parts can be painted', () => {
    const painted = formatProblem(
      { ...problem, message: 'a\u001b[2Jb\nc', excerpt: '      x', suggestion: 'do' },
      {
        place: paint('p'),
        error: paint('e'),
        warning: paint('w'),
        notice: paint('n'),
        gutter: paint('g'),
        marker: paint('m'),
        suggestion: paint('s'),
      },
    );
    expect(painted).toBe(
      [
        '<p>access.yaml:12:7</p>: <e>error</e>: a\\u001b[2Jb\\u000ac',
        '<g>  12 | </g>      x',
        '<g>     | </g>      <m>^</m>',
        '  <s>do</s>',
      ].join('\n'),
    );
  });

  test('thrown, it is the message', () => {
    const thrown = new FileProblemsError([problem]);
    expect(thrown.message).toBe('access.yaml:12:7: error: wrong\n1 error in access.yaml');
    expect(thrown.problems).toEqual([problem]);
  });
});
