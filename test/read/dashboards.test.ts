import { describe, expect, test } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { globalId } from '../../src/sandbox/index.ts';
import { openAccount } from '../account/account.ts';
import { linesOf } from '../account/lines.ts';
import type { Between } from '../account/account.ts';

const account = 'roles: {R: {permissions: [DASHBOARD_READ]}, T: {permissions: [PROJECT_READ]}}';

const isAbout = (request: Request): boolean =>
  new URL(request.url).searchParams.get('resource_type') === 'DASHBOARD';

/** The account whose server answers like this when it is asked for the bindings of dashboards. */
async function found(answer: (roleId: string) => Response | undefined, file: string) {
  let asked = 0;
  let roleId = '';
  const between: Between = async (request, ask) => {
    if (isAbout(request)) {
      asked += 1;
      return answer(roleId) ?? ask(request);
    }
    const response = await ask(request);
    roleId = /"id":"([^"]+)","name":"R"/.exec(await response.clone().text())?.[1] ?? roleId;
    return response;
  };
  const { desired, live } = await openAccount(account, { between }).look(file);
  const unread = live.coverage.filter(({ complete }) => !complete);
  return { lines: linesOf(diff(desired, live)), asked, unread };
}

const goes = 'roles: {T: {permissions: [PROJECT_READ]}}';
const stays = 'roles: {R: {permissions: [DASHBOARD_READ]}, T: {permissions: [PROJECT_READ]}}';

const bound = (role: string, type = 'DASHBOARD') => ({
  role_bindings: [
    {
      id: 'b',
      role_id: role,
      user_id: globalId('User', 3),
      resource_type: type,
      resource_id: 'RGFzaGJvYXJkOjE=',
    },
  ],
  pagination: { has_more: false },
});

describe('before a role is deleted, its holders in dashboards are asked for', () => {
  test('a server that has no such bindings refuses the question, and the role goes', async () => {
    const { lines, asked, unread } = await found(() => undefined, goes);
    expect(asked).toBe(1);
    expect(unread).toEqual([]);
    expect(lines).toEqual(['- role/R {name: R, description: , permissions: [DASHBOARD_READ]}']);
  });

  test('a holder keeps the role', async () => {
    const { lines, unread } = await found((id) => Response.json(bound(id)), goes);
    expect(unread).toEqual([]);
    expect(lines).toEqual([
      '! unsafe role/R: Still held by raj in a resource that is not managed. Remove the role there first.',
    ]);
  });

  test.each([403, 404, 422])('%i: nothing is known, and the role stays', async (status) => {
    const refuse = () => Response.json({ status, title: 'No' }, { status });
    const { lines, unread } = await found(refuse, goes);
    expect(lines).toEqual([
      expect.stringMatching(
        new RegExp(
          `^! unsafe role/R: Its holders on dashboards could not be read \\(GET /v2/role-bindings: .*\\(${status} No\\)\\)\\. Check its holders in Arize \\(Settings > Account > Roles\\), and delete it there\\.$`,
        ),
      ),
    ]);
    expect(unread).toMatchObject([{ kind: 'role_use' }]);
  });

  test('a list that is cut says nothing', async () => {
    const cut = { ...bound('x'), pagination: { has_more: true } };
    const { lines } = await found(() => Response.json(cut), goes);
    expect(lines).toEqual([expect.stringContaining('the list is incomplete')]);
  });
});

test('no role goes, and nothing is asked', async () => {
  expect(await found(() => undefined, stays)).toMatchObject({ lines: [], asked: 0 });
});
