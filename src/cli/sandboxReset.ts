import { rm } from 'node:fs/promises';
import { stateFile, tellingFaults } from './account.ts';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { sandboxJournal } from './folder.ts';

/** `sandbox reset`: forgets the account of this folder's sandbox. */
export async function sandboxReset({ terminal }: CommandContext): Promise<ExitCode> {
  const { resetSandbox } = await import('../sandbox/index.ts');
  const isGone = await tellingFaults(() => resetSandbox(stateFile));
  // What earlier runs saw is no measure for the next account.
  await rm(sandboxJournal, { recursive: true, force: true });
  terminal.write(
    isGone
      ? `Removed ${stateFile}. The next run with --sandbox starts afresh.\n`
      : `There is no ${stateFile} here: nothing to reset.\n`,
  );
  return exitCode.done;
}
