import { expect, test } from 'vitest';
import { explain } from '../../src/access/explain.ts';
import { whoCan } from '../../src/access/whoCan.ts';
import { refAddress } from '../../src/kinds/index.ts';
import { explainJson } from '../../src/render/json/explain.ts';
import { whoCanJson } from '../../src/render/json/whoCan.ts';
import { explainMarkdown } from '../../src/render/markdown/explain.ts';
import { whoCanMarkdown } from '../../src/render/markdown/whoCan.ts';
import { placeIn, stateOf } from '../access/state.ts';
import { active, htmlOf, nasty, readText, skeleton } from './activeMarkdown.ts';

const most = 65_536;

const accountOf = (people: readonly string[], space: string) => {
  const users = people.map((person) => `  ${person}: {name: X, role: member, invite: none}`);
  const members = people.map((person) => `      ${person}: member`);
  const name = JSON.stringify(space);
  const { state } = stateOf(
    `users:\n${users.join('\n')}\norganizations:\n  O:\n    members:\n${members.join('\n')}\n    spaces: {${name}: {private: false}}\n`,
  );
  return { state, place: placeIn(state, refAddress({ kind: 'space', key: ['O', space.trim()] })) };
};

const asked = { of: 'desired', file: 'access.yaml' } as const;

test('who gets into a space, as a page: it fits, and who is left out is counted', () => {
  const people = Array.from({ length: 3000 }, (_, index) => `p${index}@x.org`);
  const { state, place } = accountOf(people, 'lab');
  const page = whoCanMarkdown({
    asked,
    place,
    action: undefined,
    people: whoCan(state, place, undefined),
  });
  expect(Buffer.byteLength(page)).toBeLessThanOrEqual(most);
  const shown = page.match(/^\| `p\d+@x\.org`/gm)?.length ?? 0;
  expect(shown).toBeGreaterThan(300);
  expect(page).toContain(`| **and ${3000 - shown} more** | | |`);
  expect(page).toContain('3000 people.');
});

test('whatever the space is called', () => {
  const { state, place } = accountOf(['p@x.org'], '&'.repeat(most));
  const pages = [
    whoCanMarkdown({ asked, place, action: undefined, people: whoCan(state, place, undefined) }),
    explainMarkdown({
      asked,
      explanation: explain(state, 'p@x.org', place),
      promised: false,
      rules: [],
    }),
  ];
  for (const page of pages) {
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(most);
    expect(page).toContain('### Too long to be shown here');
  }
});

/** Answers about a space and a file of this name. */
const pagesFor = (name: string): readonly string[] => {
  const { state, place } = accountOf(['p@x.org'], name);
  const of = { ...asked, file: name };
  return [
    whoCanMarkdown({
      asked: of,
      place,
      action: undefined,
      people: whoCan(state, place, undefined),
    }),
    explainMarkdown({
      asked: of,
      explanation: explain(state, 'p@x.org', place),
      promised: false,
      rules: [],
    }),
  ];
};

test.each(nasty)('names never become active Markdown in an answer: %j', (evil) => {
  const plain = pagesFor('plain');
  for (const [index, page] of pagesFor(evil).entries()) {
    expect(skeleton(htmlOf(page))).toEqual(skeleton(htmlOf(plain[index] ?? '')));
    expect(readText(htmlOf(page))).not.toMatch(active);
  }
});

test('programs are told which team brings somebody', () => {
  const { state, desired } = stateOf(`
teams: {crew: [ann@x.org]}
users: {ann@x.org: {name: Ann, role: member, invite: none}, bo@x.org: {name: Bo, role: member, invite: none}}
organizations: {O: {members: {ann@x.org: member, bo@x.org: member}, spaces: {s: {private: true, members: {crew: member, bo@x.org: member}, projects: {p: {}}}}}}`);
  const place = placeIn(state, 'space/O/s');
  const by = { ...asked, desired };
  const whole = { asked: by, place, action: undefined, people: whoCan(state, place, undefined) };
  const explanation = explain(state, 'ann@x.org', placeIn(state, 'project/O/s/p'));
  expect(whoCanJson(whole, '0')).toMatchObject({
    people: [
      { person: 'ann@x.org', ways: [{ how: 'own', team: 'crew' }] },
      { person: 'bo@x.org', ways: [expect.not.objectContaining({ team: expect.anything() })] },
    ],
  });
  expect(explainJson({ asked: by, explanation, promised: false, rules: [] }, '0')).toMatchObject({
    steps: [
      { resource: { kind: 'account' } },
      { resource: { kind: 'organization' }, holds: [{ level: 'member' }] },
      { resource: { kind: 'space' }, holds: [{ level: 'member', team: 'crew' }] },
      { resource: { kind: 'project' }, through: [{ how: 'inherited', team: 'crew' }] },
    ],
  });
});
