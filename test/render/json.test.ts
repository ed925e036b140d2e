import { describe, expect, test } from 'vitest';
import { errorJson, planJson, printJson } from '../../src/render/index.ts';
import type { Context, Failure } from '../../src/render/index.ts';
import { complaintsBy, schemaAt } from './closedSchema.ts';
import type { Json } from './closedSchema.ts';
import { plans, runs, sourceAt } from './samples.ts';

const complaintsOf = complaintsBy('schema/plan.schema.json');

/** What the schema says against a document. */
const complaints = (document: object): string[] => complaintsOf(printJson(document));

const context = (more: Partial<Context> = {}): Context => ({
  tool: '0.1.0',
  command: 'plan',
  consent: false,
  exitCode: 0,
  ...more,
});

const failures: Readonly<Record<string, Failure>> = {
  'nothing more': { kind: 'usage', message: 'There is no command "aply".' },
  problems: {
    kind: 'file',
    message: '1 error in access.yaml',
    problems: [
      {
        severity: 'error',
        code: 'unknown-permission',
        message: 'There is no permission "PROJECT_REED".',
        position: sourceAt(12),
        excerpt: '    permissions: [PROJECT_REED]',
        excerptColumn: 1,
        length: 12,
        suggestion: 'did you mean PROJECT_READ?',
        related: [{ message: 'the anchor is here', position: sourceAt(3) }],
      },
      { severity: 'warning', code: 'empty', message: 'The file says nothing.' },
    ],
  },
  unread: {
    kind: 'incomplete',
    message: 'The account could not be read completely, so there is no plan.',
    hint: 'Use the key of an account admin.',
    unread: [
      {
        kind: 'space_member',
        scope: 'space/Platform Team/team-alpha',
        error: Object.assign(new Error('Arize refused to show it (403).'), {
          kind: 'forbidden',
          hint: 'Use the key of an account admin.',
          requestId: 'req-1',
        }),
      },
    ],
  },
};

describe('every document is as its schema says', () => {
  test.each(Object.entries(plans))('plan: %s', (_, plan) => {
    expect(complaints(planJson(plan, context()))).toEqual([]);
    expect(complaints(planJson(plan, context({ command: 'drift', exitCode: 2 })))).toEqual([]);
  });

  test.each(Object.entries(runs))('run %s', (_, { plan, ...ran }) => {
    const document = planJson(plan, context({ command: 'apply', ran, exitCode: 4 }));
    expect(complaints(document)).toEqual([]);
  });

  test('a run that could not be read again', () => {
    const run = runs['with failures'];
    const ran = { outcomes: run?.outcomes ?? [], unverified: new Error('No answer.') };
    const document = planJson(plans.everyday, context({ command: 'apply', ran, exitCode: 4 }));
    expect(complaints(document)).toEqual([]);
    expect(document).toMatchObject({ unverified: { message: 'No answer.' } });
  });

  test.each(Object.entries(failures))('failure: %s', (_, failure) => {
    expect(complaints(errorJson(failure))).toEqual([]);
  });

  test('and the schema would notice', () => {
    const document = planJson(plans.everyday, context());
    expect(complaints({ ...document, extra: 1 })).not.toEqual([]);
    expect(complaints({ ...document, digest: undefined })).not.toEqual([]);
  });
});

test('an access entry names the team that brings the person', () => {
  const { access, ...plan } = plans.everyday;
  const [first, second] = access.asRun.changes;
  if (first === undefined || second === undefined) throw new Error('The sample says too little.');
  const asRun = {
    ...access.asRun,
    changes: [{ ...first, via: { ...first.via, team: 'crew' } }, second],
  };
  const document = planJson({ ...plan, access: { asRun, withConsent: asRun } }, context());
  expect(complaints(document)).toEqual([]);
  expect(document).toMatchObject({
    access: {
      as_run: {
        changes: [
          { via: { how: first.via.how, team: 'crew' } },
          { via: expect.not.objectContaining({ team: expect.anything() }) },
        ],
      },
    },
  });
});

test('the schema describes every key', () => {
  const bare: string[] = [];
  const visit = (part: Json, path: string): void => {
    if (part === null || typeof part !== 'object') return;
    for (const [key, value] of Object.entries(part)) {
      const here = `${path}/${key}`;
      if (path.endsWith('/properties') && value !== null && typeof value === 'object') {
        if (!('description' in value) && !('$ref' in value)) bare.push(here);
      }
      visit(value, here);
    }
  };
  visit(schemaAt('schema/plan.schema.json'), '');
  expect(bare).toEqual([]);
});

describe('documents', () => {
  test('of an everyday plan', async () => {
    const text = printJson(planJson(plans.everyday, context({ exitCode: 2 })));
    await expect(text).toMatchFileSnapshot('golden/plan-everyday.json');
  });

  test('of a run with failures', async () => {
    const run = runs['with failures'];
    if (run === undefined) throw new Error('The sample is gone.');
    const { plan, ...ran } = run;
    const document = planJson(plan, context({ command: 'apply', ran, exitCode: 4 }));
    await expect(printJson(document)).toMatchFileSnapshot('golden/run-with-failures.json');
  });

  test('of hostile names', async () => {
    const text = printJson(planJson(plans['hostile names'], context()));
    await expect(text).toMatchFileSnapshot('golden/plan-hostile-names.json');
  });

  test.each(Object.entries(failures))('of a failure with %s', async (name, failure) => {
    const file = `golden/error-${name.replaceAll(' ', '-')}.json`;
    await expect(printJson(errorJson(failure))).toMatchFileSnapshot(file);
  });
});

describe('as text', () => {
  const nasty = { name: 'a\u001b[2K\u009b\u202e\u200b\u{e0001}\ud800 "q" \\u202e\n東京 🚀 é' };

  test('nothing can move a cursor or hide', () => {
    expect(printJson(nasty)).toBe(
      '{\n  "name": "a\\u001b[2K\\u009b\\u202e\\u200b\\udb40\\udc01\\ud800 \\"q\\" \\\\u202e\\n東京 🚀 é"\n}\n',
    );
  });

  test('it reads back as the same', () => {
    expect(JSON.parse(printJson(nasty))).toEqual(nasty);
  });
});
