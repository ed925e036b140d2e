import fc from 'fast-check';
import { expect, test } from 'vitest';
import { settings } from '../repeated.ts';
import { edited } from './edits.ts';
import { account } from './account.ts';
import { edit } from './edits.ts';
import { print } from './file.ts';
import type { AccessFile } from './file.ts';
import { failures, isBlocked, openWorld, orSkip } from './world.ts';

/** Takes away every `manage`, so that the one at the top decides. */
function observing(file: AccessFile): AccessFile {
  for (const owner of file.organizations?.values() ?? []) {
    delete owner.manage;
    for (const space of owner.spaces?.values() ?? []) {
      delete space.manage;
      for (const project of space.projects?.values() ?? []) delete project.manage;
    }
  }
  const manage = {
    members: 'observe',
    bindings: 'observe',
    roles: 'observe',
    restrictions: 'observe',
  } as const;
  return { ...file, manage };
}

test('what is only observed is never written, and what is not observed still is', async () => {
  await fc.assert(
    fc.asyncProperty(
      account,
      fc.array(edit, { maxLength: 12, size: 'max' }),
      async (seed, edits) => {
        const world = openWorld(seed);
        const text = print(observing(edited(seed, edits)));
        const { plan } = await orSkip(world.planFile(text, true));
        fc.pre(!isBlocked(plan));
        expect(failures(await world.applyPlan(plan))).toEqual([]);
        const { byOperation } = world.sandbox.counts();
        const written = Object.keys(byOperation).filter(
          (name) =>
            /^(add|remove)_|role|_resource_restriction$/.test(name) && !/^(list|get)_/.test(name),
        );
        expect(written).toEqual([]);
        const again = await world.planFile(text, true);
        expect(again.plan.changes).toEqual([]);
      },
    ),
    settings(60),
  );
});
