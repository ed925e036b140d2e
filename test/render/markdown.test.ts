import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { refAddress } from '../../src/kinds/index.ts';
import type { Fields, Outcome, Plan, PlannedChange } from '../../src/model.ts';
import type { Drift, DriftFinding } from '../../src/drift/driftFinding.ts';
import {
  plainStyle,
  planJson,
  renderDriftMarkdown,
  renderMarkdown,
  renderPlan,
} from '../../src/render/index.ts';
import { settings, times } from '../repeated.ts';
import { names, newcomers } from '../laws/pools.ts';
import { active, htmlOf, nasty, readText, skeleton } from './activeMarkdown.ts';
import { drawnPlan, lossesOf } from './drawnPlans.ts';
import { plans, runs } from './samples.ts';

const failed = runs['with failures'];
if (failed === undefined) throw new Error('The sample is gone.');

const golden = (name: string): string => `golden/${name.replaceAll(' ', '-')}.md`;

describe('as a page', () => {
  test.each([
    ['plan', 'everyday'],
    ['plan', 'everyday with consent'],
    ['plan', 'blocked'],
    ['plan', 'empty'],
    ['plan', 'only by hand'],
    ['plan', 'stale names'],
    ['plan', 'hostile names'],
  ] as const)('%s of %s', async (mode, name) => {
    const text = renderMarkdown(plans[name], { mode });
    await expect(text).toMatchFileSnapshot(golden(`${mode} ${name}`));
  });

  test('a run that failed', async () => {
    const { plan, ...ran } = failed;
    const text = renderMarkdown(plan, { mode: 'apply', ran });
    await expect(text).toMatchFileSnapshot(golden('run with failures'));
  });
});

const linkOf = (file: string, from: number, to: number): string =>
  `https://git.example/${encodeURIComponent(file).replaceAll(/[()]/g, '-')}#L${from}-${to}`;

describe('a plan in one look', () => {
  const page = renderMarkdown(plans.everyday, { mode: 'plan' });

  test('has the order of the screen: what it destroys first, totals and commands last, all else folded', () => {
    const order = [
      '### Access plan: 12 lose access, 2 cannot be undone, 1 new admin\n',
      '`access.yaml` → `Example Corp`',
      '**Destroys 7, needs `--allow-destructive`**',
      '#### Reduces 3',
      '#### Grants 11',
      '#### Manual steps 3',
      '**Plan: 9 to add',
      '12 people lose access (11 without `--allow-destructive`), 1 of them everything;',
      'ax-access apply --allow-destructive  # all 21, 12 people lose access',
      '<summary>People: 12 lose access, 2 gain access</summary>',
      '<summary>21 changes, one by one</summary>',
      '- Digest: `sha256:',
    ];
    const places = order.map((part) => page.indexOf(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((a, b) => a - b));
  });

  test('names with spaces are one code span, and nothing is a diff', () => {
    expect(page).toContain('`Data Scientist` → read-only');
    expect(page).toContain('`previously: [team-gama]` here renames it back');
    expect(page).not.toMatch(/"(?:Platform|Data)|^```diff/m);
  });

  test('commands reach the same file and account', () => {
    const again = { again: '-f prod.yaml --sandbox', about: '--target raj@example.com' };
    expect(renderMarkdown(plans.everyday, { mode: 'plan', again })).toContain(
      '\nax-access apply --target raj@example.com --allow-destructive -f prod.yaml --sandbox  # all 21',
    );
  });

  test.each([
    ['blocked', 'BLOCKED, 3 changes'],
    ['only held back', '3 to destroy'],
    ['hundreds', '200 to destroy, 3 cannot be undone'],
    ['empty', 'no changes in what was read'],
    ['only by hand', '1 manual step'],
    ['stale names', '1 change, 2 unknown names'],
  ] as const)('the title of %s', (name, title) => {
    expect(renderMarkdown(plans[name], { mode: 'plan' })).toContain(`### Access plan: ${title}\n`);
  });

  test('lines are links where there is somewhere to link to', () => {
    const linked = renderMarkdown(plans.everyday, { mode: 'plan', linkOf });
    expect(linked).toContain(
      '| `x` block `old@example.com` | **CANNOT BE UNDONE** | [`:90`](https://git.example/access.yaml#L90-90) |',
    );
    expect(linked).toContain('[`:6‑62`](https://git.example/access.yaml#L6-62)');
    expect(linked).toContain('[`:77`](https://git.example/access.yaml#L77-77)');
  });
});

test('before anything that is folded stand what is destroyed, what cannot be undone and who loses everything', () => {
  fc.assert(
    fc.property(drawnPlan, (shown) => {
      const page = renderMarkdown(shown, { mode: 'plan' });
      const [first = ''] = page.split('<details>');
      const context = { tool: '0', command: 'plan', consent: false, exitCode: 0 } as const;
      const { access } = JSON.parse(JSON.stringify(planJson(shown, context)));
      const { summary } = access.with_consent ?? access.as_run;
      const text = renderPlan(shown, { style: plainStyle, width: 10_000 }, 'plan', false);
      const totals = text.trimEnd().split('\n').slice(-4).join('\n').replaceAll('`', '');
      const destroyed = shown.changes.filter(({ effect }) => effect === 'destroys').length;
      const lasting = shown.changes.filter(({ irreversible }) => irreversible !== undefined).length;
      const wanted = [
        `${destroyed} to destroy`,
        ...(destroyed > 0 ? [`**Destroys ${destroyed}`] : []),
        ...(lasting > 0 ? [`${lasting} cannot be undone`] : []),
        ...lossesOf(summary.losing, summary.losing_all),
      ];
      expect(wanted.filter((each) => !first.includes(each))).toEqual([]);
      // The screen and the page say the same.
      const own = /^\*\*(Plan: .*)\*\*<br>\n(.*)$/m.exec(first) ?? [];
      for (const line of own.slice(1)) expect(totals).toContain(line.replaceAll('`', ''));
      // Each change stands in a row or is counted by one.
      const rows = first.split('\n').filter((line) => line.startsWith('| `')).length;
      expect(rows).toBeLessThanOrEqual(60);
    }),
    settings(500, 50),
  );
});

/** The list from different starts, so that each text comes to many places. */
const turned = Array.from({ length: 9 }, (_, index) => [
  ...nasty.slice(index * 5),
  ...nasty.slice(0, index * 5),
]);

const hostile = fc.oneof(
  fc.constantFrom(...nasty, ...names, ...newcomers),
  fc
    .array(fc.constantFrom(...nasty, ' ', '`', '\n', '|', '@', '<', '\\'), { maxLength: 5 })
    .map((parts) => parts.join('')),
  fc.string({ unit: 'grapheme', maxLength: 60 }),
);

/** One after the other, again and again. */
function inTurn(texts: readonly string[]): () => string {
  let next = 0;
  return () => texts[next++ % texts.length] ?? '';
}

/** A plan in which others wrote what they may write. */
function spoilt(plan: Plan, evil: () => string): Plan {
  const fields = (given: Fields): Fields =>
    Object.fromEntries(
      Object.entries(given).map(([name, value]) => [
        name,
        typeof value === 'object' && 'custom' in value
          ? { custom: evil() }
          : name === 'name'
            ? evil()
            : value,
      ]),
    );
  const common = (change: Plan['changes'][number] | Plan['observed'][number]) => {
    const key = change.key.map((part) => (part.includes('@') ? `${evil()}@example.com` : evil()));
    const { kind, source } = change;
    return {
      key,
      address: refAddress({ kind, key }),
      reason: evil(),
      ...(source && { source: { ...source, file: evil() } }),
      requires: [],
      needs: [],
    };
  };
  const changed = (change: PlannedChange): PlannedChange => {
    switch (change.action) {
      case 'create':
        return { ...change, ...common(change), after: fields(change.after) };
      case 'update': {
        const { before, after } = change;
        return { ...change, ...common(change), before: fields(before), after: fields(after) };
      }
      case 'delete':
        return { ...change, ...common(change), before: fields(change.before) };
    }
  };
  const verdicts = (all: Plan['guards']): Plan['guards'] =>
    all.map((each) => ({ ...each, message: `${evil()} ${evil()}`, changes: [evil()] }));
  return {
    ...plan,
    file: evil(),
    account: { id: evil(), name: evil() },
    caller: { id: evil(), email: evil(), accountAdmin: false },
    changes: plan.changes.map(changed),
    manual: [
      ...plan.manual.map((item) => ({ ...item, message: evil(), address: evil() })),
      ...plans['stale names'].manual.map((item) => ({
        ...item,
        message: evil(),
        address: refAddress({ kind: 'user', key: [`${evil()}@example.com`] }),
      })),
    ],
    unknown: plans['stale names'].unknown.map((item) => ({
      ...item,
      message: `There is no person "${evil()}" in the account.`,
      suggestion: `did you mean "${evil()}"?`,
      source: { ...item.source, file: evil() },
    })),
    kept: plans['stale names'].kept.map(({ removal, because }) => ({
      removal: { ...removal, key: removal.key.map(evil) },
      because: because.map((skip) => ({ ...skip, source: { ...skip.source, file: evil() } })),
    })),
    notices: plan.notices.map((notice) => ({ ...notice, message: evil() })),
    coverage: plan.coverage.map((each) => ({
      ...each,
      scope: evil(),
      complete: false,
      reason: evil(),
    })),
    guards: verdicts(plan.guards),
    guardsWithConsent: verdicts(plan.guardsWithConsent),
  };
}

/** A drift with the changes of a plan as its findings. */
function driftOf({ changes }: Plan, evil: () => string): Drift {
  const directions = ['live', 'both', 'file', 'unknown'] as const;
  return {
    auditLog: { status: 'unreadable', reason: evil() },
    known: [],
    stale: [],
    findings: changes.map((change, index): DriftFinding => ({
      id: '0a1b2c3d',
      address: change.address,
      kind: change.kind,
      key: change.key,
      direction: directions[index % directions.length] ?? 'live',
      ...(change.action !== 'delete' && { file: change.after }),
      ...(change.action !== 'create' && { live: change.before }),
      back: 'apply',
      message: evil(),
      cascade: change.cascade,
      traces: [{ who: evil(), at: '2026-11-25T14:02:33.123Z', names: true }],
    })),
  };
}

test.each(['everyday', 'blocked', 'only by hand'] as const)(
  'names never become active Markdown: %s',
  (sample) => {
    const render = (texts: readonly string[], mode: 'plan' | 'drift' | 'apply'): string => {
      const evil = inTurn(texts);
      const plan = spoilt(plans[sample], evil);
      const outcomes = failed.outcomes.map((outcome, index): Outcome => {
        const change = plan.changes[index % Math.max(1, plan.changes.length)] ?? outcome.change;
        switch (outcome.status) {
          case 'failed':
            return { ...outcome, change, error: new Error(evil()) };
          case 'skipped':
            return { ...outcome, change, because: evil() };
          case 'done':
          case 'held':
            return { ...outcome, change };
        }
      });
      if (mode === 'drift') return renderDriftMarkdown(plan, driftOf(plan, evil));
      return renderMarkdown(plan, { mode, linkOf, ...(mode === 'apply' && { ran: { outcomes } }) });
    };
    const modes = ['plan', 'drift', 'apply'] as const;
    fc.assert(
      fc.property(fc.uniqueArray(hostile, { minLength: 1, maxLength: 12 }), (texts) => {
        // The same page with names that mean nothing: as many of them, and as different.
        const plain = texts.map((_, index) => `plain${'x'.repeat(index)}`);
        for (const mode of modes) {
          const markdown = render(texts, mode);
          const html = htmlOf(markdown);
          expect(skeleton(html)).toEqual(skeleton(htmlOf(render(plain, mode))));
          expect(readText(html)).not.toMatch(active);
          // The mark of the page stands in its first line and nowhere else.
          expect(markdown.split('<!--')).toHaveLength(2);
        }
      }),
      {
        numRuns: times(30, turned.length + 1),
        examples: turned.map((texts): [string[]] => [texts]),
      },
    );
  },
);

const most = 65_536;
const bytes = (text: string): number => Buffer.byteLength(text);

/** What GitHub and HTML make longest, and what is longer in bytes than in characters. */
const long = fc
  .tuple(
    fc.constantFrom('&', '<', '`', '|', 'n', 'ß', '語', '👩‍👩‍👧‍👧', '\u202e', '"& '),
    fc.integer({ min: 1, max: 250 }),
  )
  .map(([unit, count]) => unit.repeat(count));

const organizationMembers = (organizations: readonly string[], each: number) =>
  organizations.flatMap((name) =>
    Array.from({ length: each }, (_, index): PlannedChange => {
      const key = [name, `p${index}@example.com`];
      const kind = 'organization_member';
      const address = refAddress({ kind, key });
      const common = { kind, key, address, requires: [], needs: [], cascade: [] } as const;
      return index % 2 === 0
        ? { ...common, action: 'create', after: { role: 'admin' }, effect: 'grants', stage: 1 }
        : {
            ...common,
            action: 'delete',
            id: 'x',
            before: { role: 'member' },
            effect: 'destroys',
            stage: 3,
          };
    }),
  );

describe('it fits', () => {
  const hundreds = plans.hundreds;
  const removals = hundreds.changes.filter(({ effect }) => effect === 'destroys').length;

  test.each([65_536, 30_000, 12_000])('%i characters', (room) => {
    const text = renderMarkdown(hundreds, { mode: 'plan', most: room });
    expect(bytes(text)).toBeLessThanOrEqual(room);
    expect(text).toContain(`**Destroys ${removals}, needs`);
    expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
  });

  test('what many changes share is one row, and each of them stands in the folded part', () => {
    const text = renderMarkdown(hundreds, { mode: 'plan' });
    expect(text).toContain('| `-` remove 197 people from `team-beta` | was member | `:300` |');
    expect(text.match(/^- remove member /gm)).toHaveLength(197);
  });

  test('whatever the names are, and however many', () => {
    fc.assert(
      fc.property(
        fc.array(long, { minLength: 1, maxLength: 8 }),
        fc.integer({ min: 1, max: 400 }),
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom('everyday', 'blocked', 'stale names'),
        (texts, organizations, each, sample) => {
          const called = Array.from(
            { length: organizations },
            (_, index) => `${texts[index % texts.length]}${index}`,
          );
          const changes = organizationMembers(
            called,
            Math.min(each, Math.ceil(1200 / organizations)),
          );
          const evil = inTurn(texts);
          const spoiltPlan = spoilt(plans[sample], evil);
          const many = <T>(items: readonly T[]): readonly T[] =>
            Array.from({ length: organizations }, () => items).flat();
          const plan: Plan = {
            ...spoiltPlan,
            changes: [...changes, ...spoiltPlan.changes],
            notices: many(spoiltPlan.notices),
            manual: many(spoiltPlan.manual),
            unknown: many(spoiltPlan.unknown),
            guards: many(spoiltPlan.guards),
          };
          const outcomes = plan.changes.map((change): Outcome => ({
            status: 'failed',
            change,
            error: new Error(evil()),
          }));
          const pages = [
            renderMarkdown(plan, { mode: 'plan' }),
            renderMarkdown(plan, { mode: 'apply', ran: { ...failed, outcomes } }),
            renderDriftMarkdown(plan, driftOf(plan, evil)),
          ];
          for (const page of pages) {
            expect(bytes(page)).toBeLessThanOrEqual(most);
            expect(page.split('<details>')).toHaveLength(page.split('</details>').length);
          }
        },
      ),
      { numRuns: times(12) },
    );
  });

  test('where the name of the account alone is too long, it is a page of numbers', () => {
    const account = { id: 'x', name: '&'.repeat(70_000) };
    for (const mode of ['plan', 'apply'] as const) {
      const text = renderMarkdown({ ...plans.blocked, account }, { mode });
      expect(bytes(text)).toBeLessThanOrEqual(most);
      expect(text.split('\n')[0]).toBe(`<!-- ax-access ${mode} access.yaml -->`);
      expect(text).toContain('too long to be shown here');
      expect(text).toContain('### Access plan: BLOCKED, 3 changes');
      expect(text).toContain('**1 to add, 2 to change, 0 to destroy.**');
    }
    expect(
      bytes(
        renderDriftMarkdown(
          { ...plans.everyday, account },
          driftOf(plans.everyday, () => 'x'),
        ),
      ),
    ).toBeLessThanOrEqual(most);
  });

  test('rows that have no room are counted by kind, and what is folded by number', () => {
    const many = Array.from({ length: 3000 }, (_, index): PlannedChange => {
      const key = [`Team ${index}`, `p${index}@example.com`];
      const kind = 'organization_member';
      return {
        action: 'delete',
        kind,
        key,
        address: refAddress({ kind, key }),
        id: 'x',
        before: { role: 'member' },
        effect: 'destroys',
        stage: 3,
        requires: [],
        needs: [],
        cascade: [],
      };
    });
    const text = renderMarkdown({ ...plans.everyday, changes: many }, { mode: 'plan' });
    expect(bytes(text)).toBeLessThanOrEqual(most);
    expect(text).toContain('**Destroys 3000**');
    const named = text.match(/^\| `-` remove `p\d+@example\.com`/gm)?.length ?? 0;
    expect(named).toBeGreaterThan(20);
    expect(text).toContain(
      `| and ${3000 - named} more: remove ${3000 - named} organization members | | |`,
    );
    const shown = text.match(/^- remove member/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(100);
    expect(text).toContain(`**${3000 - shown} more are left out here:**`);
  });
});
