import { describe, expect, test } from 'vitest';
import type { Seed } from '../../src/sandbox/index.ts';
import { openSandbox, parseSeed } from '../../src/sandbox/index.ts';
import { people as ids, peopleSeed } from './people.ts';
import { open } from './world.ts';

const withKeys: Seed = parseSeed(
  {
    ...peopleSeed,
    api_keys: [
      {
        name: 'traces',
        user: 'ci@bots.example.com',
        created_by: 'raj@example.com',
        expires_at: '2027-01-01T00:00:00Z',
      },
      { name: 'old', user: 'ci@bots.example.com', created_by: 'gone@example.com', revoked: true },
      { name: 'laptop', user: 'raj@example.com', description: 'mine' },
    ],
  },
  'keys',
);

describe('API keys of a seed', () => {
  test('are service keys of bots and personal keys of people', async () => {
    const { send } = open({ seed: withKeys });
    const service = await send('GET', `/v2/api-keys?space_id=${ids.alpha}&user_id=${ids.raj}`);
    expect(service.body).toMatchObject({
      api_keys: [
        {
          name: 'traces',
          key_type: 'SERVICE',
          expires_at: '2027-01-01T00:00:00Z',
          created_by_user_id: ids.raj,
        },
      ],
    });
    const personal = await send('GET', `/v2/api-keys?user_id=${ids.raj}`);
    expect(personal.body).toMatchObject({
      api_keys: [{ name: 'Seeded key of Raj' }, { name: 'laptop', description: 'mine' }],
    });
    const revoked = await send('GET', `/v2/api-keys?space_id=${ids.alpha}&status=REVOKED`);
    expect(revoked.body).toMatchObject({ api_keys: [{ name: 'old' }] });
  });

  test('are no keys to use, and come back in the snapshot', () => {
    const sandbox = openSandbox({ seed: withKeys });
    expect(sandbox.keys()).toHaveLength(Object.keys(peopleSeed.keys ?? {}).length);
    const snapshot = sandbox.snapshot();
    expect(snapshot.api_keys).toEqual(withKeys.api_keys);
    expect(openSandbox({ seed: parseSeed(snapshot, 'snapshot') }).snapshot()).toEqual(snapshot);
  });

  test.each([
    [
      { name: 'x', user: 'who@example.com' },
      'api_keys > 0 > user: who@example.com is not among the users',
    ],
    [
      { name: 'x', user: 'raj@example.com', created_by: 'who@example.com' },
      'api_keys > 0 > created_by: who@example.com is not among the users',
    ],
    [
      { name: 'x', user: 'raj@example.com', expires_at: 'soon' },
      'api_keys > 0 > expires_at: must match pattern',
    ],
    [
      { name: 'x', user: 'raj@example.com', expires_at: '2027-99-01T00:00:00Z' },
      '2027-99-01T00:00:00Z is not a date and time',
    ],
    [
      { name: 'x', user: 'raj@example.com', key: 'secret' },
      'api_keys > 0 > key: `key` is not a known key here',
    ],
  ])('refused: %j', (key, message) => {
    expect(() => parseSeed({ ...peopleSeed, api_keys: [key] }, 'seed')).toThrow(message);
  });
});
