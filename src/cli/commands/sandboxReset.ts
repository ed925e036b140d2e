import { rm } from 'node:fs/promises';
import { stateFile, tellingFaults } from '../account.ts';
import { exitCode } from '../exitCode.ts';
import { sandboxJournal } from '../ownFolder.ts';
import { defineCommand } from '../command.ts';

/** `sandbox reset`: forgets the account of this folder's sandbox. */
export const sandboxReset = defineCommand({
  text: 'Removes .ax-access/sandbox.json: the next run with --sandbox starts with a fresh account.',
  flags: {},
  takes: [],
  formats: [],
  examples: [['sandbox reset', 'starts afresh']],
  async run({ terminal }) {
    const { resetSandbox } = await import('../../sandbox/index.ts');
    const isGone = await tellingFaults(() => resetSandbox(stateFile));
    // What earlier runs saw is no measure for the next account.
    await rm(sandboxJournal, { recursive: true, force: true });
    terminal.write(
      isGone
        ? `Removed ${stateFile}. The next run with --sandbox starts afresh.\n`
        : `There is no ${stateFile} here: nothing to reset.\n`,
    );
    return exitCode.done;
  },
});
