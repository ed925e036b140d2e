import { expect, test } from 'vitest';
import { findingsOf } from '../../src/drift/findings.ts';
import { plainStyle, renderDrift } from '../../src/render/index.ts';
import { accountOf, planOf } from '../account/compare.ts';

const bots = ['one', 'two', 'three'];
const keys = bots.map((bot) => `{name: ingest, user: ${bot}@x.org, created_by: jane@x.org}`);
const seed = `
users: {jane@x.org: {name: J, role: admin}, ${bots.map((bot) => `${bot}@x.org: {name: ingest, role: member, bot: true}`).join(', ')}}
api_keys: [${keys.join(', ')}]
organizations: {P: {members: {${bots.map((bot) => `${bot}@x.org: member`).join(', ')}}, spaces: {s: {members: {${bots.map((bot) => `${bot}@x.org: member`).join(', ')}}}}}}
`;
const file =
  'organizations: {P: {spaces: {s: {service_keys: {ingest: {role: member, overlap: 1d, deliver: {file: k}}}}}}}';

test('a drift says how many replaced keys still work, and not their ids', async () => {
  const plan = await planOf(seed, file, { today: '2027-06-01' });
  const { desired, live } = await accountOf(seed).look(file, '2027-06-01');
  const drift = {
    ...findingsOf(plan, { desired, live }, ''),
    auditLog: { status: 'not-needed' },
  } as const;
  const shown = renderDrift(plan, drift, { style: plainStyle, width: 100 });
  expect(shown.replaceAll(/\s+/g, ' ')).toMatch(
    /~ service key ingest in s 2 older keys still work: created \S+, created \d\S+ :/,
  );
  expect(shown).not.toContain('QXBp');
});
