import { irreversibleBy } from '../../src/diff/irreversible.ts';
import { refAddress } from '../../src/kinds/index.ts';
import { limitsOf } from '../../src/limits.ts';
import type {
  Change,
  Effect,
  Fields,
  KeptRemoval,
  Key,
  KindName,
  Manual,
  Outcome,
  Plan,
  PlannedChange,
  RunResult,
  Ref,
  Undo,
  Verdict,
} from '../../src/model.ts';
import { everydayAccess, hostileAccess, noDelta } from './deltas.ts';

/** Plans as they come out of the engine, written down short. */

interface More {
  readonly line?: number;
  readonly effect?: Effect;
  readonly reason?: string;
  readonly held?: 'needs-consent' | 'needs-held';
  readonly needs?: readonly Ref[];
  readonly takes?: readonly Ref[];
}

export const ref = (kind: KindName, ...key: Key): Ref => ({ kind, key });

export const sourceAt = (line: number) => ({ file: 'access.yaml', line, column: 7 });

const base = ({ kind, key }: Ref, effect: Effect, more: More) => ({
  address: refAddress({ kind, key }),
  kind,
  key,
  effect: more.effect ?? effect,
  requires: [],
  cascade: (more.takes ?? []).map(refAddress),
  ...(more.line !== undefined && { source: sourceAt(more.line) }),
  ...(more.reason !== undefined && { reason: more.reason }),
});

const stages = { grants: 1, reduces: 2, destroys: 3 } as const;

const staged = (change: Change, { held, needs = [] }: More): PlannedChange => ({
  ...change,
  needs: needs.map(refAddress),
  ...irreversibleBy(change),
  stage: stages[change.effect],
  ...(held && { held }),
});

export const made = (at: Ref, after: Fields, more: More = {}): PlannedChange =>
  staged({ ...base(at, 'grants', more), action: 'create', after }, more);

export const changed = (at: Ref, before: Fields, after: Fields, more: More = {}): PlannedChange =>
  staged({ ...base(at, 'grants', more), action: 'update', id: 'VXNlcjox', before, after }, more);

export const gone = (at: Ref, before: Fields, more: More = {}): PlannedChange =>
  staged({ ...base(at, 'destroys', more), action: 'delete', id: 'VXNlcjoy', before }, more);

const ok = (rule: Verdict['rule'], message: string): Verdict => ({
  rule,
  scope: '',
  verdict: 'ok',
  message,
  changes: [],
});

const guards: readonly Verdict[] = [
  ok('sight', 'The key sees the whole account.'),
  ok('caller', 'The caller keeps admin.'),
  ok('min_admins', 'the account keeps 3 admins (at least 2).'),
];

export const plan = (parts: Partial<Plan>): Plan => ({
  file: 'access.yaml',
  account: { id: 'QWNjb3VudDox', name: 'Example Corp' },
  caller: { id: 'VXNlcjox', email: 'jane@example.com', accountAdmin: true },
  changes: [],
  observed: [],
  manual: [],
  unknown: [],
  kept: [],
  notices: [],
  loosened: [],
  untouched: [
    { kind: 'role', scope: '', reason: 'built-in', count: 6 },
    { kind: 'user', scope: '', reason: 'not-managed', count: 30 },
    { kind: 'space', scope: 'organization/Platform Team', reason: 'not-managed', count: 7 },
    { kind: 'space_member', scope: 'space/Platform Team/team-alpha', reason: 'service', count: 3 },
    {
      kind: 'organization_member',
      scope: 'organization/Platform Team',
      reason: 'unverified',
      count: 1,
    },
    { kind: 'space_member', scope: 'space/Platform Team/team-alpha', reason: 'hidden', count: 2 },
  ],
  coverage: [
    { kind: 'user', scope: '', count: 43, complete: true },
    { kind: 'role', scope: '', count: 9, complete: true },
    { kind: 'space_member', scope: 'space/Platform Team/team-alpha', count: 293, complete: true },
  ],
  limits: limitsOf({ limits: {} }),
  guards,
  guardsWithConsent: guards,
  ids: { 'organization/Platform Team': 'T3JnOjE=' },
  access: { asRun: noDelta, withConsent: noDelta },
  digest: 'sha256:3f2a9c1b0d4e5f60718293a4b5c6d7e8f90a1b2c3d4e5f60718293a4b5c6d7e8',
  ...parts,
});

const org = 'Platform Team';
const scientist = { custom: 'Data Scientist' };
const oldRole = ref('role', 'Prompt Writer');
const unlisted = 'not in the file, which lists all of space/Platform Team/team-alpha/member';

const byHand: readonly Manual[] = [
  {
    address: 'user/kim@example.com',
    kind: 'user',
    cause: 'console-only',
    message:
      'role: member -> admin. The Arize API cannot change an account role: change it under Settings > Account > Users.',
    source: sourceAt(9),
  },
  {
    address: 'space/Platform Team/team-gamma',
    kind: 'space',
    cause: 'unsafe',
    message:
      '"team-gamma" looks like "team-gama", renamed in Arize: the names are nearly the same. `previously: [team-gama]` here renames it back, and drift --adopt takes over the new name. If it is something new, write `create: true`.',
    source: sourceAt(77),
  },
  {
    address: 'space/Platform Team/team-gamma/member/raj@example.com',
    kind: 'space_member',
    cause: 'next-run',
    message: 'Waits for space "team-gamma", which this run does not make.',
    source: sourceAt(80),
  },
];

const staying = (at: Ref, role: string, ...lines: readonly number[]): KeptRemoval => ({
  removal: gone(at, { role }),
  because: lines.map((line) => ({
    address: 'space/Platform Team/team-alpha/member/rja@example.com',
    source: sourceAt(line),
  })),
});

/** A slip in an address, a role that was deleted, and somebody who was blocked. */
const stale: Plan = plan({
  changes: [
    made(
      ref('space_member', org, 'team-beta', 'raj@example.com'),
      { role: 'member' },
      { line: 62 },
    ),
  ],
  manual: [
    {
      address: 'user/old@example.com',
      kind: 'user',
      cause: 'unsafe',
      message:
        'old@example.com is blocked in Arize, which cannot be undone. 1 entry of the file is skipped. Take the person out of the file.',
      source: sourceAt(9),
      skips: [
        { address: 'organization/Platform Team/member/old@example.com', source: sourceAt(24) },
      ],
    },
  ],
  unknown: [
    {
      ...ref('user', 'rja@example.com'),
      address: 'user/rja@example.com',
      message: 'There is no person "rja@example.com" in the account.',
      suggestion: 'did you mean "raj@example.com"?',
      source: sourceAt(57),
      skips: [
        {
          address: 'space/Platform Team/team-alpha/member/rja@example.com',
          source: sourceAt(57),
        },
      ],
    },
    {
      ...ref('role', 'Data Sceintist'),
      address: 'role/Data Sceintist',
      message: 'There is no role "Data Sceintist" in the account.',
      source: sourceAt(71),
      skips: [],
    },
  ],
  kept: [
    ...['mia', 'pia', 'raj', 'tom'].map((name) =>
      staying(ref('space_member', org, 'team-alpha', `${name}@example.com`), 'member', 57),
    ),
    staying(ref('organization_member', org, 'tom@example.com'), 'member', 57, 71),
    staying(ref('space_member', org, 'team-gamma', 'tom@example.com'), 'member', 57),
    staying(ref('role', 'Auditor'), 'member', 57),
  ],
});

/** What a Tuesday brings: a bit of everything, destructive parts held back unless there is consent. */
function everyday(consent: boolean): Plan {
  const held = consent ? {} : ({ held: 'needs-consent' } as const);
  const waits = consent ? {} : ({ held: 'needs-held' } as const);
  const unbound = ref('space_binding', org, 'team-alpha', 'lee@example.com');
  return plan({
    changes: [
      made(
        ref('role', 'Data Scientist'),
        {
          description: 'Reads traces, creates datasets and experiments',
          permissions: ['DATASET_CREATE', 'EXPERIMENT_CREATE', 'PROJECT_READ'],
          name: 'Data Scientist',
        },
        { line: 14 },
      ),
      made(
        ref('user', 'raj@example.com'),
        { name: 'Raj Patel', role: 'member', invite: 'email_link' },
        { line: 6 },
      ),
      changed(ref('user', 'mia@example.com'), { name: 'Mia' }, { name: 'Mia Novak' }, { line: 8 }),
      made(
        ref('organization_member', org, 'raj@example.com'),
        { role: 'member' },
        { line: 24, reason: 'by team data-science' },
      ),
      made(
        ref('organization_member', org, 'mia@example.com'),
        { role: 'member' },
        { line: 24, reason: 'by team data-science' },
      ),
      made(
        ref('space', org, 'team-beta'),
        { name: 'team-beta', private: true, description: '' },
        { line: 60 },
      ),
      changed(
        ref('space', org, 'team-alpha'),
        { name: 'alpha', description: '' },
        {
          name: 'team-alpha',
          description: 'Where the alpha team keeps its traces and evaluations',
        },
        { line: 30 },
      ),
      made(
        ref('space_member', org, 'team-beta', 'raj@example.com'),
        { role: 'member' },
        { line: 62 },
      ),
      made(
        ref('space_binding', org, 'team-alpha', 'raj@example.com'),
        { role: scientist },
        { line: 41 },
      ),
      made(
        ref('project_binding', org, 'team-alpha', 'fraud-prod', 'mia@example.com'),
        { role: { custom: 'Member' } },
        { line: 50 },
      ),
      changed(
        ref('role', 'Reviewer'),
        { permissions: ['DATASET_READ', 'PROJECT_DELETE', 'PROJECT_READ'] },
        { permissions: ['ANNOTATION_CREATE', 'DATASET_READ', 'PROJECT_READ'] },
        { line: 18, effect: 'reduces' },
      ),
      changed(
        ref('space_member', org, 'team-alpha', 'ana@example.com'),
        { role: 'admin' },
        { role: 'member' },
        { line: 34, effect: 'reduces' },
      ),
      made(
        ref('project_restriction', org, 'team-alpha', 'fraud-prod'),
        {},
        { line: 48, effect: 'reduces' },
      ),
      gone(
        unbound,
        { role: { custom: 'Prompt Writer' } },
        {
          line: 40,
          reason: 'not in the file, which lists all of space/Platform Team/team-alpha/binding',
          ...held,
        },
      ),
      changed(
        ref('space_member', org, 'team-alpha', 'kim@example.com'),
        { role: scientist },
        { role: 'read-only' },
        { line: 35, effect: 'destroys', ...held },
      ),
      gone(
        ref('space_member', org, 'team-alpha', 'tom@example.com'),
        { role: 'member' },
        { line: 32, reason: unlisted, ...held },
      ),
      gone(
        ref('space_member', org, 'team-alpha', 'zoe@example.com'),
        { role: 'read-only' },
        {
          line: 32,
          reason: unlisted,
          ...held,
          takes: [ref('space_binding', org, 'team-alpha', 'zoe@example.com')],
        },
      ),
      gone(
        ref('organization_member', org, 'otto@example.com'),
        {},
        {
          line: 22,
          reason: 'not in the file, which lists all of organization/Platform Team/member',
          ...held,
          takes: ['team-alpha', 'team-gama', 'lab', 'old stuff', 'sandbox'].map((name) =>
            ref('space_member', org, name, 'otto@example.com'),
          ),
        },
      ),
      gone(
        ref('user', 'old@example.com'),
        { name: 'Olga Old', role: 'member', developer: true },
        {
          line: 90,
          reason: 'left the company',
          ...held,
          takes: [
            ref('organization_member', org, 'old@example.com'),
            ref('space_member', org, 'team-alpha', 'old@example.com'),
            ref('space_member', org, 'lab', 'old@example.com'),
          ],
        },
      ),
      gone(
        oldRole,
        { name: 'Prompt Writer', description: '', permissions: ['PROMPT_CREATE', 'PROMPT_READ'] },
        { line: 12, reason: 'not in the file, which lists all of role', ...held, needs: [unbound] },
      ),
      made(
        ref('space_member', org, 'team-alpha', 'new@example.com'),
        { role: 'member' },
        {
          line: 36,
          ...waits,
          needs: [ref('user', 'old@example.com')],
        },
      ),
    ],
    access: everydayAccess(consent),
    observed: [gone(ref('project_restriction', org, 'team-alpha', 'fraud-dev'), {}, { line: 52 })],
    manual: byHand,
    notices: [
      {
        code: 'invitation-expired',
        message:
          "The invitation of pia@example.com has expired. Send a new one on Arize's page of users.",
        address: 'user/pia@example.com',
        source: sourceAt(10),
      },
      {
        code: 'roles-synced-at-login',
        message:
          'The identity provider of example.com may overwrite these changes for 4 people at the next login. It sets roles at each login.',
      },
    ],
  });
}

const removals = [
  gone(
    ref('space_member', org, 'team-alpha', 'tom@example.com'),
    { role: 'member' },
    { line: 32, reason: unlisted, held: 'needs-consent' },
  ),
  gone(
    ref('project_restriction', org, 'team-alpha', 'fraud-prod'),
    {},
    { line: 48, reason: 'the file says so', held: 'needs-consent' },
  ),
  changed(
    ref('space', org, 'team-beta'),
    { private: true },
    { private: false },
    { line: 60, effect: 'destroys', held: 'needs-consent' },
  ),
];

const tooFew: Verdict = {
  rule: 'min_admins',
  scope: 'organization/Platform Team',
  verdict: 'blocked',
  message:
    'organization/Platform Team would be left with 0 of 2 admins; at least 1 must stay. It would lose jane@example.com, ana@example.com. Make somebody else an admin first, in a run of its own.',
  changes: [
    'organization/Platform Team/member/jane@example.com',
    'organization/Platform Team/member/ana@example.com',
  ],
};

/** Names of people who wish us ill, and of those who merely type freely. */
const nasty = {
  org: 'Team\u001b[2K\u001b[1A\rPlan: 0 to remove.',
  space: 'alpha\n  + add member eve@example.com',
  bidi: 'fraud\u202edorp\u202c',
  hidden: 'team\u200b-alpha\u00a0x',
  quote: 'the "real" \\u202e one',
  slash: 'a/b % c',
  mail: 'eve\u009b31m@example.com',
  wide: '東京チーム 🚀',
};

const many = (count: number, start = 1): readonly string[] =>
  Array.from(
    { length: count },
    (_, index) => `person.number${String(start + index).padStart(3, '0')}@example.com`,
  );

const failure = Object.assign(
  new Error(
    'Arize refused to add the person to the space (POST /v2/spaces/{space_id}/users: 409).',
  ),
  {
    kind: 'conflict',
    hint: 'Somebody changed it in the meantime: plan again, and look at what is different.',
    requestId: 'req-7f3a',
    outcome: 'refused',
  },
);

const lost = Object.assign(
  new Error('Arize did not answer within 30 s (DELETE /v2/roles/{role_id}).'),
  {
    kind: 'timeout',
    hint: 'Check the connection, or raise --timeout.',
    outcome: 'unknown',
  },
);

/** One outcome for each change of the everyday plan, in the middle of which something fails. */
function mishap(of: Plan): readonly Outcome[] {
  return of.changes.map((change): Outcome => {
    if (change.held !== undefined) return { status: 'held', change };
    if (change.address === 'space/Platform Team/team-beta')
      return { status: 'failed', change, error: failure };
    if (change.address === 'role/Data Scientist') return { status: 'failed', change, error: lost };
    if (change.stage > 1) {
      return {
        status: 'skipped',
        change,
        because: 'an earlier change failed, so this run removes no access',
      };
    }
    if (change.address.startsWith('space/Platform Team/team-beta/')) {
      return {
        status: 'skipped',
        change,
        because: 'it needs space "team-beta" in "Platform Team"',
      };
    }
    return { status: 'done', change };
  });
}

const doneWith = ({ changes }: Plan): readonly Outcome[] =>
  changes.map((change): Outcome =>
    change.held === undefined ? { status: 'done', change } : { status: 'held', change },
  );

const hundreds = plan({
  changes: [
    ...many(120).map((email, index) =>
      made(ref('organization_member', org, email), { role: 'member' }, { line: 100 + index }),
    ),
    ...many(60).map((email, index) =>
      made(
        ref('space_member', org, 'team-alpha', email),
        { role: index < 50 ? 'member' : 'annotator' },
        {
          line: 240,
          reason: 'by team everybody',
        },
      ),
    ),
    ...many(20, 300).map((email) =>
      changed(
        ref('space_member', org, 'team-alpha', email),
        { role: 'admin' },
        { role: 'member' },
        { line: 250, effect: 'reduces' },
      ),
    ),
    ...many(197, 400).map((email) =>
      gone(
        ref('space_member', org, 'team-beta', email),
        { role: 'member' },
        {
          line: 300,
          reason: 'not in the file, which lists all of space/Platform Team/team-beta/member',
          held: 'needs-consent',
        },
      ),
    ),
    ...many(3, 700).map((email) =>
      gone(
        ref('user', email),
        { role: 'member' },
        {
          line: 400,
          reason: 'left the company',
          held: 'needs-consent',
          takes: Array.from({ length: 40 }, (_, index) =>
            ref('space_member', org, `space-${index}`, email),
          ),
        },
      ),
    ),
  ],
});

export const plans = {
  everyday: everyday(false),
  'everyday with consent': everyday(true),
  'only held back': plan({
    changes: removals,
    guardsWithConsent: [...guards, tooFew],
  }),
  blocked: plan({
    changes: [
      made(ref('organization_member', org, 'raj@example.com'), { role: 'admin' }, { line: 24 }),
      changed(
        ref('organization_member', org, 'ana@example.com'),
        { role: 'admin' },
        { role: 'member' },
        { line: 25, effect: 'reduces' },
      ),
      changed(
        ref('organization_member', org, 'jane@example.com'),
        { role: 'admin' },
        { role: 'annotator' },
        { line: 26, effect: 'reduces' },
      ),
    ],
    guards: [...guards.slice(0, 2), tooFew],
    guardsWithConsent: [...guards.slice(0, 2), tooFew],
  }),
  'blocked without consent': plan({
    changes: [
      changed(
        ref('organization_member', org, 'ana@example.com'),
        { role: 'admin' },
        { role: 'member' },
        { line: 25, effect: 'reduces' },
      ),
      gone(
        ref('organization_member', org, 'tom@example.com'),
        { role: 'member' },
        { line: 22, held: 'needs-consent' },
      ),
    ],
    guards: [...guards.slice(0, 2), tooFew],
  }),
  empty: plan({}),
  'stale names': stale,
  'only by hand': plan({ manual: byHand.slice(0, 1) }),
  'cannot see everything': plan({
    caller: { id: 'VXNlcjo5', email: 'kim@example.com', accountAdmin: false },
    coverage: [
      { kind: 'user', scope: '', count: 43, complete: true },
      {
        kind: 'space_member',
        scope: 'space/Platform Team/team-alpha',
        count: 0,
        complete: false,
        reason: '403 for POST /graphql',
      },
    ],
  }),
  'hostile names': plan({
    file: 'prod/acc\u202eess.yaml',
    account: { id: 'QWNjb3VudDox', name: 'Example\u001b]0;owned\u0007' },
    changes: [
      made(ref('role', 'member'), { name: 'member', permissions: ['PROJECT_READ'] }, { line: 3 }),
      made(
        ref('role', nasty.quote),
        { name: nasty.quote, description: '\u001b[8mhidden', permissions: [] },
        { line: 4 },
      ),
      made(ref('user', nasty.mail), { name: 'true', role: 'member', invite: 'none' }, { line: 5 }),
      made(ref('organization_member', nasty.org, nasty.mail), { role: 'member' }, { line: 8 }),
      gone(
        ref('space', nasty.org, nasty.space),
        { name: nasty.space },
        {
          line: 9,
          reason: 'tidy\u001b[1A up',
          held: 'needs-consent',
          takes: [
            ref('project', nasty.org, nasty.space, nasty.bidi),
            ref('space_member', nasty.org, nasty.space, nasty.mail),
          ],
        },
      ),
      changed(
        ref('space', nasty.org, nasty.slash),
        { name: 'a/b' },
        { name: nasty.slash },
        { line: 12 },
      ),
      made(
        ref('space_member', nasty.org, nasty.hidden, 'raj@example.com'),
        { role: { custom: 'member' } },
        { line: 14 },
      ),
      changed(
        ref('space_member', nasty.org, nasty.hidden, 'ana@example.com'),
        { role: 'member' },
        { role: { custom: 'member' } },
        { line: 15, effect: 'reduces' },
      ),
      made(
        ref('project_binding', nasty.org, nasty.wide, nasty.bidi, "o'brien@example.com"),
        { role: { custom: nasty.quote } },
        { line: 17 },
      ),
    ],
    access: hostileAccess(Object.values(nasty), refAddress(ref('role', 'member'))),
    manual: [
      {
        address: refAddress(ref('space', nasty.org, nasty.bidi)),
        kind: 'space',
        cause: 'unsafe',
        message: `Looks like "${nasty.bidi}" under a new name.\nPlan: nothing to do.`,
      },
    ],
    notices: [{ code: 'tombstone-done', message: `person "${nasty.mail}" is gone.` }],
  }),
  hundreds,
} as const satisfies Record<string, Plan>;

const undone = {
  by: {
    file: '.ax-access/journal/20261126T045038Z-2e72e7.undo.yaml',
    command: 'ax-access plan -f .ax-access/journal/20261126T045038Z-2e72e7.undo.yaml',
  },
  done: 13,
  irreversible: 0,
  stays: 0,
  blocked: [],
} as const satisfies Undo;

export const runs: Readonly<Record<string, { readonly plan: Plan } & RunResult>> = {
  'with failures': {
    plan: plans.everyday,
    outcomes: mishap(plans.everyday),
    undo: { ...undone, irreversible: 1, stays: 2, blocked: ['caller', 'sight'], needsEdit: true },
  },
  'with some held back': {
    plan: plans.everyday,
    outcomes: doneWith(plans.everyday),
    undo: undone,
  },
  'with everything done': {
    plan: plans['everyday with consent'],
    outcomes: doneWith(plans['everyday with consent']),
    undo: { ...undone, done: 21, irreversible: 2 },
  },
  interrupted: {
    plan: plans['only held back'],
    outcomes: plans['only held back'].changes.map((change, index) =>
      index === 0
        ? { status: 'done', change }
        : { status: 'skipped', change, because: 'the run was interrupted' },
    ),
    undo: { done: 1, irreversible: 1, stays: 0, blocked: [] },
  },
  'without work': { plan: plans.empty, outcomes: [] },
  'of hundreds': {
    plan: hundreds,
    outcomes: doneWith(hundreds),
    undo: { done: 200, irreversible: 3, stays: 197, blocked: [] },
  },
};
