import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { daysAfter, dayOf } from '../../src/days.ts';
import { folderWith, served } from '../cli/account.ts';
import { run } from '../cli/run.ts';

/** A rehearsal of another day, on an account that lives in this one. */

const now = dayOf(new Date());
const before = daysAfter(now, -30);

const granting = `version: 1
organizations:
  Research:
    spaces:
      lab: {members: {cy@example.com: member}}
`;

const rule = `rules:
  lab is closed:
    people: [cy@example.com]
    may_not: access
    on: [{space: lab}]
    except: [cy@example.com]
    until: ${daysAfter(now, -10)}
`;

test('an exception that has ended excuses no plan for an earlier day, and the plan says its day', async () => {
  const cwd = await folderWith(granting + rule);
  const { env } = await served();
  const planned = await run(['plan', '--today', before], { cwd, env });
  const text = planned.stdout.replaceAll(/\s+/g, ' ');
  expect([planned.code, text]).toEqual([
    3,
    expect.stringContaining('The rule "lab is closed" (access.yaml:7) would be broken'),
  ]);
  expect(text).toContain(
    `Planned as of ${before}, and it is ${now}: grants that ended in between still count. Access rules are checked as of ${now}.`,
  );
  const tested = await run(['test', '--today', before], { cwd });
  expect([tested.code, tested.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
    0,
    expect.stringContaining(`Checked against access.yaml alone, as of ${before}:`),
  ]);
  expect((await run(['test'], { cwd })).code).toBe(2);
});

test('nor a plan that was saved for an earlier day, which says so again when it is applied', async () => {
  const cwd = await folderWith(granting);
  const { env } = await served();
  const saved = await run(['plan', '--today', before, '--out', 'plan.json'], { cwd, env });
  expect(saved.code).toBe(0);
  await writeFile(join(cwd, 'access.yaml'), granting + rule);
  const applied = await run(['apply', 'plan.json'], { cwd, env });
  expect([applied.code, applied.stdout.replaceAll(/\s+/g, ' ')]).toEqual([
    3,
    expect.stringContaining(`Planned as of ${before}, and it is ${now}`),
  ]);
});
