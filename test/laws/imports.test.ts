import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adopt, everythingLive } from '../../src/writer/import/adopt.ts';
import { often, settings } from '../repeated.ts';
import { cases, isBlocked, openWorld, orSkip } from './world.ts';
import { account } from './account.ts';
import { commented, lostComments } from './comments.ts';

/** What is left to do for a file. */
const open = async (
  world: ReturnType<typeof openWorld>,
  text: string,
): Promise<readonly string[]> => {
  const { plan } = await world.planFile(text, true);
  return [...plan.changes, ...plan.observed, ...plan.manual].map(({ address }) => address);
};

describe('an import', () => {
  test('follows a new name before it says what changed below it', async () => {
    const root = { 'root@example.com': { name: 'Root', role: 'admin' } } as const;
    const world = (ann: 'member' | 'annotator', org: string, members: Record<string, 'admin'>) =>
      openWorld({
        account: { name: 'Acme' },
        users: {
          ...root,
          'deputy@example.com': { name: 'Deputy', role: 'admin' },
          'ann@example.com': { name: 'Ann', role: ann },
        },
        organizations: { [org]: { members: { 'root@example.com': 'admin', ...members } } },
      });
    const before = await world('member', 'Member', { 'ann@example.com': 'admin' }).importFile();
    const after = await mergesInto(before, world('annotator', 'member', {}));
    expect(after).toContain('role: annotator');
  });

  test('leaves a role open that is hidden and can not be any more', async () => {
    const root = { 'root@example.com': { name: 'Root', role: 'admin' } } as const;
    const deputy = { 'deputy@example.com': { name: 'Deputy', role: 'admin' } } as const;
    const ann = 'ann@example.com';
    const world = (role: 'member' | 'annotator', above: 'admin' | 'annotator', inside: boolean) =>
      openWorld({
        account: { name: 'Acme' },
        users: { ...root, ...deputy, [ann]: { name: 'Ann', role } },
        organizations: {
          P: {
            members: { 'root@example.com': 'admin', [ann]: above },
            spaces: { s: { members: inside ? { [ann]: 'annotator' } : {} } },
          },
        },
      });
    const before = await world('annotator', 'annotator', true).importFile();
    expect(before.match(/annotator/g)).toHaveLength(3);
    const after = await mergesInto(before, world('member', 'admin', false));
    expect(after).toMatch(/^ +ann@example\.com: \{\}$/m);
    expect(after).not.toContain('annotator');
    // What else is said about it stays.
    const until = before.replace(
      /^( {10,}ann@example\.com:) annotator$/m,
      '$1 {role: annotator, until: 2099-01-01}',
    );
    expect(until).not.toBe(before);
    expect(await mergesInto(until, world('member', 'admin', false))).toContain(
      'ann@example.com: {until: 2099-01-01}',
    );
  });

  test('is merged into a file of a time before, and its comments stay', async () => {
    let changed = 0;
    await fc.assert(
      fc.asyncProperty(cases, async ({ seed, text }) => {
        const world = openWorld(seed);
        const before = commented(await world.importFile());
        // Somebody goes on with another file, and the account moves away from this one.
        const { plan } = await orSkip(world.planFile(text, true));
        if (!isBlocked(plan)) await world.applyPlan(plan);
        if (world.writes.length > 0) changed += 1;
        await mergesInto(before, world);
      }),
      settings(25),
    );
    expect(changed).toBeGreaterThan(often(5));
  });

  test('has nothing to do when it is planned, nor merged into that of another account', async () => {
    await fc.assert(
      fc.asyncProperty(account, account, async (seed, other) => {
        const there = openWorld(other);
        const before = commented(await there.importFile());
        expect(await open(there, before)).toEqual([]);
        await mergesInto(before, openWorld(seed));
      }),
      settings(100),
    );
  });
});

async function mergesInto(before: string, world: ReturnType<typeof openWorld>): Promise<string> {
  const { desired } = await world.loadFile(before);
  const { sources } = await adopt(desired, world.look, everythingLive);
  const after = sources[0]?.text ?? '';
  expect(await open(world, after)).toEqual([]);
  expect(lostComments(before, after)).toEqual([]);
  return after;
}
