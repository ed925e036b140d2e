import { rm } from 'node:fs/promises';
import { stateFile } from './account.ts';
import type { Run } from './command.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { Fault, codeOf, messageOf } from './fault.ts';

/** `sandbox reset`: forgets the account of this folder's sandbox. */
export async function sandboxReset({ terminal }: Run): Promise<ExitCode> {
  try {
    await rm(stateFile);
    terminal.write(`Removed ${stateFile}. The next run with --sandbox starts afresh.\n`);
  } catch (error) {
    if (codeOf(error) !== 'ENOENT') {
      throw new Fault('sandbox', `${stateFile} can not be removed: ${messageOf(error)}.`);
    }
    terminal.write(`There is no ${stateFile} here: nothing to reset.\n`);
  }
  return exitCode.done;
}
