import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import type { Problem } from '../../src/document/problem.ts';
import { annotations } from '../../src/render/annotations/github.ts';
import { sarif } from '../../src/render/annotations/sarif.ts';
import { folderWith } from '../cli/account.ts';
import { run } from '../cli/run.ts';

const problem: Problem = {
  severity: 'error',
  code: 'unknown-key',
  message: '"roels" is not a key',
  position: { file: 'a:b,c/ä #1.yaml', line: 2, column: 3 },
  length: 5,
  suggestion: 'did you mean "roles"?',
  related: [{ message: 'here', position: { file: 'b.yaml', line: 1, column: 1 } }],
};

test('an annotation stands at its line', () => {
  expect(annotations([problem])).toBe(
    '::error file=a%3Ab%2Cc/ä #1.yaml,line=2,col=3,title=unknown-key::"roels" is not a key%0Adid you mean "roles"?\n',
  );
  expect(annotations([{ severity: 'warning', code: 'c', message: 'm' }])).toBe(
    '::warning title=c::m\n',
  );
});

test.each([
  'x\n::add-mask::secret',
  'x\r\n::set-output name=a::b',
  '%0A::error::x',
  '\u2028::error::x',
])('a name can not begin a command of its own: %j', (message) => {
  const text = annotations([{ ...problem, message, suggestion: message }]);
  expect(text.split(/\r|\n/)).toHaveLength(2);
  expect(text.match(/^::/gm)).toHaveLength(1);
});

const schema: object = JSON.parse(readFileSync('test/ci/schemas/sarif-2.1.0.json', 'utf8'));

/** What code scanning holds a file to. */
function sarifProblems(document: unknown): string {
  const ajv = new Ajv({ strict: false, validateFormats: false, allErrors: true });
  const check = ajv.compile(schema);
  check(document);
  return ajv.errorsText(check.errors, { separator: '\n' });
}

test.each<[string, readonly Problem[]]>([
  ['one of everything', [problem]],
  ['none', []],
  ['two of a sort', [problem, { ...problem, message: 'another' }]],
  ['without a place', [{ severity: 'warning', code: 'empty', message: 'It is empty.' }]],
])('SARIF is what its schema says: %s', (_, problems) => {
  expect(sarifProblems(JSON.parse(JSON.stringify(sarif(problems, '1.2.3'))))).toBe('No errors');
});

test('the schema refuses what is wrong', () => {
  expect(sarifProblems({ version: '2.1.0' })).toContain("required property 'runs'");
});

test('SARIF says what and where', () => {
  expect(sarif([problem], '1.2.3')).toMatchObject({
    runs: [
      {
        tool: {
          driver: { rules: [{ id: 'unknown-key', shortDescription: { text: 'Unknown key' } }] },
        },
        results: [
          {
            ruleId: 'unknown-key',
            level: 'error',
            message: { text: '"roels" is not a key (did you mean "roles"?)' },
            locations: [
              {
                physicalLocation: {
                  artifactLocation: { uri: 'a%3Ab%2Cc/%C3%A4%20%231.yaml' },
                  region: { startLine: 2, startColumn: 3, endColumn: 8 },
                },
              },
            ],
          },
        ],
      },
    ],
  });
});

test('validate writes both, also when the file is wrong', async () => {
  const cwd = await folderWith('version: 1\nroels: {}\n');
  const annotated = await run(['validate', '--format', 'github'], { cwd });
  expect(annotated).toMatchObject({ code: 1, stderr: '' });
  expect(annotated.stdout).toMatch(/^::error file=access\.yaml,line=2,col=1,title=unknown-key::/);
  const scanned = await run(['validate', '--format', 'sarif'], { cwd });
  expect(scanned).toMatchObject({ code: 1, stderr: '' });
  expect(sarifProblems(JSON.parse(scanned.stdout))).toBe('No errors');
  const fine = await run(['validate', '--format', 'sarif', '-f', '-'], { input: 'version: 1\n' });
  expect(fine).toMatchObject({ code: 0, stderr: '' });
});
