import { expect, test } from 'vitest';
import { planOf } from '../account/compare.ts';

const seed = `
organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {s: {private: false, members: {raj@x.org: member}}}}}`;
const file = `
organizations:
  P:
    members: {raj@x.org: admin}
    spaces: {s: {private: true}}
removed: [{user: tom@x.org, reason: left}]`;

const digestOf = async (account: string, text: string, consent = false): Promise<string> =>
  (await planOf(account, text, { consent })).digest;

test('the same inputs give the same plan, byte for byte', async () => {
  const [one, two] = await Promise.all([planOf(seed, file), planOf(seed, file)]);
  expect(JSON.stringify(one)).toBe(JSON.stringify(two));
  expect(one.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
});

test.each<[string, string, string]>([
  ['other lines and comments', seed, `# reviewed\n\n${file}\n`],
  ['another reason', seed, file.replace('left', 'moved on')],
  [
    'another spelling of the same',
    seed,
    file.replace('raj@x.org: admin', 'RAJ@x.org: {role: admin}'),
  ],
  [
    'something that needs no change',
    seed,
    file.replace('private: true', 'private: true, members: {raj@x.org: member}'),
  ],
])('is not covered: %s', async (_, account, text) => {
  expect(await digestOf(account, text)).toBe(await digestOf(seed, file));
});

test('is not covered: consent', async () => {
  expect(await digestOf(seed, file, true)).toBe(await digestOf(seed, file));
});

test.each<[string, string, string]>([
  ['another change', seed, file.replace('private: true', 'description: x')],
  ['one change more', seed, file.replace('private: true', 'private: true, description: x')],
  ['one change less', seed, file.replace('private: true', '')],
  [
    'what a field was before',
    seed.replace('raj@x.org: member, mei', 'raj@x.org: read-only, mei'),
    file,
  ],
  ['what it is to be', seed, file.replace('admin', 'read-only')],
  ['the id of a live thing', seed.replace('P: {', 'O: {}, P: {'), file],
  ['the account', `account: {name: Other, id: 7}\n${seed}`, file],
])('is covered: %s', async (_, account, text) => {
  expect(await digestOf(account, text)).not.toBe(await digestOf(seed, file));
});
