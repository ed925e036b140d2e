import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { commands } from '../../src/cli/commands/index.ts';
import manifest from '../../package.json' with { type: 'json' };
import { run } from './run.ts';

test.each([
  ['program', ['--help']],
  ['init', ['init', '--help']],
  ['validate', ['validate', '--help']],
  ['test', ['test', '--help']],
  ['plan', ['plan', '--help']],
  ['apply', ['apply', '--help']],
  ['show', ['show', '--help']],
  ['history', ['history', '--help']],
  ['undo', ['undo', '--help']],
  ['drift', ['drift', '--help']],
  ['who-can', ['who-can', '--help']],
  ['explain', ['explain', '--help']],
  ['access', ['access', '--help']],
  ['roles', ['roles', '--help']],
  ['roles-list', ['roles', 'list', '--help']],
  ['roles-show', ['roles', 'show', '--help']],
  ['roles-permissions', ['roles', 'permissions', '--help']],
  ['organizations-list', ['organizations', 'list', '--help']],
  ['spaces-list', ['spaces', 'list', '--help']],
  ['projects-list', ['projects', 'list', '--help']],
  ['report', ['report', '--help']],
  ['report-map', ['report', 'map', '--help']],
  ['report-review', ['report', 'review', '--help']],
  ['import', ['import', '--help']],
  ['saml', ['saml', '--help']],
  ['saml-export', ['saml', 'export', '--help']],
  ['saml-check', ['saml', 'check', '--help']],
  ['sandbox', ['sandbox', '--help']],
  ['sandbox-start', ['sandbox', 'start', '--help']],
  ['sandbox-reset', ['sandbox', 'reset', '--help']],
  ['completion', ['completion', '--help']],
  ['help', ['help', '--help']],
  ['program-all', ['--help', '--all']],
  ['plan-all', ['plan', '--help', '--all']],
  ['file', ['help', 'file']],
  ['file-service_keys', ['help', 'file', 'service_keys']],
  ['file-spaces-service_keys', ['help', 'file', 'organizations.spaces.service_keys']],
  ['keys-create-user-key', ['keys', 'create-user-key', '--help']],
  ['keys-refresh', ['keys', 'refresh', '--help']],
  ['file-members', ['help', 'file', 'members']],
  ['file-spaces-members', ['help', 'file', 'organizations.spaces.members']],
  ['file-roles', ['help', 'file', 'roles']],
  ['file-rules', ['help', 'file', 'rules']],
])('help of %s', async (name, args) => {
  const { code, stdout, stderr } = await run(args);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  await expect(stdout).toMatchFileSnapshot(`help/${name}.txt`);
  const tooWide = stdout.split('\n').filter((line) => line.length > 80);
  expect(tooWide).toEqual([]);
});

test.each([
  ['no command', [], 'program'],
  ['flags and no command', ['--no-color'], 'program'],
  ['a family alone', ['saml'], 'saml'],
  ['help as a command', ['help'], 'program'],
  ['help for a command', ['help', 'saml', 'export'], 'saml-export'],
  ['-h', ['plan', '-h'], 'plan'],
  ['help wins over the rest of the line', ['plan', '--apply', '--help'], 'plan'],
  ['help for all of a command', ['help', 'plan', '--all'], 'plan-all'],
  [
    'a path with names',
    ['help', 'file', 'organizations.<name>.spaces.<name>.members'],
    'file-spaces-members',
  ],
  ['the end of a path', ['help', 'file', 'spaces.members'], 'file-spaces-members'],
])('%s shows help', async (_, args, page) => {
  const text = readFileSync(`test/cli/help/${page}.txt`, 'utf8');
  expect(await run(args)).toEqual({ code: 0, stdout: text, stderr: '' });
});

test('help for a command fits a screen and leaves global flags to the page of the program', async () => {
  const pages = await Promise.all(
    commands.map(async ({ name }) => ({
      name,
      lines: (await run([...name.split(' '), '--help'])).stdout.trimEnd().split('\n'),
    })),
  );
  const long = pages.filter(({ lines }) => lines.length > 24);
  expect(long.map(({ name, lines }) => [name, lines.length])).toEqual([]);
  const repeating = pages.filter(({ lines }) =>
    lines.some((line) => /--no-color|--quiet/.test(line)),
  );
  expect(repeating.map(({ name }) => name)).toEqual([]);
});

test.each([[['--version']], [['plan', '--version']]])('%j', async (args) => {
  expect(await run(args)).toEqual({ code: 0, stdout: `${manifest.version}\n`, stderr: '' });
});
