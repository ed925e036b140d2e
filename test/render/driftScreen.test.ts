import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Drift, DriftFinding, Trace } from '../../src/drift/driftFinding.ts';
import type { AccessChange } from '../../src/delta.ts';
import type { Fields, Ref } from '../../src/model.ts';
import { refAddress } from '../../src/kinds/index.ts';
import { plainStyle, renderDrift } from '../../src/render/index.ts';
import { settings } from '../repeated.ts';
import { noDelta } from './deltas.ts';
import { changed, plan, ref, sourceAt } from './samples.ts';

const linesOf = (
  drift: Drift,
  { width = 80, shown = plan({}) }: { readonly width?: number; readonly shown?: typeof base } = {},
): readonly string[] =>
  renderDrift(shown, drift, { style: plainStyle, width }).trimEnd().split('\n');

const base = plan({});

const finding = (
  at: Ref,
  direction: DriftFinding['direction'],
  sides: { readonly file?: Fields; readonly live?: Fields },
  more: Partial<DriftFinding> = {},
): DriftFinding => ({
  ...at,
  id: '0a1b2c3d',
  address: refAddress(at),
  direction,
  back: 'apply',
  cascade: [],
  traces: [],
  ...sides,
  ...more,
});

const kim = (at: string): readonly Trace[] => [{ who: 'kim@example.com', at, names: true }];

const member = (space: string, person: string): Ref => ref('space_member', 'search', space, person);

/** Ten differences of several kinds, by two people. */
function tenDifferences(): Drift {
  const morning = { traces: kim('2026-11-25T09:00:00Z') };
  const noon = { traces: kim('2026-11-25T12:30:00Z') };
  const file = 'file' as const;
  return {
    base: { from: 'journal', name: '2026-11-24 09:00 UTC' },
    auditLog: { status: 'read', entries: 40, complete: true },
    known: [],
    stale: [],
    findings: [
      finding(member('pricing', 'ana@example.com'), 'live', { live: { role: 'admin' } }, morning),
      finding(
        member('pricing', 'bo@example.com'),
        'live',
        { file: { role: 'member' }, live: { role: 'read-only' } },
        noon,
      ),
      finding(member('pricing', 'cy@example.com'), 'live', { file: { role: 'member' } }, noon),
      finding(member('vision', 'dee@example.com'), 'live', { live: { role: 'member' } }, noon),
      finding(
        ref('space', 'search', 'ranking'),
        'live',
        { file: { private: true }, live: { private: false } },
        { ...noon, source: sourceAt(70) },
      ),
      finding(
        ref('role', 'Reviewer'),
        'live',
        { file: { permissions: ['A', 'B'] }, live: { permissions: ['B', 'C'] } },
        { traces: [{ who: 'VXNlcjo5', at: '2026-11-24T10:00:00Z', names: false }] },
      ),
      finding(
        member('vision', 'eli@example.com'),
        'both',
        { file: { role: 'admin' }, live: { role: 'member' } },
        noon,
      ),
      finding(ref('user', 'fay@example.com'), file, { file: { role: 'member' } }),
      finding(ref('organization_member', 'search', 'fay@example.com'), file, {
        file: { role: 'member' },
      }),
      finding(ref('service_key', 'search', 'vision', 'traces'), file, {
        file: { role: 'member' },
      }),
    ],
  };
}

describe('ten differences', () => {
  test.each([60, 80, 120])('at %i columns', async (width) => {
    const text = `${linesOf(tenDifferences(), { width }).join('\n')}\n`;
    await expect(text).toMatchFileSnapshot(`golden/drift-screen-${width}.txt`);
  });

  test('fit a terminal of 24 lines', () => {
    expect(linesOf(tenDifferences()).length).toBeLessThanOrEqual(24);
  });

  test('hold nothing about how they were found', () => {
    const text = linesOf(tenDifferences()).join('\n');
    for (const word of ['Not managed', 'Read completely', 'Guards', 'Digest', 'audit log']) {
      expect(text).not.toContain(word);
    }
  });
});

test('a person whose several changes could be the one is named once', () => {
  const all = tenDifferences();
  const [first] = all.findings;
  const traces = ['2026-11-25T09:00:00Z', '2026-11-25T09:05:00Z'].map((at): Trace => ({
    who: 'kim@example.com',
    at,
    names: false,
  }));
  const text = linesOf({ ...all, findings: first ? [{ ...first, traces }] : [] }).join('\n');
  expect(text).toContain('Perhaps changed by kim@example.com, 2026-11-25 09:00 UTC');
});

test('what happened to one person or in one space is one row', () => {
  const people = ['a@example.com', 'b@example.com', 'c@example.com', 'd@example.com'];
  const spaces = ['alpha', 'beta'];
  const findings = spaces.flatMap((space) =>
    people.map((person) => finding(member(space, person), 'live', { live: { role: 'member' } })),
  );
  const lines = linesOf({ auditLog: { status: 'not-needed' }, findings, known: [], stale: [] });
  expect(lines).toContain('  + 4 people in alpha, beta  not in the file, member live');
  expect(lines).toContain('Drift: 8 changed in Arize.');
});

test('how many people gained access by a change in Arize', () => {
  const space = ref('space', 'search', 'ranking');
  const shut = changed(space, { private: false }, { private: true }, { effect: 'reduces' });
  const lost = ['a', 'b', 'c', 'd'].map((name): AccessChange => ({
    person: `${name}@example.com`,
    place: space,
    effect: 'loses',
    before: ['member'],
    after: [],
    gained: [],
    lost: [],
    via: { how: 'fallback', level: 'member', at: space },
    causes: [shut.address],
  }));
  const delta = { ...noDelta, changes: lost };
  const drift: Drift = {
    auditLog: { status: 'not-needed' },
    findings: [finding(space, 'live', { file: { private: true }, live: { private: false } })],
    known: [],
    stale: [],
  };
  const shown = plan({ changes: [shut], access: { asRun: delta, withConsent: delta } });
  expect(linesOf(drift, { shown })).toContain(
    '  ~ space ranking  private in the file, public live  4 people gained access',
  );
});

const drawn = fc.record({
  direction: fc.constantFrom('live', 'both', 'file', 'unknown' as const),
  space: fc.nat(40),
  person: fc.nat(900),
  live: fc.constantFrom(undefined, 'admin', 'member'),
  file: fc.constantFrom('read-only', 'annotator'),
  line: fc.integer({ min: 1, max: 9999 }),
  who: fc.option(fc.nat(30), { nil: undefined }),
});

const drawnDrift = fc
  .uniqueArray(drawn, {
    minLength: 1,
    maxLength: 300,
    selector: ({ space, person }) => `${space} ${person}`,
    size: 'max',
  })
  .map((all): Drift => {
    const findings = all.map(({ direction, space, person, live, file, line, who }) =>
      finding(
        member(`space-${space}`, `person.number${person}@example.com`),
        direction,
        { file: { role: file }, ...(live !== undefined && { live: { role: live } }) },
        {
          source: sourceAt(line),
          traces:
            who === undefined || direction === 'file'
              ? []
              : [{ who: `who${who}@example.com`, at: '2026-11-25T09:00:00Z', names: true }],
        },
      ),
    );
    return {
      auditLog: { status: 'read', entries: 1, complete: true },
      findings,
      known: [],
      stale: [],
    };
  });

test('an edited role counts the people who gain access and those who lose it, each once', () => {
  const role = ref('role', 'Reviewer');
  const space = ref('space', 'search', 'ranking');
  const edited = changed(role, { permissions: ['A', 'B'] }, { permissions: ['B', 'C'] });
  const held = (name: string, effect: 'gains' | 'loses'): AccessChange => ({
    person: `${name}@example.com`,
    place: space,
    effect,
    before: [{ custom: 'Reviewer' }],
    after: [{ custom: 'Reviewer' }],
    gained: effect === 'gains' ? ['C'] : [],
    lost: effect === 'loses' ? ['A'] : [],
    via: { how: 'own', level: { custom: 'Reviewer' }, at: space },
    causes: [edited.address],
  });
  const changes = [
    ...['a', 'b', 'c'].map((name) => held(name, 'gains')),
    ...['c', 'd', 'e'].map((name) => held(name, 'loses')),
  ];
  const delta = { ...noDelta, changes };
  const drift: Drift = {
    auditLog: { status: 'not-needed' },
    findings: [
      finding(role, 'live', {
        file: { permissions: ['B', 'C'] },
        live: { permissions: ['A', 'B'] },
      }),
    ],
    known: [],
    stale: [],
  };
  const shown = plan({ changes: [edited], access: { asRun: delta, withConsent: delta } });
  expect(linesOf(drift, { shown }).join('\n')).toContain('5 people');
});

test('a drift of any size fits a screen, counts every difference and ends with the ways out', () => {
  fc.assert(
    fc.property(drawnDrift, fc.constantFrom(60, 80, 120), (drift, width) => {
      const lines = linesOf(drift, { width });
      const { findings } = drift;
      expect(lines.length).toBeLessThanOrEqual(width === 60 ? 44 : 36);
      expect(lines.filter((line) => line.length > width)).toEqual([]);
      const text = lines.join(' ').replaceAll(/\s+/g, ' ');
      const more = [...text.matchAll(/and (\d+) more \(--details\):/g)];
      const hidden = more.reduce((sum, [, count]) => sum + Number(count), 0);
      // Several in one row are counted there, so only rows of one or a few can be looked for by name.
      const isCounted = /\d people in/.test(text);
      const named = findings.filter(({ key }) => isCounted || text.includes(key.at(-1) ?? ''));
      expect(named.length + hidden).toBeGreaterThanOrEqual(findings.length);
      const end = lines.slice(-8).join(' ').replaceAll(/\s+/g, ' ');
      const of = (direction: string): number =>
        findings.filter((each) => each.direction === direction).length;
      const wanted = [
        ...(of('live') > 0 ? [`${of('live')} changed in Arize`, 'drift --adopt'] : []),
        ...(of('file') > 0 ? [`${of('file')} not applied yet`] : []),
        findings.length > 1 ? 'drift --details' : `accept finding ${findings[0]?.id}`,
      ];
      expect(wanted.filter((each) => !end.includes(each))).toEqual([]);
    }),
    settings(300, 30),
  );
});
