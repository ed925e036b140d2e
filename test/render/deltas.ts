import type { AccessChange, AccessDelta, PlanAccess } from '../../src/delta.ts';
import type { Key, KindName, Ref } from '../../src/model.ts';

/** Access deltas as they come out of the engine, for the plans of samples.ts. */

export const noDelta: AccessDelta = { changes: [], losingAll: [], beyond: [], unread: [] };

const ref = (kind: KindName, ...key: Key): Ref => ({ kind, key });
const org = 'Platform Team';
const alpha = ref('space', org, 'team-alpha');
const fraud = ref('project', org, 'team-alpha', 'fraud-prod');
const scientist = { custom: 'Data Scientist' };

const entry = (
  person: string,
  place: Ref,
  more: Pick<AccessChange, 'effect' | 'before' | 'after' | 'causes'> & Partial<AccessChange>,
): AccessChange => ({
  person: person.includes('@') ? person : `${person}@example.com`,
  place,
  gained: [],
  lost: [],
  via: { how: 'own', level: 'member', at: place },
  ...more,
});

const restriction = 'project/Platform Team/team-alpha/fraud-prod/restriction';
const shutOut = ['ana', 'bob', 'cy', 'dan', 'eve', 'fay', 'gus', 'hal', 'ida', 'joe'].map((name) =>
  entry(name, fraud, {
    effect: 'loses',
    before: ['member'],
    after: [],
    causes: [restriction],
    via: { how: 'inherited', level: 'member', at: alpha },
  }),
);

const asRun: AccessDelta = {
  changes: [
    entry('raj', ref('organization', org), {
      effect: 'gains',
      before: [],
      after: ['member'],
      causes: ['organization/Platform Team/member/raj@example.com'],
    }),
    entry('raj', ref('space', org, 'lab'), {
      effect: 'gains',
      before: [],
      after: ['member'],
      causes: ['organization/Platform Team/member/raj@example.com'],
      via: { how: 'fallback', level: 'member', at: ref('organization', org) },
    }),
    entry('raj', ref('space', org, 'team-beta'), {
      effect: 'gains',
      before: [],
      after: ['admin'],
      causes: ['space/Platform Team/team-beta/member/raj@example.com'],
      via: { how: 'own', level: 'admin', at: ref('space', org, 'team-beta') },
    }),
    entry('lee', alpha, {
      effect: 'changes',
      before: [{ custom: 'Reviewer' }],
      after: [{ custom: 'Reviewer' }],
      gained: ['ANNOTATION_CREATE'],
      lost: ['PROJECT_DELETE'],
      causes: ['role/Reviewer'],
    }),
    entry('pia', alpha, {
      effect: 'unsure',
      before: ['unknown'],
      after: ['member'],
      causes: ['space/Platform Team/team-alpha/member/ana@example.com'],
    }),
    ...shutOut,
    {
      ...entry('bot@service.example.com', fraud, {
        ...shutOut[0],
        effect: 'loses',
        before: ['member'],
        after: [],
        causes: [restriction],
      }),
      person: 'bot@service.example.com',
      service: true,
    },
  ],
  losingAll: [],
  beyond: [
    {
      person: 'zed@example.com',
      role: 'Reviewer',
      resource: 'U3BhY2U6OTk=',
      cause: 'role/Reviewer',
    },
  ],
  unread: ['space/Platform Team/lab'],
};

const leaving = ['space/Platform Team/team-alpha/member/tom@example.com'];

/** What a Tuesday brings. */
export const everydayAccess = (consent: boolean): PlanAccess => {
  const withConsent: AccessDelta = {
    ...asRun,
    changes: [
      ...asRun.changes,
      entry('tom', alpha, {
        effect: 'loses',
        before: ['member', scientist],
        after: [],
        causes: leaving,
      }),
      entry('tom', fraud, {
        effect: 'loses',
        before: [scientist],
        after: [],
        causes: leaving,
        via: { how: 'inherited', level: scientist, at: alpha },
      }),
    ],
    losingAll: [{ person: 'tom@example.com', causes: leaving }],
  };
  return { asRun: consent ? withConsent : asRun, withConsent };
};

/** People and places that are called as nobody should be called. */
export const hostileAccess = (names: readonly string[], cause: string): PlanAccess => {
  const delta: AccessDelta = {
    ...noDelta,
    changes: names.map((name) =>
      entry(`${name}@x`, ref('space', name, name), {
        effect: 'gains',
        before: [{ custom: name }],
        after: [{ custom: name }, 'admin'],
        gained: [name],
        causes: [cause],
      }),
    ),
  };
  return { asRun: delta, withConsent: delta };
};
