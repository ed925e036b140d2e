import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { folderWith, served } from './account.ts';
import { Gate } from './gate.ts';
import { run, start } from './run.ts';

/** Five writes one after the other: a role, an organization, a member, a space, and somebody who goes. */
const file = `version: 1
roles:
  Reader: {permissions: [PROJECT_READ]}
organizations:
  New:
    members: {bo@example.com: admin}
    spaces: {plot: {}}
  Research:
    members: {ana@example.com: admin}
`;

const apply = ['apply', '--allow-destructive', '--yes', '-q', '--parallelism', '1'];

test.each([
  [0, 'before'],
  [1, 'after'],
  [2, 'before'],
  [3, 'after'],
  [4, 'before'],
  [4, 'after'],
] as const)(
  'killed at write %i, %s Arize has done it: the next run brings it to its end',
  async (nth, when) => {
    let count = -1;
    const arrived = new Gate();
    const { sandbox, env } = await served(async (request, next) => {
      if (request.method === 'GET' || request.url.endsWith('/graphql')) return next();
      count += 1;
      if (count !== nth) return next();
      if (when === 'after') await next();
      arrived.open();
      return new Promise(() => undefined);
    });
    const cwd = await folderWith(file);
    const { child, ended } = await start(apply, { cwd, env });
    await arrived.opened;
    child.kill('SIGKILL');
    await expect(ended).rejects.toThrow('SIGKILL');

    const folder = join(cwd, '.ax-access', 'journal');
    const [name = ''] = (await readdir(folder)).filter((each) => each.endsWith('.jsonl'));
    const lines = (await readFile(join(folder, name), 'utf8')).trimEnd().split('\n');
    const types: string[] = lines.map((line) => JSON.parse(line).type);
    expect(types.filter((type) => type === 'begin')).toHaveLength(nth + 1);
    expect(types.filter((type) => type === 'end')).toHaveLength(nth);

    const again = await run(apply, { cwd, env });
    expect(again.code).toBe(0);
    expect((await run(['drift', '-q'], { cwd, env })).stdout).toContain('No drift.');
    // Nothing was made twice.
    expect(sandbox.counts().byOperation).toMatchObject({
      create_role: when === 'before' && nth === 0 ? 2 : 1,
    });
    expect(Object.keys(sandbox.snapshot().roles ?? {})).toEqual(['Reader']);
  },
);
