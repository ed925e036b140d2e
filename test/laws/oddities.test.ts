import { describe, expect, test } from 'vitest';
import { answers, entries } from '../../src/api/answers.ts';
import { ApiError } from '../../src/api/index.ts';
import { isRecord } from '../../src/records.ts';
import { diff } from '../../src/diff/diff.ts';
import { IncompleteReadError } from '../../src/read/incomplete.ts';
import { openAccount } from '../account/account.ts';
import { lineOf } from '../account/lines.ts';
import type { Between } from '../account/account.ts';

/**
 * Whatever a server says otherwise in one field: nothing that is there counts as gone, nothing is removed or made because
 * of it, and an error says of which request and which field it is. Which fields there are is not written here: of REST
 * the decoders say it, and of GraphQL an answer holds what was asked for.
 */

// Names that no word of the API looks like: they hold a digit.

/** What the account holds and the file says of one organization, without its name. */
const place = `    description: text 1
    members: {raj@x.org: admin, mei@x.org: member, tom@x.org: read-only}
    spaces:
      s1:
        description: text 1
        private: true
        members: {mei@x.org: member, tom@x.org: read-only}
        bindings: {raj@x.org: R1}
        projects: {p1: {restricted: true, bindings: {tom@x.org: R1}}}`;

const account = `
roles:
  R1: {description: text 1, permissions: [PROJECT_READ]}
  Bound1: {permissions: [PROJECT_READ]}
  Mapped1: {permissions: [PROJECT_READ]}
  Free1: {permissions: [PROJECT_READ]}
users:
  jane@x.org: {name: Jane 1, role: admin}
  kim@x.org: {name: Kim 1, role: admin}
  raj@x.org: {name: Raj 1, role: member}
  mei@x.org: {name: Mei 1, role: member}
  tom@x.org: {name: Tom 1, role: member}
  old@x.org: {name: Old 1, role: member, status: inactive}
  bot@x.org: {name: Bot 1, role: member, bot: true}
organizations:
  P1:
${place.replace('{raj', '{bot@x.org: member, raj')}
      other1: {private: true, bindings: {tom@x.org: Bound1}}
saml:
  - domains: [x.org]
    mappings: [{attributes: {team: a1}, organization: {name: P1, role: member}, spaces: [{space: s1, role: Mapped1}]}]`;

const file = `
users:
  jane@x.org: {name: Jane 1, role: admin, developer: true}
  kim@x.org: {name: Kim 1, role: admin, developer: true}
  raj@x.org: {name: Raj 1, role: member, developer: true}
  mei@x.org: {name: Mei 1, role: member, developer: true}
  tom@x.org: {name: Tom 1, role: member, developer: true}
roles: {R1: {description: text 1, permissions: [PROJECT_READ]}}
organizations:
  P1:
${place}
ignore: [{user: old@x.org}]`;

type Steps = readonly string[];

/** A field of an answer: `*` stands for each entry of a list. */
interface Field {
  /** \`GET /v2/users\`, or the name of a query. */
  readonly request: string;
  readonly path: Steps;
}

const nameOf = async (request: Request): Promise<string> => {
  const { pathname } = new URL(request.url);
  if (pathname !== '/graphql') return `${request.method} ${pathname}`;
  const body: unknown = JSON.parse(await request.clone().text());
  const name: unknown = isRecord(body) ? body['operationName'] : undefined;
  return `GraphQL query ${String(name)}`;
};

/** The fields that a decoder reads, those of objects inside it too. */
function fieldsOf(decoder: object): readonly Steps[] {
  if (!('shape' in decoder) || !isRecord(decoder.shape)) return [];
  return Object.entries(decoder.shape).flatMap(([name, inner]): readonly Steps[] => {
    const deeper = typeof inner === 'function' ? fieldsOf(inner) : [];
    return [[name], ...deeper.map((steps) => [name, ...steps])];
  });
}

const ofRest: readonly Field[] = Object.entries(entries).flatMap(([path, byKey]) =>
  Object.entries(byKey).flatMap(([key, decoder]) =>
    fieldsOf(decoder).map((steps) => ({ request: `GET ${path}`, path: [key, '*', ...steps] })),
  ),
);

/** Every field of an answer. */
function pathsIn(value: unknown): readonly Steps[] {
  if (Array.isArray(value)) {
    const [first]: unknown[] = value;
    return first === undefined ? [] : pathsIn(first).map((steps) => ['*', ...steps]);
  }
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]): readonly Steps[] => [
    [name],
    ...pathsIn(inner).map((steps) => [name, ...steps]),
  ]);
}

type Change = (value: unknown) => unknown;

/** The answer with one field of it changed, in each entry. */
function changed(value: unknown, [step, ...rest]: Steps, change: Change): unknown {
  if (step === undefined) return change(value);
  if (Array.isArray(value)) {
    const items: unknown[] = value;
    return step === '*' ? items.map((item) => changed(item, rest, change)) : items;
  }
  if (!isRecord(value) || !(step in value)) return value;
  return { ...value, [step]: changed(value[step], rest, change) };
}

/** `Annotator` is the name of a role, and names are what they are. */
const isWord = (value: unknown): value is string =>
  typeof value === 'string' && /^[A-Za-z_]+$/.test(value) && value !== 'Annotator';

const flipped = (word: string): string =>
  /[a-z]/.test(word)
    ? word.replaceAll(/([a-z])([A-Z])/g, '$1_$2').toUpperCase()
    : word.toLowerCase();

const oddities: Readonly<Record<string, Change>> = {
  null: () => null,
  missing: () => undefined,
  'an unknown word': (value) => (isWord(value) ? 'something_else' : value),
  'another case': (value) => (isWord(value) ? flipped(value) : value),
};

const changing =
  (field: Field | undefined, change: Change, seen?: (request: string, body: unknown) => void) =>
  async (request: Request, ask: Parameters<Between>[1]): Promise<Response> => {
    const name = await nameOf(request);
    const response = await ask(request);
    const { status, headers } = response;
    const text = await response.text();
    if (text === '') return new Response(null, { status, headers });
    const body: unknown = JSON.parse(text);
    seen?.(name, body);
    const own = name === field?.request && status === 200;
    const told = own ? changed(body, field.path, change) : body;
    return new Response(JSON.stringify(told), { status, headers });
  };

/** Whatever makes a question necessary. */
const behaviour = {
  rest_organization_prefix: 'Organization',
  bots_in_user_list: false,
} as const;

async function look(between: Between) {
  const { desired, live } = await openAccount(account, { between, behaviour }).look(file);
  const { changes } = diff(desired, live);
  // No run touches bots, so they may go by their ids where nothing better is known.
  const there = live.items.filter(({ service }) => service !== true).map(({ address }) => address);
  return { there, changes };
}

/** What an unspoilt server shows, and every field that it sends to a question. */
async function known() {
  const asked = new Map<string, readonly Steps[]>();
  const whole = await look(
    changing(
      undefined,
      (value) => value,
      (request, body) => {
        if (request.startsWith('GraphQL') && !request.includes('TypeShape')) {
          asked.set(request, pathsIn(body));
        }
      },
    ),
  );
  const ofGraphql = [...asked].flatMap(([request, paths]) =>
    paths.map((path): Field => ({ request, path })),
  );
  return { whole, fields: [...ofRest, ...ofGraphql] };
}

const { whole, fields } = await known();

/** What one odd field leads to that it must not; nothing when all is well. */
async function harmOf(field: Field, change: Change): Promise<readonly string[]> {
  const last = field.path.findLast((step) => step !== '*') ?? '';
  try {
    const { there, changes } = await look(changing(field, change));
    const lost = whole.there.filter((address) => !there.includes(address));
    const before = new Set(whole.changes.map(lineOf));
    const wrong = changes.filter(
      (each) =>
        !before.has(lineOf(each)) &&
        // These differ then: null is an empty description, and another permission another role.
        !(each.action === 'update' && /^(?:description|permissions)$/.test(last)),
    );
    return [...lost.map((address) => `${address} is gone`), ...wrong.map(lineOf)];
  } catch (error) {
    const errors =
      error instanceof IncompleteReadError ? error.unread.map((each) => each.error) : [error];
    return errors.flatMap((each) => {
      if (!(each instanceof ApiError)) return [`not foreseen: ${String(each)}`];
      const isNamed = each.message.startsWith(field.request);
      return isNamed ? [] : [`nothing is named: ${each.message}`];
    });
  }
}

test('every list and every question of a plan is here', () => {
  expect(new Set(fields.map(({ request }) => request))).toEqual(
    new Set([
      ...Object.keys(entries).map((path) => `GET ${path}`),
      'GraphQL query Viewer',
      'GraphQL query PersonTypes',
      'GraphQL query UnlistedPeople',
      'GraphQL query PeopleByEmail',
      'GraphQL query OrganizationIds',
      'GraphQL query OrganizationMembers',
      'GraphQL query SpaceMembers',
      'GraphQL query IdentityProviders',
    ]),
  );
  expect(whole.changes.map(lineOf)).toEqual([
    '- role/Free1 {name: Free1, description: , permissions: [PROJECT_READ]}',
  ]);
  expect(Object.keys(answers.get)).not.toEqual([]);
});

/** The same with a field more in every object. */
function withMore(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMore);
  if (!isRecord(value)) return value;
  const own = Object.entries(value).map(([key, inner]) => [key, withMore(inner)] as const);
  return { ...Object.fromEntries(own), added_later: 'text' };
}

const later: Between = async (request, ask) => {
  const response = await ask(request);
  const body: unknown = await response.json();
  const { status } = response;
  return Response.json(request.method === 'GET' ? withMore(body) : body, { status });
};

test('fields that are added later change nothing', async () => {
  expect(await look(later)).toEqual(whole);
});

describe.each(Object.entries(oddities))('%s', (_, change) => {
  test.each([...new Set(fields.map(({ request }) => request))])(
    'in any field of %s neither takes nor makes anything, and is named',
    async (request) => {
      const harms = new Map<string, readonly string[]>();
      for (const field of fields.filter((each) => each.request === request)) {
        // oxlint-disable-next-line no-await-in-loop -- one account after the other
        const harm = await harmOf(field, change);
        if (harm.length > 0) harms.set(field.path.join('.'), harm);
      }
      expect(Object.fromEntries(harms)).toEqual({});
    },
  );
});
