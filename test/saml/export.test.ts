import { expect, test } from 'vitest';
import { connect } from '../../src/api/client.ts';
import { samlExport } from '../../src/saml/export.ts';
import type { SamlRow } from '../../src/saml/export.ts';
import { formatSaml } from '../../src/saml/format.ts';
import { openSandbox } from '../../src/sandbox/index.ts';
import { connectionTo } from '../account/connection.ts';

const rows: readonly SamlRow[] = [
  { kind: 'role', name: 'Reader', id: 'Um9sZTo1', number: 5, predefined: false },
  { kind: 'organization', name: 'Research, "R&D"', id: 'opaque' },
  {
    kind: 'space',
    organization: 'Research, "R&D"',
    name: '=HYPERLINK("x")',
    id: 'U3BhY2U6MQ==',
    number: 1,
  },
];

test('as YAML', () => {
  expect(formatSaml(rows, 'yaml')).toBe(`schema: ax-access/saml@1
roles:
  - name: Reader
    id: Um9sZTo1
    number: 5
    predefined: false
organizations:
  - name: Research, "R&D"
    id: opaque
spaces:
  - organization: Research, "R&D"
    name: =HYPERLINK("x")
    id: U3BhY2U6MQ==
    number: 1
projects: []
`);
});

test('as JSON', () => {
  expect(JSON.parse(formatSaml(rows, 'json'))).toEqual({
    schema: 'ax-access/saml@1',
    roles: [{ name: 'Reader', id: 'Um9sZTo1', number: 5, predefined: false }],
    organizations: [{ name: 'Research, "R&D"', id: 'opaque' }],
    spaces: [
      { organization: 'Research, "R&D"', name: '=HYPERLINK("x")', id: 'U3BhY2U6MQ==', number: 1 },
    ],
    projects: [],
  });
});

test('as CSV, in which no cell is a formula', () => {
  expect(formatSaml(rows, 'csv')).toBe(
    [
      'kind,organization,space,name,id,number,predefined',
      'role,,,Reader,Um9sZTo1,5,false',
      'organization,,,"Research, ""R&D""",opaque,,',
      'space,"Research, ""R&D""",,"\'=HYPERLINK(""x"")",U3BhY2U6MQ==,1,',
      '',
    ].join('\r\n'),
  );
});

test.each([
  ['=1+1', "'=1+1"],
  ['+1', "'+1"],
  ['-1', "'-1"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\tx', "'\tx"],
  ['\r=x', '"\'\r=x"'],
  ['a=b', 'a=b'],
  ['two\nlines', '"two\nlines"'],
  ["it's", "it's"],
])('the cell %j', (name, cell) => {
  const csv = formatSaml([{ kind: 'organization', name, id: 'x' }], 'csv');
  expect(csv).toBe(
    `kind,organization,space,name,id,number,predefined\r\norganization,,,${cell},x,,\r\n`,
  );
});

test('every role, organization and space is there, sorted, each space with its organization', async () => {
  const sandbox = openSandbox({
    seed: {
      users: { 'ana@example.com': { name: 'Ana', role: 'admin' } },
      roles: {
        Zeta: { permissions: ['PROJECT_READ'] },
        'a lower one': { permissions: ['PROJECT_READ'] },
        Ämter: { permissions: ['PROJECT_READ'] },
      },
      organizations: {
        Two: { spaces: { same: {}, alone: {} } },
        One: { spaces: { same: {} } },
      },
    },
  });
  const client = connect(connectionTo(sandbox));
  const found = await samlExport(client);
  expect(found.filter(({ predefined }) => predefined !== true)).toMatchObject([
    { kind: 'role', name: 'Zeta', number: 5, predefined: false },
    { kind: 'role', name: 'a lower one', number: 6 },
    { kind: 'role', name: 'Ämter', number: 7 },
    { kind: 'organization', name: 'One', number: 2 },
    { kind: 'organization', name: 'Two', number: 1 },
    { kind: 'space', organization: 'One', name: 'same', number: 3 },
    { kind: 'space', organization: 'Two', name: 'alone', number: 2 },
    { kind: 'space', organization: 'Two', name: 'same', number: 1 },
  ]);
  expect(found.filter(({ predefined }) => predefined === true).map(({ name }) => name)).toContain(
    'Project Viewer',
  );
  expect(sandbox.counts().writes).toBe(0);
});
