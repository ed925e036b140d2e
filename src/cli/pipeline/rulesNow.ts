import { existsSync } from 'node:fs';
import type { WrittenRule } from '../../model.ts';
import { visible } from '../../text.ts';
import { todayOf } from '../today.ts';
import type { PlanRun } from './planRun.ts';

/**
 * The access rules of a file as it is now, for a run that is not planned from it: an undo has none of its own, and a saved
 * plan those of its day. Problems of the file are told, and stop nothing.
 */
export async function rulesNow(run: PlanRun, path: string): Promise<readonly WrittenRule[]> {
  if (!existsSync(path)) {
    run.terminal.note(`${visible(path)} does not exist, so no access rules of it are checked.`);
    return [];
  }
  const { load } = await import('../../load/load.ts');
  const { FileProblemsError } = await import('../../document/problem.ts');
  try {
    const { desired } = await load(path, { today: todayOf(run) });
    return desired.rules ?? [];
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    run.terminal.note(`${visible(path)} has errors, so its access rules are not checked.`);
    return [];
  }
}
