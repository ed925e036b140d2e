import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { describe, expect, test } from 'vitest';
import { refAddress } from '../../src/kinds/index.ts';
import type { Fields, Outcome, Plan, PlannedChange } from '../../src/model.ts';
import type { Drift, DriftFinding } from '../../src/drift/driftFinding.ts';
import { renderDriftMarkdown, renderMarkdown } from '../../src/render/index.ts';
import { times } from '../repeated.ts';
import { names, newcomers } from '../laws/pools.ts';
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

test('who gains and who loses what stands above all else', () => {
  const text = renderMarkdown(plans.everyday, { mode: 'plan' });
  const order = ['### Access plan', '**Access:', '```diff', '[!CAUTION]', '**Plan:'];
  const places = order.map((part) => text.indexOf(part));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

/** Everything that does something in Markdown, on GitHub or on GitLab. */
const nasty = [
  '# heading',
  '@octo/team',
  '@everyone please',
  '[link](https://evil.example)',
  '![image](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)>',
  '</details><h1>done</h1>',
  '</code></summary></details>',
  '<!-- ax-access plan access.yaml -->',
  '--> <b>x</b>',
  '```\n# out of the fence\n```',
  '````',
  '`@octo/team`',
  '``@octo/team``',
  '\\`@octo/team\\`',
  '| a | b |\n| --- | --- |',
  '| --- |',
  '> [!TIP]',
  '- [x] done',
  '1. one',
  '---',
  '===',
  '**bold**',
  '__x__ ~~y~~',
  'https://evil.example',
  'www.evil.example',
  'http:',
  '#123',
  'GH-123',
  'JIRA-42',
  'owner/repo#1',
  '0123456789abcdef0123456789abcdef01234567',
  ':tada:',
  '&lt;b&gt; &amp;',
  '\u202e\u0000\u2028x',
  '$x^2$',
  '[^1]',
  '[x]: https://evil.example',
  '    code',
  '\tcode',
  '/approve',
  '!123 ~label %milestone',
  'a  \nb',
  'javascript:alert(1)',
] as const;

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

const htmlOf = (markdown: string): string =>
  micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });

/** The elements of a page, without those that only say "this is no text of ours". */
const skeleton = (html: string): readonly string[] =>
  [...html.replaceAll(/<pre>[^]*?<\/pre>/g, '<pre>').matchAll(/<\/?([a-z][a-z0-9-]*)|<!/gi)]
    .map(([tag]) => tag)
    .filter((tag) => !/^<\/?code$/.test(tag));

/** The text that GitHub reads for mentions, references, addresses and emoji: all but code and comments. */
const readText = (html: string): string =>
  html
    .replaceAll(/<pre>[^]*?<\/pre>/g, '')
    .replaceAll(/<code>[^]*?<\/code>/g, '')
    .replaceAll(/<!--[^]*?-->/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    // These alerts are ours: what others write stands in code.
    .replaceAll(/\[!(?:CAUTION|WARNING|NOTE)\]/g, '')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"');

const active =
  /@|#|www\.|:\/\/|:[\w+-]+:|\bgh-\d|\b[a-z]+-\d|\b[0-9a-f]{7,}\b|[`<[\]\\|$~^&]|(?:^|\s)[!%/]\w/im;

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
      return renderMarkdown(plan, { mode, ...(mode === 'apply' && { ran: { outcomes } }) });
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
    expect(text).toContain(`**${removals} destructive change`);
    expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
  });

  test.each([
    [
      '50 organizations named with 250 ampersands',
      50,
      (index: number) => `${'&'.repeat(250)}${index}`,
    ],
    ['400 organizations', 400, (index: number) => `Team ${index}`],
  ])('%s: each group is shown or counted', (_, count, nameOf) => {
    const changes = organizationMembers(
      Array.from({ length: count }, (__, index) => nameOf(index)),
      2,
    );
    const text = renderMarkdown({ ...plans.everyday, changes, observed: [] }, { mode: 'plan' });
    expect(bytes(text)).toBeLessThanOrEqual(most);
    const groups = text.match(/^<summary><code>/gm)?.length ?? 0;
    expect(groups).toBeGreaterThan(10);
    expect(text).toContain(
      `**${count - groups} more groups (${2 * (count - groups)} in all) are left out here:**`,
    );
    expect(text).toContain(`**${count} destructive changes: `);
    expect(text).toContain('<summary>What was looked at (');
    expect(text.split('<details>')).toHaveLength(text.split('</details>').length);
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
      expect(text).toContain('blocked: nothing can be applied');
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

  test('removals that have no room are counted by kind, and the rest by number', () => {
    const many = Array.from({ length: 3000 }, (_, index): PlannedChange => {
      const key = ['Platform Team', `p${index}@example.com`];
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
    expect(text.length).toBeLessThanOrEqual(65_536);
    expect(text).toContain('**3000 destructive changes:');
    const named = text.match(/^> - remove member/gm)?.length ?? 0;
    expect(named).toBeGreaterThan(50);
    expect(text).toContain(
      `> - **and ${3000 - named} more:** remove ${3000 - named} organization members`,
    );
    const shown = text.match(/^- remove member/gm)?.length ?? 0;
    expect(shown).toBeGreaterThan(100);
    expect(text).toContain(`**${3000 - shown} more are left out here:**`);
  });
});
