import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as sdk from '@arizeai/ax-client';
import { expect, test } from 'vitest';

/** Functions about access in the official client; the others are about data, prompts and evaluations. */
const access =
  /(User|Users|Organization|Organizations|Space|Spaces|Project|Projects|Role|Roles|RoleBinding|RoleBindings|Resource|ResourceRestrictions|ApiKey|ApiKeys|AuditLogs|resendInvitation|resetPassword)$/;

test('every access function of the official client has a contract', () => {
  const exported = Object.entries(sdk)
    .filter(
      ([name, value]) => typeof value === 'function' && /^[a-z]/.test(name) && access.test(name),
    )
    .map(([name]) => name);
  const folder = import.meta.dirname;
  const sources = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'));
  const covered = sources.flatMap((source) =>
    [...source.matchAll(/\bcontract\('(\w+)'/g)].map(([, name = '']) => name),
  );
  expect(covered.toSorted()).toEqual(exported.toSorted());
  expect(covered.length).toBeGreaterThan(35);
});
