import fc from 'fast-check';
import { expect, test } from 'vitest';
import { columnsOf } from '../../src/page/columns.ts';
import { Report } from '../../src/page/report.ts';
import { reportJson } from '../../src/render/json/report.ts';
import { sourcesOf } from '../../src/report/sources.ts';
import { cases, openWorld, orSkip } from '../laws/world.ts';
import { often, settings } from '../repeated.ts';
import { context, reportOn } from '../report/reporting.ts';

/** The map as the page opens, and as each card leaves it. */
const looking = { changedOnly: true, isAboutCells: false, shows: () => true };

test('whatever card is pressed, each loss of its people is in a column, or in that of the space above it', async () => {
  let losses = 0;
  await fc.assert(
    fc.asyncProperty(cases, fc.boolean(), async ({ seed, text }, consent) => {
      const { plan, desired, live } = await orSkip(openWorld(seed).planFile(text, consent));
      const report = new Report(
        reportJson(sourcesOf(live, { desired, plan }), context({ consent, command: 'plan' })),
      );
      const { people, places, plan: shown } = report.document;
      for (const isConsent of [true, false]) {
        report.consent = isConsent;
        const pressed = (shown?.cards ?? []).map((card) => report.count(card).people);
        for (const some of [[...people.keys()], ...pressed]) {
          const columns = new Set(
            columnsOf(report, some, looking, new Set()).map(({ place }) => place),
          );
          for (const person of some) {
            for (const [place, kind] of report.differences(person)) {
              const effect = report.side?.kinds[kind]?.effect;
              if (effect !== 'loses' && effect !== 'changes') continue;
              losses += 1;
              const { kind: what, parent = -1 } = places[place] ?? {};
              const above = report.standing(person, parent).difference?.effect;
              const isTold =
                columns.has(place) ||
                (what === 'project' && columns.has(parent) && above === effect);
              expect({
                person: people[person]?.email,
                place: places[place]?.address,
                isTold,
              }).toEqual({
                person: people[person]?.email,
                place: places[place]?.address,
                isTold: true,
              });
            }
          }
        }
      }
    }),
    settings(200, 40),
  );
  expect(losses).toBeGreaterThan(often(500));
});

/** A private space. */
const spaceOf = (...members: readonly string[]): string =>
  `{private: true, members: {${members.map((email) => `${email}: member`).join(', ')}}}`;

test('what most people lose comes first, and a resource comes before what is in it', async () => {
  const people = ['a', 'b', 'c'].map((name) => `${name}@x.org`);
  const [a = '', b = '', c = ''] = people;
  const seed = `
users: {jane@x.org: {name: Jane, role: admin}, ${people.map((email) => `${email}: {name: X, role: member}`).join(', ')}}
organizations:
  One: {members: {${a}: member}, spaces: {first: ${spaceOf(a)}}}
  Two:
    members: {${people.map((email) => `${email}: member`).join(', ')}}
    spaces: {few: ${spaceOf(a)}, many: ${spaceOf(a, b, c)}}
`;
  const file = `
version: 1
organizations:
  One: {spaces: {first: {members: {}}}}
  Two: {members: {${a}: member, ${b}: member}, spaces: {few: {members: {}}, many: {members: {}}}}
`;
  const report = new Report(await reportOn(seed, file, true));
  const columns = columnsOf(report, [...report.document.people.keys()], looking, new Set());
  expect(
    columns.map(({ place, losing }) => [report.document.places[place]?.name, losing.length]),
  ).toEqual([
    ['Two', 1],
    ['many', 3],
    ['few', 1],
    ['first', 1],
  ]);
});

test('a project that one person loses has a column, though another person loses its space', async () => {
  const seed = `
users:
  jane@x.org: {name: Jane, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member}
roles: {Reader: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member}
    spaces:
      churn:
        private: true
        members: {raj@x.org: member}
        bindings: {}
        projects: {dev: {bindings: {mei@x.org: Reader}}}
`;
  const file = `
version: 1
organizations:
  P:
    spaces:
      churn:
        members: {}
        projects: {dev: {bindings: {}}}
`;
  const report = new Report(await reportOn(seed, file, true));
  const columns = columnsOf(report, [...report.document.people.keys()], looking, new Set());
  expect(
    columns.map(({ place, losing }) => [report.document.places[place]?.name, losing.length]),
  ).toEqual([
    ['churn', 1],
    ['dev', 2],
  ]);
});
