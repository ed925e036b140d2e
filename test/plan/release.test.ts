import { describe, expect, test } from 'vitest';
import { apply } from '../../src/apply/apply.ts';
import { openAccount } from '../account/account.ts';
import { planIn } from '../account/compare.ts';
import { short } from '../account/lines.ts';

const account = `
roles: {R: {permissions: [PROJECT_READ]}}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: member}
    spaces: {s: {members: {raj@x.org: member}, bindings: {mei@x.org: R}}}`;

const inSpace = (content: string): string => `organizations: {P: {spaces: {s: {${content}}}}}`;

/** The changes that an older server would refuse, and the sentence. */
async function refused(file: string, isOlder = true): Promise<readonly string[]> {
  const opened = openAccount(account, { behaviour: { lower_case_enums: isOlder } });
  const { guards } = planIn(await opened.look(file), { consent: true });
  return guards
    .filter(({ rule, verdict }) => rule === 'release' && verdict === 'blocked')
    .flatMap(({ message, changes }) => [message, ...changes.map(short)]);
}

const one =
  'The server is older than release 11.40 and would refuse 1 of these changes: it uses other names for roles. Update Arize, or make this change in the Arize UI.';

describe('a server before release 11.40', () => {
  test.each<[string, string, string]>([
    ['a new person', 'users: {new@x.org: {name: New, role: member, invite: none}}', 'user/new'],
    [
      'a role in an organization',
      'organizations: {P: {members: {raj@x.org: admin, mei@x.org: member}}}',
      'organization/P/member/raj',
    ],
    [
      'a role in a space',
      inSpace('members: {raj@x.org: admin, mei@x.org: R}'),
      'space/P/s/member/raj',
    ],
    [
      'a custom role for a member',
      'organizations: {P: {members: {raj@x.org: member, mei@x.org: member}, spaces: {s: {members: {raj@x.org: R, mei@x.org: R}}}}}',
      'space/P/s/member/raj',
    ],
    ['a private space', 'organizations: {P: {spaces: {t: {private: true}}}}', 'space/P/t'],
    ['a permission with a new name', 'roles: {R: {permissions: [SERVICE_KEY_REVOKE]}}', 'role/R'],
  ])('refuses %s, which the plan says', async (_, file, address) => {
    expect(await refused(file)).toEqual([one, address]);
    expect(await refused(file, false)).toEqual([]);
  });

  test('takes bindings and removals, and nothing is in their way', async () => {
    const file = inSpace('members: {}, bindings: {mei@x.org: Project Viewer}');
    expect(await refused(file)).toEqual([]);
    const opened = openAccount(account, { behaviour: { lower_case_enums: true } });
    const made = planIn(await opened.look(file), { consent: true });
    const outcomes = await apply(made, opened.writer());
    expect(outcomes.map(({ status }) => status)).toEqual(['done', 'done']);
  });
});
