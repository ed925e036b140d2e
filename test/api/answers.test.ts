import { describe, expect, test } from 'vitest';
import { answers, entries } from '../../src/api/answers.ts';
import { account, apiKey } from './account.ts';

/** An entry with everything that any list reads of one. */
const whole = {
  id: 'VXNlcjox',
  name: 'Raj',
  email: 'raj@x.org',
  status: 'ACTIVE',
  role: { type: 'PREDEFINED', name: 'MEMBER' },
  is_developer: true,
  description: 'text',
  is_private: true,
  space_id: 'U3BhY2U6MQ==',
  permissions: ['PROJECT_READ'],
  is_predefined: false,
  role_id: 'Um9sZTox',
  user_id: 'VXNlcjox',
  resource_type: 'SPACE',
  resource_id: 'U3BhY2U6MQ==',
  redacted_key: 'ak-...1234',
  created_at: '2026-01-01T00:00:00Z',
  created_by_user_id: 'VXNlcjox',
  expires_at: '2027-01-01T00:00:00Z',
  last_used_at: '2026-02-01T00:00:00Z',
};

type Path = keyof typeof entries;

/** The fields that may be null or missing, with what they are then. */
const lenient: Readonly<Record<string, unknown>> = {
  description: '',
  is_developer: undefined,
  is_private: undefined,
  expires_at: undefined,
  last_used_at: undefined,
};

const fields = Object.entries(entries).flatMap(([path, byKey]) =>
  Object.entries(byKey).flatMap(([key, { shape }]) =>
    Object.keys(shape).map((field) => [path, key, field] as const),
  ),
);

const isPath = (path: string): path is Path => path in entries;

/** Reads a list whose second entry is another one. */
async function readWith(path: string, key: string, entry: object): Promise<unknown> {
  if (!isPath(path)) throw new Error(path);
  const pagination = { has_more: false };
  const { reading } = account(() => Response.json({ [key]: [whole, entry], pagination }));
  // The key belongs to the path, which types cannot see here.
  const { list }: { readonly list: (...args: never) => unknown } = reading;
  return Reflect.apply(list, undefined, [path, key, {}]);
}

const noValues: [string, unknown][] = [
  ['null', null],
  ['missing', undefined],
];

describe.each(fields.filter(([, , field]) => field in lenient))(
  '%s, %s: %s',
  (path, key, field) => {
    test.each(noValues)('%s is no error', async (_, value) => {
      const found = { [field]: lenient[field] };
      expect(await readWith(path, key, { ...whole, [field]: value })).toMatchObject([{}, found]);
    });
  },
);

describe.each(fields.filter(([, , field]) => !(field in lenient)))(
  '%s, %s: %s',
  (path, key, field) => {
    test.each(noValues)('%s is an error that names it', async (_, value) => {
      const label = field === 'email' ? 'Raj' : 'raj@x.org';
      await expect(readWith(path, key, { ...whole, [field]: value })).rejects.toMatchObject({
        kind: 'not-arize',
        message: expect.stringMatching(
          new RegExp(
            `^GET ${path}: .*${key}\\[1\\]\\.${field}: expected .*, got (?:null|nothing) \\(of "${label}"\\)\\.$`,
          ),
        ),
      });
    });
  },
);

test.each(fields)(
  '%s, %s: %s is something else, and the error names it',
  async (path, key, field) => {
    await expect(readWith(path, key, { ...whole, [field]: 7 })).rejects.toMatchObject({
      message: expect.stringContaining(`${key}[1].${field}: expected `),
    });
  },
);

test('an answer to a write without its id may have been done', async () => {
  for (const path of Object.keys(answers.post)) {
    const { writing } = account(() => Response.json({ name: apiKey }));
    const { post }: { readonly post: (...args: never) => unknown } = writing;
    const init = { params: { path: { api_key_id: 'key1' } }, body: {} };
    const sent = path.replace('{api_key_id}', 'key1');
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    await expect(Reflect.apply(post, undefined, [path, init])).rejects.toMatchObject({
      outcome: 'unknown',
      message: `POST ${sent}: unexpected response: data.id: expected text, got nothing (of "[key]").`,
    });
  }
});
