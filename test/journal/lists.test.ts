import { expect, test } from 'vitest';
import { listsAfter, listsBefore } from '../../src/journal/lists.ts';
import type { Live, Outcome } from '../../src/model.ts';
import { accountOf, planIn } from '../account/compare.ts';

/** What a run writes down of the lists that it took something from. */

const people = Array.from({ length: 9 }, (_, index) => `p${index}@x.org`);
const all = (some: readonly string[]): string => some.map((email) => `${email}: member`).join(', ');

const users = people.map((email) => `${email}: {name: P, role: member}`).join(', ');
const account = accountOf(`
users: {jane@x.org: {name: Jane, role: admin}, ${users}}
organizations: {P: {members: {${all(people)}}}}`);

const name = 'organization_member organization/P';

/** A run that removes one of nine members, and what becomes of it. */
async function ran(status: 'done' | 'skipped' = 'done') {
  const looked = await account.look(`organizations: {P: {members: {${all(people.slice(1))}}}}`);
  const { changes } = planIn(looked, { consent: true });
  const told = changes.map((change): Outcome =>
    status === 'done' ? { status, change } : { status, change, because: 'it needs another' },
  );
  return { live: looked.live, changes, told };
}

const countIn = (lists: readonly { list: string; count: number }[] = []): number | undefined =>
  lists.find(({ list }) => list === name)?.count;

/** The account as an answer shows it that leaves members out. */
const showing = (live: Live, count: number): Live => ({
  ...live,
  lists: live.lists.map((list) => (list.name === name ? { ...list, count } : list)),
});

test('before it takes anything, a run says how far each list may fall', async () => {
  const { live, changes } = await ran();
  const { lists } = listsBefore(live.lists, changes, live);
  expect(lists.find(({ list }) => list === name)).toMatchObject({ count: 9, after: 8 });
});

test('a list falls by what the run took, whether or not the account was read again', async () => {
  const { live, told } = await ran();
  const after = (again: Live | undefined) =>
    countIn(listsAfter(live.lists, told, { live, again }, undefined));
  expect(after(undefined)).toBe(8);
  expect(after(showing(live, 8))).toBe(8);
});

test('an answer after the run that leaves half of a list out is not believed', async () => {
  const { live, told } = await ran();
  const again = showing(live, 3);
  expect(countIn(listsAfter(live.lists, told, { live, again }, undefined))).toBe(8);
});

test('a run that wrote nothing says nothing', async () => {
  const { live, told } = await ran('skipped');
  expect(listsAfter(live.lists, told, { live, again: live }, undefined)).toBeUndefined();
});
