import { copyFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

const dryRun = 'plan changes nothing, so it is the dry run: ax-access plan';

/** Command lines that cannot be meant, what is wrong with them, and what to do. */
const mistakes: readonly (readonly [line: string, message: string, hint: string])[] = [
  ['plna', 'Unknown command "plna".', 'Did you mean plan?'],
  ['help plna', 'Unknown topic "plna".', 'Did you mean plan?'],
  ['help fil', 'Unknown topic "fil".', 'Did you mean file?'],
  [
    'help service_keys',
    'Unknown topic "service_keys".',
    'For this key of access.yaml: ax-access help file service_keys',
  ],
  [
    'help exit-codes',
    'Unknown topic "exit-codes".',
    'Topics are the commands (ax-access --help) and file, the format of access.yaml.',
  ],
  [
    'help ak-0123456789abcdef',
    'Unknown topic.',
    'Topics are the commands (ax-access --help) and file, the format of access.yaml.',
  ],
  ['help keys rotat', 'Unknown command "rotat".', 'Did you mean keys rotate?'],
  ['plna --help', 'Unknown command "plna".', 'Did you mean plan?'],
  ['saml exprot', 'Unknown command "exprot".', 'Did you mean saml export?'],
  ['offboard raj@x.org', 'Unknown command "offboard".', 'Did you mean users offboard?'],
  ['users raj@x.org', 'Unknown command.', '"ax-access users --help" lists its commands.'],
  [
    'list',
    'Unknown command "list".',
    'Did you mean roles list, organizations list, spaces list, projects list, users list, keys list?',
  ],
  ['undo-it', 'Unknown command "undo-it".', 'Did you mean undo?'],
  ['frobnicate', 'Unknown command "frobnicate".', '"ax-access --help" shows the usage.'],
  ['plan --aply', 'Unknown flag "--aply".', 'Did you mean --apply?'],
  ['plan --no-colour', 'Unknown flag "--no-colour".', 'Did you mean --no-color?'],
  [
    'help file servce_keys',
    'access.yaml has no key "servce_keys".',
    'Did you mean "service_keys"?',
  ],
  // What other tools understand, and this one must not take for something else.
  ['plan -out=x', 'Unknown flag "-out".', 'Did you mean --out?'],
  ['plan -out x', 'Unknown flag "-out".', 'Did you mean --out?'],
  ['-json plan', 'Unknown flag "-json".', 'Did you mean --json?'],
  [
    'apply -allow-destructive',
    'Unknown flag "-allow-destructive".',
    'Did you mean --allow-destructive?',
  ],
  ['plan -fprod.yaml', '-f and its value need a space between them.', 'Use -f <path>.'],
  ['plan -f=prod.yaml', '-f and its value need a space between them.', 'Use -f <path>.'],
  ['import -ojson', '-o and its value need a space between them.', 'Use -o <path>.'],
  ...[
    ['plan', 'json', 'For the format: --format json. For a file of that name: --out ./json'],
    ['saml export', 'csv', 'For the format: --format csv. For a file of that name: --out ./csv'],
    [
      'plan',
      'table',
      'Formats of plan: text, json, markdown, html. For a file of that name: --out ./table',
    ],
    ['import', 'yaml', 'import writes one format only. For a file of that name: --out ./yaml'],
    ['roles list', 'json', 'For the format: --format json.'],
  ].map(([command, name, hint = '']): [string, string, string] => [
    `${command} -o ${name}`,
    `-o/--out takes a file, and "${name}" is a format.`,
    hint,
  ]),
  [
    'plan --output json',
    'Unknown flag "--output".',
    'To write to a file: --out. To choose the format: --format, or --json.',
  ],
  [
    'plan -f one.yaml -f two.yaml',
    '-f/--file is given twice.',
    'Give one file, and list others in it under `include`: ax-access help file include',
  ],
  [
    '--file one.yaml validate -f one.yaml',
    '-f/--file is given twice.',
    'Give one file, and list others in it under `include`: ax-access help file include',
  ],
  // The parser would take the flag for the value, and a global one for itself.
  ...[
    ['plan -f --apply', '-f/--file', '--file'],
    ['plan --out -q', '-o/--out', '--out'],
    ['plan --target --apply', '--target', '--target'],
    ['users offboard raj@example.com --reason -foo --apply', '--reason', '--reason'],
  ].map(([line = '', title = '', long = '']): [string, string, string] => [
    line,
    `${title} needs a value.`,
    `For a value that begins with a dash: ${long}=-VALUE`,
  ]),
  ['plan --timeout 5 --timeout 50', '--timeout is given twice.', 'Give it once.'],
  ['plan --sandbox=one.yaml --sandbox', '--sandbox is given twice.', 'Give it once.'],
  ['apply --max-removals 5 --max-removals 500', '--max-removals is given twice.', 'Give it once.'],
  ...['-auto-approve', '--auto-approve', '-y', '--approve'].map(
    (flag): [string, string, string] => [
      `apply ${flag}`,
      `Unknown flag "${flag}".`,
      'To confirm reducing access without being asked: --yes. What destroys needs --allow-destructive.',
    ],
  ),
  ['apply --dry-run', 'Unknown flag "--dry-run".', dryRun],
  ['plan -dry-run=true', 'Unknown flag "-dry-run".', dryRun],
  [
    'apply --force',
    'Unknown flag "--force".',
    'Each limit has a flag that raises it: ax-access plan --help --all',
  ],
  [
    'sync',
    'Unknown command "sync".',
    'To change the account: ax-access apply. To update the file: ax-access import --update',
  ],
  [
    '-f prod.yaml export',
    'Unknown command "export".',
    'To write a file from the account: ax-access import. For SAML: ax-access saml export',
  ],
  [
    'login --json=x',
    'Unknown command "login".',
    'Set ARIZE_API_KEY to the key of an account admin, or use a profile of the ax command (--profile). Check it: ax-access doctor',
  ],
  [
    'plan --out -',
    'The plan is on stdout, so --out - cannot save it there, too.',
    'Give it a file: --out plan.json',
  ],
  [
    'plan --also json=-',
    'Invalid value "json=-" for --also.',
    'Give it a format and a file, such as markdown=plan.md. Formats: text, json, markdown, html.',
  ],
  ['plan -z', 'Unknown flag "-z".', '"ax-access plan --help" shows the usage.'],
  ['--apply plan', 'Unknown flag "--apply".', 'Put it after the command: ax-access plan --apply'],
  [
    'import --detailed-exitcode',
    'Unknown flag "--detailed-exitcode".',
    'Commands that have it: plan, apply, undo.',
  ],
  [
    'drift --apply',
    'drift never changes the account, so it has no --apply.',
    'Use: ax-access plan --apply',
  ],
  [
    'drift --allow-destructive',
    'drift never changes the account, so it has no --allow-destructive.',
    'Use: ax-access plan --apply --allow-destructive',
  ],
  [
    'apply plan.json again.json',
    'Too many arguments for apply: expected 1, got 2.',
    'Usage: ax-access apply [plan] (put names with spaces in quotes)',
  ],
  [
    'plan --apply --out plan.json',
    '--out saves the plan for later; --apply runs it now.',
    'Use one of them.',
  ],
  [
    'apply plan.json -f other.yaml',
    '-f/--file cannot be used with a saved plan: plan.json already sets it.',
    'Leave it out, or make a new plan with it: ax-access plan --out plan.json',
  ],
  ...['12', '0123456789ab', 'a'.repeat(63), 'a'.repeat(65), `sha256:${'a'.repeat(12)}`].map(
    (digest): [string, string, string] => [
      `apply --expect-digest ${digest}`,
      `Invalid value "${digest}" for --expect-digest.`,
      'Give it the whole digest of a plan, 64 hex digits; ax-access plan --json and --format markdown print it.',
    ],
  ),
  ['apply --expect-digest=', '--expect-digest is empty.', 'Give it the whole digest of a plan.'],
  [
    'plan --accept-count user',
    'Invalid value "user" for --accept-count.',
    "Give it a list and its number of rows, as the plan suggests: --accept-count 'user=3'.",
  ],
  [
    'plan prod.yaml',
    'Too many arguments for plan: it takes none.',
    'Name the access file with -f.',
  ],
  [
    'validate -o problems.json',
    'validate does not support -o/--out.',
    'Commands that do: plan, drift, report, import, saml export, sandbox seed.',
  ],
  [
    '--timeout 5 validate',
    'validate does not support --timeout.',
    'Commands that do: init, test, rules suggest, plan, apply, undo, drift, who-can, explain, access, roles list, roles show, organizations list, spaces list, projects list, doctor, users, keys, report, import, saml.',
  ],
  [
    'import --format yaml',
    'import does not support --format.',
    'Commands that do: validate, test, plan, apply, show, history, undo, drift, who-can, explain, access, roles, organizations list, spaces list, projects list, doctor, users, keys, report, saml, sandbox show, sandbox log.',
  ],
  [
    'drift --yes',
    'drift does not support --yes.',
    'Commands that do: plan, apply, undo, users offboard, keys rotate, keys revoke.',
  ],
  ['plan -f', '-f/--file needs a value.', '"ax-access plan --help" shows the usage.'],
  ['plan --file=', '-f/--file is empty.', 'Give it a path.'],
  ['plan --profile=', '--profile is empty.', 'Give it the name of a profile.'],
  ['plan --today=', '--today is empty.', 'Give it a date.'],
  ['plan --access=', '--access is empty.', 'Give it brief or full.'],
  [
    'plan --format xml',
    'Invalid value "xml" for --format.',
    'Use one of: text, json, markdown, html.',
  ],
  [
    'saml export --format text',
    'Invalid value "text" for --format.',
    'Use one of: yaml, json, csv, values.',
  ],
  ...['0', '-1', '1.5', '8x', '0x8', ' 8', '1e3', '1001'].map(
    (value) =>
      [
        `plan --parallelism=${value}`,
        `Invalid value "${value}" for --parallelism.`,
        'Give it a whole number from 1 to 1000.',
      ] as const,
  ),
  ...['0', '-5', '5s', '0.0001', 'Infinity', '86401'].map(
    (value) =>
      [
        `plan --timeout=${value}`,
        `Invalid value "${value}" for --timeout.`,
        'Give it a number of seconds above 0 and up to 86400, such as 30 or 2.5.',
      ] as const,
  ),
  [
    'sandbox start --port 65536',
    'Invalid value "65536" for --port.',
    'Give it a whole number from 0 to 65535.',
  ],
];

test.each(mistakes)('ax-access %s', async (line, message, hint) => {
  expect(await run(argsOf(line))).toEqual({
    code: 64,
    stdout: '',
    stderr: `error: ${message}\n  ${hint}\n`,
  });
});

test.each([
  ['invite', 'help file users'],
  ['onboard', 'help file users'],
  ['restrict', 'help file projects'],
  ['offboard', 'users offboard'],
  ['rotate', 'keys rotate'],
  ['who', 'who-can'],
  ['why-not', 'explain'],
  ['what-can', 'access'],
  ['ids', 'saml export'],
  ['adopt', 'drift --adopt'],
  ['rollback', 'undo'],
  ['rehearse', 'import --as-seed'],
])('the word "%s" for a task leads to its command', async (word, meant) => {
  const { code, stderr } = await run([word, 'raj@example.com']);
  expect(code).toBe(64);
  expect(stderr).toMatch(new RegExp(`\\n  .*\\b${meant}\\b`));
  const [first = '', second = ''] = meant.split(' ');
  const words = second.startsWith('-') ? [first] : meant.split(' ');
  expect((await run([...words, ...(first === 'help' ? [] : ['--help'])])).code).toBe(0);
});

test.each([
  ['plna --json', 'usage', 'Unknown command "plna".', 'Did you mean plan?'],
  ['plan --format=json --aply', 'usage', 'Unknown flag "--aply".', 'Did you mean --apply?'],
  [
    '--format json drift --apply',
    'usage',
    'drift never changes the account, so it has no --apply.',
    'Use: ax-access plan --apply',
  ],
])('ax-access %s, for programs', async (line, kind, message, hint) => {
  const { code, stdout, stderr } = await run(argsOf(line));
  expect({ code, stderr }).toEqual({ code: 64, stderr: '' });
  expect(JSON.parse(stdout)).toEqual({
    schema: 'ax-access/error@1',
    error: { kind, message, hint },
  });
});

test('--json and another format contradict each other', async () => {
  const { code, stdout } = await run(['saml', 'export', '--json', '--format', 'csv']);
  expect(code).toBe(64);
  expect(JSON.parse(stdout)).toEqual({
    schema: 'ax-access/error@1',
    error: { kind: 'usage', message: '--json and --format csv cannot be used together.' },
  });
});

/** Words apart at single spaces; a space after `=` belongs to the value. */
const argsOf = (line: string): string[] => line.split(/(?<!=) /);

test.each([
  ['plan', '--api-key=ak-c2VjcmV0/1234567890=='],
  ['ak-c2VjcmV0/1234567890=='],
  ['plan', 'ak-c2VjcmV0/1234567890=='],
])('a key on the command line is not repeated: %s %s', async (...args) => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
  expect(stderr).not.toContain('c2VjcmV0');
});

async function folder(): Promise<string> {
  const cwd = await scratch();
  await copyFile('access.yaml', join(cwd, 'access.yaml'));
  return cwd;
}

test.each([
  ['diff --sandbox --json', 'plan --sandbox --json'],
  ['--sandbox diff', 'plan --sandbox'],
  ['-f access.yaml diff --sandbox', 'plan --sandbox'],
  ['whoami --sandbox', 'doctor --sandbox'],
  ['version', '--version'],
  ['-v', '--version'],
  ['-V', '--version'],
  ['diff -h', 'plan --help'],
  ['help diff', 'plan --help'],
  ['plan -f -h', 'plan --help'],
  ['plan --out x.json --timeout nine -h', 'plan --help'],
  ['-f x.yaml saml export --format -h', 'saml export --help'],
  ['-h plan --all', 'plan --help --all'],
  ['--sandbox seed.yaml plan -h', 'plan --help'],
  ['apply plan.json --yes -h', 'apply --help'],
  ['sandbox -h', 'sandbox --help'],
])('ax-access %s does what ax-access %s does', async (line, same) => {
  const wanted = await run(same.split(' '), { cwd: await folder() });
  const ran = await run(line.split(' '), { cwd: await folder() });
  expect(ran.code).not.toBe(64);
  expect(ran).toEqual(wanted);
});

test.each([
  'plan --target team-alfa',
  'who-can team-alfa',
  'explain jane@example.com team-alfa',
  'explain jame@example.com team-alpha',
  'users offboard nobody@example.com',
  'users reinvite nobody@example.com',
  'keys rotate nokey',
  'keys revoke nokey',
  'import --space nospace',
  'help file nokey',
  'completion nosh',
  'sandbox start --fault nothing',
  'plan --profile noprofile',
])('a name that nothing has is wrong usage: %s', async (line) => {
  const cwd = await folder();
  const isOffline = /^(?:help|completion|sandbox) |--profile/.test(line);
  const { code, stdout } = await run([...line.split(' '), ...(isOffline ? [] : ['--sandbox'])], {
    cwd,
  });
  expect({ code, stdout }).toEqual({ code: 64, stdout: '' });
});

test.each(['import', 'saml export', 'report review', 'sandbox seed'])(
  '%s --out - writes to stdout',
  async (line) => {
    const cwd = await scratch();
    const words = [...line.split(' '), ...(line === 'sandbox seed' ? [] : ['--sandbox']), '-q'];
    const plain = await run(words, { cwd });
    expect(plain.code).toBe(0);
    expect(await run([...words, '-o', '-'], { cwd })).toEqual(plain);
    expect(await run([...words, '--out=-'], { cwd })).toEqual(plain);
    expect(await readdir(cwd)).not.toContain('-');
  },
);
