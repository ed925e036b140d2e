import { describe, expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { openAccount, rewording } from '../account/account.ts';
import { linesOf } from '../account/lines.ts';

const account = `
organizations: {P: {members: {bot@x.org: member}, spaces: {s: {members: {bot@x.org: member}}}}}
api_keys: [{name: old, user: bot@x.org, created_by: jane@x.org, expires_at: "2026-12-10T00:00:00Z"}]`;

const keys = (content: string): string =>
  `organizations: {P: {spaces: {s: {service_keys: {${content}}}}}}`;

const made = 'new: {role: member, deliver: {file: out/new.key}}';
const replaced =
  'old: {role: member, expires: 2027-06-01, rotate_before: 30d, deliver: {file: out/old.key}}';

/** The account whose server says of a person that they have no developer access. */
async function found(content: string, without: string | undefined) {
  const between = rewording(
    (text) => text,
    (text) =>
      text.replace(
        new RegExp(`("email":"${without}"[^}]*\\}?[^}]*"is_developer":)true`),
        '$1false',
      ),
  );
  const { desired, live } = await openAccount(account, { between }).look(
    keys(content),
    '2026-12-01',
  );
  return linesOf(diff(desired, live));
}

const why =
  "Only people with developer access can create keys, and jane has none. Grant it in a run of its own (`developer: true`), or use another admin's key.";

describe('keys are made by people with developer access', () => {
  test.each([
    ['a new one', made, 'new'],
    ['one in the place of another', replaced, 'old'],
  ])('%s is no change where the caller has none', async (_, content, name) => {
    expect(await found(content, 'jane@x\\.org')).toEqual([
      `! unsafe space/P/s/service_key/${name}: ${why}`,
    ]);
    expect(await found(content, 'kim@x\\.org')).toEqual([
      expect.stringMatching(new RegExp(`^[+~] space/P/s/service_key/${name}`)),
    ]);
  });

  test('a key that is there needs nobody to make it', async () => {
    expect(await found('old: {role: member, expires: 2026-12-10}', 'jane@x\\.org')).toEqual([]);
  });
});
