import { expect, test } from 'vitest';
import { Matches } from '../../src/page/matches.ts';
import { madeUp } from './document.ts';

const matches = new Matches(madeUp({ people: 60, organizations: 3, spaces: 6 }));
const found = (text: string): readonly string[] =>
  matches.of(text).map(({ kind, text: name, more }) => `${kind}: ${name} ${more}`.trim());

test('the best match comes first: the same, then a beginning, then a part', () => {
  expect(found('space-0-1')[0]).toBe('space: space-0-1 in Organization 0');
  expect(found('person 1')[0]).toBe('person: person0001@example.com Person 1');
  expect(found('read')).toContain('built-in role: read-only');
  expect(found('READ')[0]).toBe('built-in role: read-only');
  expect(found('_read')[0]).toBe('permission: PROJECT_READ');
});

test('the short name of a role in the map finds the role', () => {
  expect(found('ds')[0]).toBe('custom role: Data Scientist');
});

test('a person and a resource, or a permission and a resource, are a question, in any order', () => {
  expect(found('project_read space-0-1')).toEqual(['who can: PROJECT_READ space space-0-1']);
  expect(found('space-0-1 person0015')).toEqual(['why: person0015@example.com space space-0-1']);
  expect(found('person 15 space-0-1')).toContain('why: person0015@example.com space space-0-1');
  expect(matches.of('person0015 space-0-1')[0]?.hash).toBe(
    '#person=person0015@example.com&in=space/Organization%200/space-0-1',
  );
});

test.each(['', '   ', 'zoe', 'zoe space-0-1'])('"%s" finds nothing', (text) => {
  expect(found(text)).toEqual([]);
});
