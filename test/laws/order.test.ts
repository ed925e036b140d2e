import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settings } from '../repeated.ts';
import { cases, isBlocked, openWorld, orSkip } from './world.ts';
import type { Write } from './world.ts';

/** The field of a body, when it is a text. */
function field({ body }: Write, name: string): string | undefined {
  if (body === '') return undefined;
  const value = new Map<string, unknown>(Object.entries(Object(JSON.parse(body)))).get(name);
  return typeof value === 'string' ? value : undefined;
}

const isRemoval = ({ method }: Write): boolean => method === 'DELETE';

const at = (writes: readonly Write[], fits: (write: Write) => boolean): readonly number[] =>
  writes.flatMap((write, index) => (fits(write) ? [index] : []));

test('what grants comes before what takes, bindings before restrictions, organizations before spaces', async () => {
  await fc.assert(
    fc.asyncProperty(cases, async ({ seed, text }) => {
      const world = openWorld(seed);
      const { plan, live } = await orSkip(world.planFile(text, true));
      fc.pre(!isBlocked(plan));
      await world.applyPlan(plan);
      // What the caller loses is left for the very end, and is not meant here.
      const callers = [
        live.caller,
        ...live.items.filter(({ key }) => key.at(-1) === live.caller?.email),
      ];
      const ids = callers.flatMap((each) => each?.id.split(' ') ?? []);
      const writes = world.writes.filter(({ path, body }) =>
        ids.every((id) => !decodeURIComponent(path).includes(id) && !body.includes(id)),
      );

      // Of what destroys, two things are no DELETE: opening a space, and the word that takes the place of a role.
      const firstRemoval = at(writes, isRemoval)[0] ?? writes.length;
      const late = writes.slice(firstRemoval).filter((write) => !isRemoval(write));
      expect(late.filter((write) => !opensOrSwaps(write))).toEqual([]);

      for (const index of at(writes, ({ path }) => path === '/v2/resource-restrictions')) {
        const write = writes[index];
        const project = write && field(write, 'resource_id');
        const bound = at(
          writes,
          (each) => each.path === '/v2/role-bindings' && field(each, 'resource_id') === project,
        );
        expect(bound.every((other) => other < index)).toBe(true);
      }

      const organizations = new Map(
        live.items.flatMap(({ kind, key, id: own }) =>
          kind === 'organization' ? [[key[0], own] as const] : [],
        ),
      );
      const members = new Set(
        live.items.flatMap(({ kind, key, id: own }) =>
          kind === 'organization_member' ? [`${organizations.get(key[0])} ${own}`] : [],
        ),
      );
      const joins = at(writes, (write) => {
        const [, owner] = /^\/v2\/organizations\/([^/]+)\/users$/.exec(write.path) ?? [];
        const who = `${decodeURIComponent(owner ?? '')} ${field(write, 'user_id')}`;
        return owner !== undefined && write.method === 'POST' && !members.has(who);
      });
      const enters = at(
        writes,
        ({ method, path }) => method === 'POST' && /^\/v2\/spaces\/[^/]+\/users$/.test(path),
      );
      expect(Math.max(...joins, -1)).toBeLessThan(Math.min(...enters, Infinity));
    }),
    settings(80),
  );
});

const opensOrSwaps = (write: Write): boolean =>
  (write.method === 'PATCH' && write.body.includes('"is_private":false')) ||
  (/^\/v2\/spaces\/[^/]+\/users$/.test(write.path) && write.body.includes('"PREDEFINED"'));
