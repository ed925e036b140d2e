import { appendFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { liveState } from '../../src/access/state.ts';
import { suggestRules } from '../../src/rules/suggested.ts';
import { rulesText } from '../../src/writer/ruleEntries.ts';
import { run, scratch } from '../cli/run.ts';
import { account } from '../laws/account.ts';
import { namesOf } from '../laws/facts.ts';
import { openWorld } from '../laws/world.ts';
import { often, settings } from '../repeated.ts';
import { breachesOf } from './naive.ts';
import { today } from './random.ts';

const seed = `account: {name: Acme}
users:
  jane@example.com: {name: Jane, role: admin}
  mei@example.com: {name: Mei, role: member}
  raj@example.com: {name: Raj, role: member}
  kim@contractor.example.com: {name: Kim, role: member}
  bo@partner.example.org: {name: Bo, role: member}
roles:
  Reader: {permissions: [PROJECT_READ, PROJECT_SPAN_READ]}
  Doorkeeper: {permissions: [ROLE_BINDING_CREATE]}
organizations:
  Fraud:
    members:
      mei@example.com: member
      raj@example.com: member
      kim@contractor.example.com: member
      bo@partner.example.org: member
    spaces:
      lab:
        private: true
        members: {kim@contractor.example.com: member}
      fraud-prod:
        private: true
        members: {bo@partner.example.org: read-only}
        bindings: {raj@example.com: Doorkeeper}
        projects:
          payments: {restricted: true, bindings: {mei@example.com: Reader}}
`;

async function accountFolder(text = seed): Promise<string> {
  const cwd = await scratch();
  await writeFile(join(cwd, 'account.yaml'), text);
  return cwd;
}

test('suggests what holds and looks meant, with the reason, and only that', async () => {
  const cwd = await accountFolder();
  const { code, stdout } = await run(['rules', 'suggest', '--sandbox=account.yaml'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatchInlineSnapshot(`
    "# Rules that hold in the live account today. Copy those you want into \`rules\` of your file; until then nothing checks them.
    rules:
      # 1 person from contractor.example.com, none with access to production; most people are from example.com
      contractor.example.com stays out of production:
        people: ["*@contractor.example.com"]
        may_not: access
        on: [{space: "*-prod"}]
      # the project is restricted, and besides the admins only 1 person can read its spans
      few people read Fraud / fraud-prod / payments:
        may: PROJECT_SPAN_READ
        only: [mei@example.com]
        on: [{project: payments, space: fraud-prod, organization: Fraud}]
        except: [admins]
      # it can grant or destroy access, and besides the admins only 1 person can do it
      few people have ROLE_BINDING_CREATE:
        may: ROLE_BINDING_CREATE
        only: [raj@example.com]
        on: [{organization: "*"}]
        except: [admins]
      # 1 person can grant access without being an admin, and cannot read data in the same resource
      no one both grants access and reads data:
        nobody_may: [ROLE_BINDING_CREATE, PROJECT_SPAN_READ]
        on: [{organization: "*"}]
        except: [admins]
      # no organization has more than 1 admin, counting all its spaces and projects
      few admins:
        may: admin
        at_most: 1
        on: [{organization: "*"}]
    "
  `);
});

test('what it suggests can be copied into the file that describes the account, and holds there', async () => {
  const cwd = await accountFolder();
  await run(['init', '--sandbox=account.yaml'], { cwd });
  const { stdout } = await run(['rules', 'suggest', '--sandbox=account.yaml'], { cwd });
  await appendFile(join(cwd, 'access.yaml'), stdout);
  const validated = await run(['validate'], { cwd });
  expect(validated.code).toBe(0);
  expect(validated.stderr).not.toContain('rule');
  const tested = await run(['test'], { cwd });
  expect(tested.stdout).toContain('5 rules: 5 ok.');
  const planned = await run(['plan', '--detailed-exitcode', '--sandbox=account.yaml'], { cwd });
  expect(planned.code).toBe(0);
});

test('says so when there is nothing to suggest', async () => {
  const cwd = await accountFolder(
    'account: {name: Acme}\nusers: {jane@example.com: {name: Jane, role: admin}}\n',
  );
  const { code, stdout, stderr } = await run(['rules', 'suggest', '--sandbox=account.yaml'], {
    cwd,
  });
  expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
  expect(stderr).toContain('No rule both holds for sure and looks meant.');
});

test('every suggestion holds in any account, and is read as it was meant', async () => {
  let count = 0;
  await fc.assert(
    fc.asyncProperty(account, async (any) => {
      const world = openWorld(any);
      const file = await world.importFile();
      const { desired } = await world.loadFile(file);
      const live = await world.look(desired);
      const suggested = suggestRules(liveState(live));
      for (const { rule } of suggested) {
        expect([...breachesOf(rule, any, namesOf(live), today, () => true)]).toEqual([]);
      }
      if (suggested.length === 0) return;
      count += 1;
      const again = await world.loadFile(file + rulesText(suggested, 'the account'));
      const meant = suggested.map(({ rule }) => rule);
      expect(again.desired.rules?.map(withoutSources)).toEqual(meant.map(withoutSources));
    }),
    settings(100),
  );
  expect(count).toBeGreaterThan(often(30));
});

/** The lines are those of another file. */
const withoutSources = (rule: object): object =>
  JSON.parse(JSON.stringify(rule, (key, value: unknown) => (key === 'source' ? undefined : value)));
