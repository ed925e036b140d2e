import { stripVTControlCharacters } from 'node:util';
import { describe, expect, test } from 'vitest';
import { plainStyle, renderOutcomes, renderPlan } from '../../src/render/index.ts';
import type { Layout, Style } from '../../src/render/index.ts';
import type { Plan } from '../../src/model.ts';
import { plans, runs } from './samples.ts';

const at = (width: number): Layout => ({ style: plainStyle, width });

const golden = (name: string): string => `golden/${name.replaceAll(' ', '-')}.txt`;

/** Each colour in letters, so that a golden file shows it. */
const marked = (name: string) => (text: string) => `\u001b[${name}m${text}\u001b[0m`;

const coloured: Style = {
  bold: marked('1'),
  dim: marked('2'),
  red: marked('31'),
  green: marked('32'),
  yellow: marked('33'),
  magenta: marked('35'),
  cyan: marked('36'),
};

describe('a plan', () => {
  test.each([
    ['everyday', 80],
    ['everyday', 60],
    ['everyday', 120],
    ['only held back', 80],
    ['blocked', 80],
    ['blocked without consent', 80],
    ['empty', 80],
    ['only by hand', 80],
    ['stale names', 80],
    ['cannot see everything', 80],
    ['hostile names', 80],
    ['hundreds', 80],
  ] as const)('%s, %i columns', async (name, width) => {
    await expect(renderPlan(plans[name], at(width), 'plan', false)).toMatchFileSnapshot(
      golden(`plan ${name} ${width}`),
    );
  });

  test.each(['everyday', 'stale names', 'hundreds'] as const)('%s, all details', async (name) => {
    const layout = { ...at(80), access: 'full' } as const;
    await expect(renderPlan(plans[name], layout, 'plan', false)).toMatchFileSnapshot(
      golden(`details ${name} 80`),
    );
  });

  test('with consent', async () => {
    const plan = plans['everyday with consent'];
    await expect(renderPlan(plan, at(80), 'plan', true)).toMatchFileSnapshot(
      golden('plan everyday with consent 80'),
    );
  });

  test('about to be applied', async () => {
    await expect(renderPlan(plans.everyday, at(80), 'apply', false)).toMatchFileSnapshot(
      golden('apply everyday 80'),
    );
  });
});

describe('the end of a run', () => {
  test.each(Object.entries(runs).filter(([name]) => name === 'with some held back'))(
    '%s, all details',
    async (name, { plan, ...ran }) => {
      const layout = { ...at(80), access: 'full' } as const;
      const text = renderOutcomes(ran, plan, layout);
      await expect(text).toMatchFileSnapshot(golden(`run ${name} in full 80`));
    },
  );

  test.each(Object.entries(runs))('%s', async (name, { plan, ...ran }) => {
    await expect(renderOutcomes(ran, plan, at(80))).toMatchFileSnapshot(golden(`run ${name} 80`));
  });
});

describe('colours', () => {
  test.each(Object.entries(plans))('change nothing but colours: %s', (_, plan) => {
    const text = renderPlan(plan, { style: coloured, width: 80 }, 'plan', false);
    expect(stripVTControlCharacters(text)).toBe(renderPlan(plan, at(80), 'plan', false));
  });

  test('and say what is what', async () => {
    const layout = { style: coloured, width: 80 };
    const shown = renderPlan(plans['only held back'], layout, 'plan', false);
    await expect(
      shown.replaceAll('\u001b', '<').replaceAll(/(<\[\d+)m/g, '$1>'),
    ).toMatchFileSnapshot(golden('plan only held back in colour'));
  });
});

const lastLine = (plan: Plan, more: Partial<Layout>): string | undefined =>
  renderPlan(plan, { ...at(100), ...more }, 'plan', false)
    .trimEnd()
    .split('\n')
    .at(-1);

describe('what to run next', () => {
  test.each([
    ['the usual file', 'access.yaml', {}, 'ax-access apply --allow-destructive'],
    ['another file', 'prod.yaml', {}, 'ax-access apply --allow-destructive -f prod.yaml'],
    [
      'spaces',
      "Jane's.yaml",
      {},
      String.raw`ax-access apply --allow-destructive -f 'Jane'\''s.yaml'`,
    ],
    [
      'the sandbox',
      'a.yaml',
      { again: '--sandbox' },
      'ax-access apply --allow-destructive --sandbox',
    ],
  ])('with %s', (_, file, more, command) => {
    expect(lastLine({ ...plans.everyday, file }, more)).toBe(
      `      ${command}  # all 21, 12 people lose access`,
    );
  });
});

test.each([0, 1, 17, Number.NaN, Number.POSITIVE_INFINITY, 1000])(
  'a terminal of %d columns shows every name whole',
  (width) => {
    const text = renderPlan(plans.hundreds, { ...at(width), access: 'full' }, 'plan', false);
    for (const { key } of plans.hundreds.changes) expect(text).toContain(key.at(-1));
  },
);
