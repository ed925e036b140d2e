import { expect, test } from 'vitest';
import { findingsOf } from '../../src/drift/findings.ts';
import {
  driftJson,
  plainStyle,
  planJson,
  renderDrift,
  renderDriftMarkdown,
  renderMarkdown,
  renderOutcomes,
  renderPlan,
} from '../../src/render/index.ts';
import { accountOf, planOf } from '../account/compare.ts';

const seed =
  'organizations: {P: {members: {raj@x.org: member, tom@x.org: read-only}, spaces: {s: {members: {raj@x.org: member, tom@x.org: member}}}}}';
const file = 'organizations: {P: {spaces: {s: {members: {}}}}}';
const layout = { style: plainStyle, width: 200 };
const full = { ...layout, access: 'full' } as const;

/** Lines in which somebody is removed, or is found where the file does not list them. */
const about = (text: string, person: string): readonly string[] =>
  text
    .split('\n')
    .filter(
      (line) =>
        /^[ >]*-? *[-<>] .*(?:member|remove) `?$/.test(line.split(person)[0] ?? '') &&
        line.includes(person),
    );

test('every rendering says that a removal has no effect, and of no other', async () => {
  const plan = await planOf(seed, file, { consent: true });
  const { desired, live } = await accountOf(seed).look(file);
  const drift = {
    ...findingsOf(plan, { desired, live }, ''),
    auditLog: { status: 'not-needed' },
  } as const;
  const ran = { outcomes: plan.changes.map((change) => ({ status: 'done', change }) as const) };
  const nothing = 'no effect: the space is public';

  const texts = {
    plan: renderPlan(plan, layout, 'plan', true),
    held: renderPlan(await planOf(seed, file), layout, 'plan', false),
    details: renderPlan(plan, full, 'plan', true),
    run: renderOutcomes(ran, plan, full),
    page: renderMarkdown(plan, { mode: 'plan' }),
    'page of a run': renderMarkdown(plan, { mode: 'apply', ran }),
  };
  for (const text of Object.values(texts)) {
    const lines = about(text, 'raj@x.org');
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line.replaceAll('`', '')).toContain(nothing);
    expect(about(text, 'tom@x.org').join('\n')).not.toContain('no effect');
  }

  const found = 'applying the file has no effect: the space is public';
  expect(renderDrift(plan, drift, full)).toContain(found);
  const row = renderDrift(plan, drift, layout).split('\n');
  expect(row.filter((line) => line.includes(nothing))).toEqual([
    expect.stringContaining('raj@x.org in s'),
  ]);
  expect(about(renderDriftMarkdown(plan, drift), 'raj@x.org').join('\n')).toContain(found);

  const json = planJson(plan, { tool: '0', command: 'plan', consent: true, exitCode: 0 });
  expect(JSON.parse(JSON.stringify({ ...json, drift: driftJson(drift, []) }))).toMatchObject({
    changes: [
      { key: ['P', 's', 'raj@x.org'], no_effect: 'the space is public' },
      { key: ['P', 's', 'tom@x.org'] },
    ],
    drift: { findings: [{ no_effect: 'the space is public' }, {}] },
  });
});
