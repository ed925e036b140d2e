import { expect, test } from 'vitest';
import { openDesk, toldOf } from './desk.ts';

const file =
  'users: {new@x.org: {name: New, role: member, invite: temporary_password, deliver: {command: [vault, put]}}}';
const today = '2026-01-01';

const messageOf = async (desk: ReturnType<typeof openDesk>): Promise<unknown> => {
  const [outcome] = await desk.run(file, today);
  return outcome?.status === 'failed' ? outcome.error : outcome?.status;
};

test('a temporary password goes where the file says, and nowhere else', async () => {
  const desk = openDesk('');
  const outcomes = await desk.run(file, today);
  expect(outcomes.map(toldOf)).toEqual([
    'done + user/new {name: New, role: member, invite: temporary_password, to_command: [vault put]}',
  ]);
  expect(desk.arrived).toEqual([
    { sink: { command: ['vault', 'put'] }, secret: expect.stringMatching(/^sandbox-password-/) },
  ]);
  expect(JSON.stringify(outcomes)).not.toContain('sandbox-password');
  expect((await desk.planFile(file, today)).changes).toEqual([]);
});

test('nobody is blocked when it does not arrive', async () => {
  const desk = openDesk('', {
    secrets: { deliver: () => Promise.reject(new Error('the vault is sealed')) },
  });
  expect(await messageOf(desk)).toMatchObject({
    message:
      'The person was created, but the temporary password was not delivered: the vault is sealed.',
    hint: 'Send a link by e-mail instead',
    next: { words: ['users', 'resend-invitation', 'new@x.org', '--apply'], reads: 'account' },
  });
  expect(desk.sent).toEqual(['POST /v2/users']);
});

test.each<[string, () => Response]>([
  [
    'is lost',
    () => {
      throw new TypeError('fetch failed');
    },
  ],
  [
    'is 503 with Retry-After',
    () =>
      Response.json(
        { title: 'Service Unavailable', status: 503 },
        { status: 503, headers: { 'retry-after': '1' } },
      ),
  ],
])(
  'an answer that %s is not asked for again: the second one would hold no password',
  async (_, answer) => {
    const desk = openDesk('', { accident: (next) => next().then(answer) });
    expect(await messageOf(desk)).toMatchObject({ outcome: 'unknown' });
    expect(desk.sent).toEqual(['POST /v2/users']);
  },
);

test('the file has to name a place for it', async () => {
  const without = 'users: {new@x.org: {name: New, role: member, invite: temporary_password}}';
  await expect(openDesk('').planFile(without, today)).rejects.toThrow(
    'the temporary password has no destination',
  );
});
