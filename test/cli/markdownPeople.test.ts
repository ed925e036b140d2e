import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { run, scratch } from './run.ts';

test('on a pull request, people who are changed alike are each named with their own change', async () => {
  const cwd = await scratch();
  const account = `account: {name: Acme}
users:
  jane@x.org: {name: Jane, role: admin}
  eve@x.org: {name: Eve, role: member}
  ann@x.org: {name: Ann, role: member}
organizations:
  Team:
    members: {eve@x.org: member, ann@x.org: member}
    spaces:
      S-prod: {private: true, members: {eve@x.org: member, ann@x.org: member}}
`;
  const file = `version: 1
organizations:
  Team:
    spaces:
      S-prod:
        members: {}
`;
  await writeFile(join(cwd, 'account.yaml'), account);
  await writeFile(join(cwd, 'access.yaml'), file);
  const { code, stdout } = await run(['plan', '--format', 'markdown', '--sandbox=account.yaml'], {
    cwd,
  });
  expect(code).toBe(0);
  const rows = [...stdout.matchAll(/^\| `(\S+@\S+)` \|.*\| remove member `(\S+@\S+)`/gm)];
  expect(rows.map(([, who, whose]) => [who, whose])).toEqual([
    ['ann@x.org', 'ann@x.org'],
    ['eve@x.org', 'eve@x.org'],
  ]);
});
