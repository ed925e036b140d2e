import { existsSync } from 'node:fs';
import type { Desired } from '../../model.ts';
import { todayOf } from '../today.ts';
import type { PlanRun } from './planRun.ts';
import { warn } from '../reportError.ts';

/**
 * The file whose guards and limits hold for a change of one item. Without one, the usual ones do: a leaked key is
 * revoked from anywhere.
 * @throws FileProblemsError when the file is there and wrong
 */
export async function rulesOf(run: PlanRun): Promise<Desired & { readonly isFile: boolean }> {
  const { globals, terminal, command, args } = run;
  const { path, namedBy } = globals.file;
  const today = todayOf(run);
  if (namedBy === undefined && !existsSync(path)) {
    terminal.note(`${path} does not exist, so only the default guards and limits apply.`);
    const file = [command, ...args].join(' ');
    return {
      isFile: false,
      file,
      sources: [],
      today,
      items: [],
      expired: [],
      collections: new Map(),
      removed: [],
      ignore: [],
      protected: [],
      limits: {},
    };
  }
  const { load } = await import('../../load/load.ts');
  const { desired, warnings } = await load(path, { today });
  await warn(warnings, terminal, path);
  return { ...desired, isFile: true };
}
