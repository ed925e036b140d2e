import fc from 'fast-check';
import { expect, test } from 'vitest';
import { reachesOf } from '../../src/access/reaches.ts';
import type { Level } from '../../src/delta.ts';
import { byText } from '../../src/names.ts';
import { printTables } from '../../src/render/json/print.ts';
import { reportJson } from '../../src/render/json/report.ts';
import type { ReportDocument } from '../../src/report/document.ts';
import { accessOf, laid } from '../../src/report/reach.ts';
import { sourcesOf } from '../../src/report/sources.ts';
import { cases, openWorld, orSkip } from '../laws/world.ts';
import { complaintsBy } from '../render/closedSchema.ts';
import { settings } from '../repeated.ts';
import { context, linesFor, reportOn } from './reporting.ts';

const complaints = complaintsBy('schema/report.schema.json');

const nameOf = (level: Level): string =>
  level === 'unknown'
    ? 'a role that Arize does not show'
    : typeof level === 'string'
      ? level
      : level.custom;

interface Told {
  readonly place: string | undefined;
}

const byPlace = (a: Told, b: Told): number => byText(a.place ?? '', b.place ?? '');

/** What the document says of a person, place by place. */
function told(document: ReportDocument, person: number, after?: 'as_run' | 'with_consent') {
  const { access, levels, permissions, permission_sets: sets, places, plan } = document;
  const cells = accessOf(document, person);
  const effect = after && (plan?.[after] ?? plan?.as_run);
  for (const each of effect?.cells ?? []) if (each.person === person) laid(each.to, cells);
  return [...cells].map(([place, index]) => {
    const cell = access.cells[index];
    return {
      place: places[place]?.address,
      levels: cell?.levels.map((level) => levels[level]?.text),
      permissions: (sets[cell?.permissions ?? -1] ?? []).map((each) => permissions[each]),
      sure: cell?.enters === true,
      ways: cell?.ways.map((each) => {
        const way = access.ways[each];
        return [way?.how, way?.up, levels[way?.level ?? -1]?.text];
      }),
    };
  });
}

test('the map is what the access engine says: of everyone, everywhere, before and after the plan', async () => {
  await fc.assert(
    fc.asyncProperty(cases, fc.boolean(), async ({ seed, text }, consent) => {
      const { plan, desired, live } = await orSkip(openWorld(seed).planFile(text, consent));
      const sources = sourcesOf(live, { desired, plan });
      const document = reportJson(sources, context({ consent }));
      expect(complaints(printTables(document))).toEqual([]);
      const sides = [
        [undefined, sources.before],
        ['as_run', sources.asRun],
        ['with_consent', sources.withConsent ?? sources.asRun],
      ] as const;
      for (const [side, state] of sides) {
        for (const [person, { email }] of document.people.entries()) {
          const reached = state === undefined ? [] : reachesOf(state, email);
          const wanted = reached.map(({ place, standing, paths, sure }) => ({
            place: place.address,
            levels: standing.levels.map(nameOf),
            permissions: [...standing.permissions].toSorted(byText),
            sure,
            ways: [
              ...new Map(
                paths.map(({ how, at, level, only, unsure }) => {
                  const up = (place.ref?.key.length ?? 0) - (at.ref?.key.length ?? 0);
                  const way = [how, up, nameOf(level)];
                  return [JSON.stringify([way, only, unsure]), way];
                }),
              ).values(),
            ],
          }));
          const found = told(document, person, side).map((each) => ({
            ...each,
            permissions: each.permissions.toSorted((a = '', b = '') => byText(a, b)),
          }));
          expect(found.toSorted(byPlace)).toEqual(wanted.toSorted(byPlace));
        }
      }
    }),
    settings(60, 8),
  );
});

const seed = `
users:
  jane@x.org: {name: Jane, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member}
  tom@x.org: {name: Tom, role: member}
roles: {DS: {permissions: [PROJECT_READ, DATASET_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member, tom@x.org: admin}
    spaces:
      open: {members: {mei@x.org: member}}
      shut:
        private: true
        members: {raj@x.org: member, mei@x.org: read-only}
        projects:
          secret: {restricted: true, bindings: {mei@x.org: DS}}
          plain: {}
`;

const file = `version: 1
teams:
  readers: [mei@x.org]
organizations:
  P:
    spaces:
      open:
        members: {}
      shut:
        members:
          readers: read-only
        projects:
          secret: {}
`;

test('a person is told by every way in, before and after', async () => {
  const document = await reportOn(seed, file, true);
  expect(linesFor(document, 'mei@x.org')).toEqual([
    'account: member by member own@0',
    'organization/P: member by member own@0',
    'space/P/open: member by member own@0',
    'space/P/shut: read-only by read-only own@0',
    'project/P/shut/plain: read-only by read-only inherited@1',
    'project/P/shut/secret: DS by DS own@0',
  ]);
  expect(linesFor(document, 'mei@x.org', 'as_run')).toContain(
    'space/P/open: member by member fallback@1',
  );
  expect(linesFor(document, 'raj@x.org', 'as_run').filter((line) => /shut/.test(line))).toEqual([]);
  expect(linesFor(document, 'tom@x.org')).toContain(
    'project/P/shut/secret: admin by admin admin@2',
  );
});

test('a membership that an admin right may hide is not left out when the right goes', async () => {
  const document = await reportOn(
    `
organizations:
  P: {members: {jane@x.org: admin, tom@x.org: admin}, spaces: {shut: {private: true, members: {tom@x.org: member}}}}
`,
    'organizations: {P: {members: {jane@x.org: admin, tom@x.org: member}}}',
    true,
  );
  expect(linesFor(document, 'tom@x.org', 'as_run')).toEqual([
    'account: member by member own@0',
    'organization/P: member by member own@0',
    'space/P/shut: a role that Arize does not show by a role that Arize does not show own@0?',
  ]);
});

test('a grant has its line, its team, and what the plan does to it', async () => {
  const document = await reportOn(seed, file, true);
  const grants = document.grants.flatMap(({ person, place, level, line, team, plan }) => {
    const where = document.places[place]?.name;
    const who = document.people[person]?.email;
    return plan === undefined && line === undefined
      ? []
      : [
          [
            who,
            where,
            document.levels[level]?.text,
            line && [document.files[line[0]]?.name, line[1]].join(':'),
            document.teams[team ?? -1]?.name,
            plan,
          ].join(' '),
        ];
  });
  expect(grants).toEqual([
    'mei@x.org open member   gone',
    'mei@x.org shut read-only access.yaml:11 readers ',
    'raj@x.org shut member   gone',
  ]);
});

const heldIn = (rows: readonly { readonly held?: true }[]): readonly number[] =>
  rows.flatMap(({ held }, index) => (held ? [index] : []));

test('what a run without consent would leave alone is marked as held back', async () => {
  const document = await reportOn(seed, `${file}\nremoved: [{ user: tom@x.org }]`);
  expect(heldIn(document.grants).map((index) => document.grants[index]?.plan)).toEqual(
    document.grants.flatMap(({ plan }) => (plan === 'gone' ? [plan] : [])),
  );
  expect(heldIn(document.people).map((index) => document.people[index]?.email)).toEqual([
    'tom@x.org',
  ]);
  expect(document.plan?.as_run).toMatchObject({ title: '3 held back', blocked: false });
  expect(document.plan?.with_consent?.title).toMatch(/lose access, 1 cannot be undone$/);
  const withConsent = await reportOn(seed, file, true);
  expect(heldIn(withConsent.grants)).toEqual([]);
});

test('each access rule has its verdict before the plan and on both sides of it, with the line that opens it', async () => {
  const document = await reportOn(
    seed,
    `${file}
rules:
  raj stays out:
    people: [raj@x.org]
    may_not: access
    on: [{ space: shut, organization: P }]
`,
  );
  const [rule] = document.rules ?? [];
  expect(document.rules).toHaveLength(1);
  const verdicts = [rule?.before, rule?.as_run, rule?.with_consent].map((each) => each?.verdict);
  expect(verdicts).toEqual(['broken', 'broken', 'ok']);
  const [breach] = rule?.before.breaches ?? [];
  expect(breach?.text).toMatch(
    /^raj@x\.org has access in space shut in P and \d resources? inside: /,
  );
  expect(document.people[breach?.person ?? -1]?.email).toBe('raj@x.org');
  expect(rule?.people?.map((index) => document.people[index]?.email)).toEqual(['raj@x.org']);
  expect(rule?.places.map((index) => document.places[index]?.name)).toEqual([
    'shut',
    'plain',
    'secret',
  ]);
  expect(complaints(JSON.stringify(document))).toEqual([]);
});

test('each card counts the people and the changes that it names', async () => {
  const document = await reportOn(seed, file);
  const cards = document.plan?.cards ?? [];
  const names = (indices: readonly number[] = []) =>
    indices.map((index) => document.people[index]?.email);
  const lines = cards.map(({ id, as_run: run, with_consent: all }) => [
    `${id}: ${(all ?? run).count} ${(all ?? run).label}`,
    ...names((all ?? run).people),
    ...(all ?? run).changes.map((index) => document.plan?.changes[index]?.address),
  ]);
  expect(lines.filter(([head = '']) => !/: 0 /.test(head))).toEqual([
    [
      'destroyed: 2 to destroy',
      'mei@x.org',
      'raj@x.org',
      'space/P/open/member/mei@x.org',
      'space/P/shut/member/raj@x.org',
    ],
    ['losing: 1 person loses access', 'raj@x.org', 'space/P/shut/member/raj@x.org'],
  ]);
  expect(cards.map(({ as_run: run }) => run.count)).toEqual(cards.map(() => 0));
  expect(cards.find(({ id }) => id === 'losing')?.as_run.label).toBe('people lose access');
});

test('what a change does beside those that need consent stands beside what it does without them', async () => {
  const own = `
users: {jane@x.org: {name: Jane, role: admin}, mei@x.org: {name: Mei, role: member}}
roles: {R: {permissions: [PROJECT_READ, DATASET_CREATE]}}
organizations:
  P:
    members: {mei@x.org: member}
    spaces: {open: {private: true, members: {mei@x.org: read-only}, bindings: {mei@x.org: R}}}
`;
  const wanted = `version: 1
organizations:
  P: {spaces: {open: {members: {mei@x.org: member}, bindings: {}}}}
`;
  const { plan } = await reportOn(own, wanted);
  const rows = plan?.sections.flatMap((section) => section.rows) ?? [];
  expect(rows.map(({ what, effect, with_consent: all }) => [what, effect, all?.effect])).toEqual([
    ['unbind mei@x.org from open', 'read-only and R -> member', undefined],
    ['mei@x.org in open', 'read-only and R -> member and R', 'read-only and R -> member'],
  ]);
});
