import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import type { Drift, DriftFinding } from '../../src/drift/driftFinding.ts';
import { refAddress } from '../../src/kinds/index.ts';
import type { Key, KindName, Acceptance, Plan, PlannedChange } from '../../src/model.ts';
import {
  driftJson,
  plainStyle,
  planJson,
  printJson,
  renderDrift,
  renderDriftMarkdown,
} from '../../src/render/index.ts';
import { visible } from '../../src/text.ts';
import { plans, sourceAt } from './samples.ts';

const finding = (
  kind: KindName,
  key: Key,
  direction: DriftFinding['direction'],
  more: Partial<DriftFinding>,
): DriftFinding => ({
  id: '0a1b2c3d',
  address: refAddress({ kind, key }),
  kind,
  key,
  direction,
  back: 'apply',
  cascade: [],
  traces: [],
  ...more,
});

const accepted: Acceptance = {
  list: 'known_drift',
  of: { kind: 'user', key: ['old@example.com'], source: sourceAt(90) },
  owner: 'Jane Doe',
  until: '2027-03-31',
  reason: 'the audit wants it so',
  source: sourceAt(90),
};

const tom = finding('organization_member', ['Platform Team', 'tom@example.com'], 'live', {
  live: { role: 'admin' },
  back: 'apply-destructive',
  source: sourceAt(26),
  cascade: ['space/Platform Team/team-alpha/member/tom@example.com'],
  traces: [
    {
      who: 'kim@example.com',
      at: '2026-11-25T14:02:33.123Z',
      operation: 'addOrganizationUser',
      names: true,
    },
    {
      who: 'traces@bots.example.com',
      at: '2026-11-25T09:00:00.000Z',
      operation: 'addOrganizationUser',
      names: true,
      service: true,
    },
  ],
});

const everyday: Drift = {
  base: { from: 'git', name: 'origin/main' },
  auditLog: { status: 'read', entries: 812, complete: true },
  findings: [
    tom,
    finding('role', ['Data Scientist'], 'live', {
      id: '11111111',
      file: { permissions: ['DATASET_CREATE', 'PROJECT_READ'] },
      live: { permissions: ['PROJECT_DELETE', 'PROJECT_READ'] },
      source: sourceAt(12),
      traces: [
        { who: 'VXNlcjo5', at: '2026-11-24T10:00:00Z', operation: 'updateRole', names: false },
      ],
    }),
    finding('space_member', ['Platform Team', 'team-alpha', 'raj@example.com'], 'both', {
      id: '22222222',
      file: { role: 'member' },
      live: { role: { custom: 'Member' } },
      source: sourceAt(36),
    }),
    finding('user', ['lena@example.com'], 'file', {
      id: '33333333',
      file: { name: 'Lena Berg', role: 'member' },
      source: sourceAt(7),
    }),
    finding('user', ['kim@example.com'], 'live', {
      id: '44444444',
      back: 'by-hand',
      file: { role: 'admin' },
      live: { role: 'member' },
      message:
        'role: member -> admin. The Arize API cannot change an account role: change it under Settings > Account > Users.',
      source: sourceAt(8),
      lapsed: { ...accepted, until: '2026-10-31' },
    }),
    finding('project_restriction', ['Platform Team', 'team-alpha', 'fraud-prod'], 'file', {
      id: '55555555',
      live: {},
      back: 'observed',
      source: sourceAt(52),
    }),
  ],
  known: [{ finding: { ...tom, id: '66666666' }, by: accepted }],
  stale: [accepted],
};

const drifts: Readonly<Record<string, Drift>> = {
  everyday,
  'without base or log': {
    auditLog: { status: 'unreadable', reason: 'Arize refused to show it (403).' },
    findings: [{ ...tom, direction: 'unknown', traces: [] }],
    known: [],
    stale: [],
  },
  'nobody found': {
    base: { from: 'journal', name: '2026-11-25 09:00 UTC' },
    auditLog: { status: 'read', entries: 1000, complete: false },
    findings: [{ ...tom, traces: [] }],
    known: [],
    stale: [],
  },
  'only accepted': { ...everyday, auditLog: { status: 'not-needed' }, findings: [], stale: [] },
  nothing: { auditLog: { status: 'not-needed' }, findings: [], known: [], stale: [] },
  'hostile names': {
    base: { from: 'git', name: 'main\u001b[2J' },
    auditLog: { status: 'read', entries: 1, complete: true },
    findings: [
      finding('organization_member', ['Evil\u202e"\n', 'x\u001b[31m@example.com'], 'live', {
        live: { role: { custom: 'a\u0007b' } },
        traces: [{ who: 'k\u001b[0m@x.org', at: '\u001b[1m', operation: 'x\ny', names: true }],
      }),
    ],
    known: [],
    stale: [],
  },
};

/** A plan whose changes settle the findings that a run can settle. */
function planFor({ findings }: Drift, guards: Plan['guardsWithConsent'] = []): Plan {
  const changes = findings.flatMap((each): readonly PlannedChange[] => {
    if (each.back !== 'apply' && each.back !== 'apply-destructive') return [];
    const { address, kind, key, file = {}, live } = each;
    const destroys = each.back === 'apply-destructive';
    const base = {
      address,
      kind,
      key,
      requires: [],
      needs: [],
      cascade: [],
      ...(destroys
        ? ({ effect: 'destroys', stage: 3, held: 'needs-consent' } as const)
        : ({ effect: 'grants', stage: 1 } as const)),
    };
    if (live === undefined) return [{ ...base, action: 'create', after: file }];
    return each.file === undefined
      ? [{ ...base, action: 'delete', id: 'x', before: live }]
      : [{ ...base, action: 'update', id: 'x', before: live, after: file }];
  });
  return { ...plans.empty, changes, guardsWithConsent: guards };
}

describe('a drift, for people', () => {
  test.each(
    Object.entries(drifts).flatMap(([name, drift]) =>
      [60, 80, 120].map((width) => [name, width, drift] as const),
    ),
  )('%s, %i columns', async (name, width, drift) => {
    const text = renderDrift(planFor(drift), drift, { style: plainStyle, width });
    await expect(text).toMatchFileSnapshot(
      `golden/drift-${name.replaceAll(' ', '-')}-${width}.txt`,
    );
    expect(text.split('\n').map(visible)).toEqual(text.split('\n'));
    expect(text.split('\n').filter((line) => line.length > width)).toEqual([]);
  });

  test('with all details', async () => {
    const layout = { style: plainStyle, width: 80, access: 'full' } as const;
    const text = renderDrift(planFor(everyday), everyday, layout);
    await expect(text).toMatchFileSnapshot('golden/drift-details-everyday-80.txt');
  });

  test.each(['brief', 'full'] as const)('adopted, %s', (access) => {
    const layout = { style: plainStyle, width: 80, access };
    const text = renderDrift(planFor(everyday), everyday, layout, [tom]);
    expect(text.match(/adopted/g)).toHaveLength(1);
    expect(text).not.toContain('Next:');
  });
});

test.each(Object.entries(drifts))('a drift, as a page: %s', async (name, drift) => {
  const file = `golden/drift-${name.replaceAll(' ', '-')}.md`;
  await expect(renderDriftMarkdown(planFor(drift), drift)).toMatchFileSnapshot(file);
});

const linkOf = (file: string, from: number): string => `https://git.example/${file}#L${from}`;

test('a page of drift says first what changed, then who did it, then both ways out, and nothing of the tool', () => {
  const page = renderDriftMarkdown(planFor(everyday), everyday, {
    linkOf,
    again: { again: '-f prod.yaml' },
  });
  const order = [
    '### Access drift: 3 changed in Arize, ',
    '**Changed in Arize 3**',
    '[`:26`](https://git.example/access.yaml#L26)',
    'Probably changed by `kim@example.com` or the service identity',
    '**Drift: 3 changed in Arize',
    '\nax-access apply --allow-destructive -f prod.yaml  # back to the file',
    '\nax-access drift --adopt -f prod.yaml  ',
    '<details>\n<summary>6 differences with their ids</summary>',
  ];
  const places = order.map((part) => page.indexOf(part));
  expect(places).not.toContain(-1);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(page).not.toMatch(/Not managed|Read completely|Guards|Digest|baseline/);
});

test('what could not be read is said on a page of drift, with why', () => {
  const [first] = plans['cannot see everything'].coverage.slice(1);
  if (first === undefined) throw new Error('The sample is gone.');
  const page = renderDriftMarkdown({ ...planFor(everyday), coverage: [first] }, everyday);
  expect(page).toContain('The space members of team-alpha could not be read completely.');
  expect(page).toContain('403');
});

describe('a run that a guard refuses is not offered', () => {
  const blocked = [
    { rule: 'protected', scope: '', verdict: 'blocked', message: 'No.', changes: [] },
  ] as const;
  const layout = { style: plainStyle, width: 200 };
  const nextOf = (plan: Plan): readonly string[] =>
    renderDrift(plan, everyday, layout).split('Next: ')[1]?.trimEnd().split(/\n */) ?? [];

  test('where consent is what is refused, the rest is', () => {
    expect(nextOf(planFor(everyday, blocked)).slice(0, 2)).toEqual([
      'ax-access apply                     # back to the file: 3 changes',
      'ax-access plan --allow-destructive  # shows what blocks 1 change',
    ]);
  });

  test('where every run is refused, none is', () => {
    const plan = { ...planFor(everyday, blocked), guards: blocked };
    expect(nextOf(plan)[0]).toBe(
      'ax-access plan --allow-destructive  # shows what blocks 4 changes',
    );
    expect(nextOf(plan).join('\n')).not.toContain('ax-access apply');
    const page = renderDriftMarkdown(plan, everyday);
    expect(page).toContain('\nax-access plan --allow-destructive  # shows what blocks 4 changes\n');
    expect(page).not.toContain('ax-access apply');
  });

  test('what rests on a list that may be cut is not counted', () => {
    const held = [
      { ...blocked[0], rule: 'shrunk', verdict: 'held', changes: [tom.address] },
    ] as const;
    expect(nextOf(planFor(everyday, held)).slice(0, 2)).toEqual([
      'ax-access apply                     # back to the file: 3 changes',
      'ax-access plan --allow-destructive  # shows what blocks 1 change',
    ]);
  });
});

const document = (drift: Drift, adopted: readonly DriftFinding[] = []): object => ({
  ...planJson(plans.empty, { tool: '0.1.0', command: 'drift', consent: false, exitCode: 2 }),
  drift: driftJson(drift, adopted),
});

describe('a drift, for programs', () => {
  const schema: object = JSON.parse(readFileSync('schema/plan.schema.json', 'utf8'));
  const validate = new Ajv({ allErrors: true }).compile(schema);

  test.each(Object.entries(drifts))('is as its schema says: %s', (_, drift) => {
    validate(JSON.parse(printJson(document(drift, drift.findings))));
    expect(validate.errors ?? []).toEqual([]);
  });

  test('and the schema would notice', () => {
    expect(validate(document({ ...everyday, findings: [{ ...tom, id: 'x' }] }))).toBe(false);
  });

  test('everyday', async () => {
    const text = printJson(driftJson(everyday, [tom]));
    await expect(text).toMatchFileSnapshot('golden/drift-everyday.json');
  });
});

test('a command that is longer than the screen stays beside its label, without an empty line', () => {
  const again = `-f ${'long'.repeat(20)}.yaml`;
  const text = renderDrift(planFor(everyday), everyday, { style: plainStyle, width: 80, again });
  const [, next = ''] = text.split('\nNext: ');
  expect(next.split('\n').filter((line) => line.trim().startsWith('ax-access'))).toEqual([
    `ax-access apply --allow-destructive ${again}`,
    `      ax-access drift --adopt ${again}`,
    `      ax-access drift --details ${again}`,
  ]);
  expect(next.trimEnd()).not.toContain('\n\n');
  expect(next).not.toMatch(/^ *$\n/m);
});
