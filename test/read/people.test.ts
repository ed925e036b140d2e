import { expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { ownName } from '../../src/key.ts';
import { byText } from '../../src/names.ts';
import { isRecord } from '../../src/records.ts';
import { judgeLive } from '../../src/rules/judgeLive.ts';
import { openAccount } from '../account/account.ts';
import type { Between } from '../account/account.ts';
import { linesOf } from '../account/lines.ts';

/** Who is a person: what is asked about each of them, and what follows from the answers. */

const seed = `
users:
  jane@x.org: {name: Jane, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member}
  bot@x.org: {name: Bot, role: member, bot: true}
  old@x.org: {name: Old, role: member, status: inactive}
organizations: {P: {members: {jane@x.org: admin, raj@x.org: member, mei@x.org: member, bot@x.org: member}}}`;

const file = 'organizations: {P: {members: {jane@x.org: admin}}}';

const nameOf = (body: unknown): string =>
  isRecord(body) && typeof body['operationName'] === 'string' ? body['operationName'] : '';

/** Answers a query otherwise, for the alias that asks about one person. */
const answering =
  (query: string, email: string, change: (value: unknown) => unknown): Between =>
  async (request, ask) => {
    if (request.method === 'GET') return ask(request);
    const text = await request.clone().text();
    const body: unknown = JSON.parse(text);
    const response = await ask(request);
    if (nameOf(body) !== query) return response;
    const id = await idOf(email, ask);
    const answer: unknown = await response.json();
    const data = isRecord(answer) ? answer['data'] : undefined;
    const variables = isRecord(body) ? body['variables'] : undefined;
    if (!isRecord(data) || !isRecord(variables)) return Response.json(answer);
    const alias = Object.keys(variables).find((each) => variables[each] === id);
    if (alias === undefined) return Response.json(answer);
    const changed = change(data[`n${alias.slice(2)}`]);
    return changed === refused
      ? Response.json({ data: null, errors: [{ message: 'You may not see this user' }] })
      : Response.json({ data: { ...data, [`n${alias.slice(2)}`]: changed } });
  };

const refused = Symbol('refused');

async function idOf(email: string, ask: (request: Request) => Promise<Response>): Promise<string> {
  const query = `{ account { users(search: "${email}", first: 1) { edges { node { id } } } } }`;
  const headers = { 'content-type': 'application/json', 'x-api-key': 'key' };
  const body = JSON.stringify({ query });
  const response = await ask(
    new Request('http://127.0.0.1/graphql', { method: 'POST', headers, body }),
  );
  return /"id":"([^"]+)"/.exec(await response.text())?.[1] ?? '';
}

/** What the file removes; "left alone" is who is not known to be a person. */
async function removedBy(between?: Between) {
  const { desired, live } = await openAccount(seed, between && { between }).look(file);
  const alone = live.items
    .filter(({ kind, service }) => kind === 'organization_member' && service)
    .map(({ key }) => ownName(key));
  return { removed: linesOf(diff(desired, live)), alone };
}

const raj = '- organization/P/member/raj member';
const mei = '- organization/P/member/mei member';

test('bots are left alone', async () => {
  expect(await removedBy()).toEqual({ removed: [raj, mei].toSorted(), alone: ['bot@x.org'] });
});

test.each<[string, (value: unknown) => unknown]>([
  ['nothing', () => null],
  ['another type', () => ({})],
  ['no type', () => ({ userType: null })],
  ['an unknown type', () => ({ userType: 'agent' })],
  ['an error', () => refused],
])(
  'a person about whom the answer is %s is left alone, and stays; others are removed',
  async (_, change) => {
    const { removed, alone } = await removedBy(answering('PersonTypes', 'raj@x.org', change));
    expect(removed).toEqual([mei]);
    expect(alone.toSorted(byText)).toEqual(['bot@x.org', 'raj@x.org']);
  },
);

test.each<[string, (value: unknown) => unknown]>([
  ['no type', () => ({ userType: null })],
  ['an unknown type', () => ({ userType: 'agent' })],
])('a rule is unknown, never ok, for a member about whom the answer is %s', async (_, change) => {
  const rules = `
rules:
  no raj: {people: [raj@x.org], may_not: access, on: [{organization: P}]}
  few: {may: access, at_most: 2, on: [{organization: P}]}
  no bot: {people: [bot@x.org], may_not: access, on: [{organization: P}]}`;
  const verdicts = async (between?: Between) => {
    const account = openAccount(seed, between && { between });
    const { desired, live } = await account.look(`${file}${rules}`);
    const judged = judgeLive(live, desired, '2027-01-15');
    return judged.map(({ verdict }) => verdict);
  };
  expect(await verdicts()).toEqual(['broken', 'broken', 'ok']);
  const unsure = answering('PersonTypes', 'raj@x.org', change);
  expect(await verdicts(unsure)).toEqual(['unknown', 'unknown', 'ok']);
});

/** A server that does not know the question. */
const silent: Between = async (request, ask) =>
  request.method !== 'GET' && nameOf(JSON.parse(await request.clone().text())) === 'PersonTypes'
    ? Response.json({ errors: [{ message: 'Cannot query field "userType"' }] })
    : ask(request);

test('nothing is known when nobody is answered', async () => {
  await expect(removedBy(silent)).rejects.toThrow('could not be read completely');
});

test.each([
  ['by the address', 'users: {old@x.org: {name: Old, role: member, invite: none}}', ['old@x.org']],
  [
    'by its first half',
    'users: {old@y.org: {name: Old, role: member, invite: none}}',
    ['old@x.org'],
  ],
  ['not for somebody whom REST lists', 'users: {raj@x.org: {name: Raj}}', []],
  ['not for nobody', file, []],
])('the blocked are looked up %s', async (_, text, blocked) => {
  const { live } = await openAccount(seed).look(text);
  const found = live.items.filter(({ status }) => status === 'blocked');
  expect(found.map(({ key }) => key[0])).toEqual(blocked);
});

test('the list of people has the same length, whoever is looked up', async () => {
  const lengths = await Promise.all(
    [file, 'users: {old@x.org: {name: Old, role: member}}'].map(async (text) => {
      const { live } = await openAccount(seed).look(text);
      return live.lists.find(({ kind }) => kind === 'user')?.count;
    }),
  );
  expect(lengths).toEqual([4, 4]);
});
