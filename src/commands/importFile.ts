import type { Run } from './command.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { assertFree, output } from './output.ts';
import { reading } from './reading.ts';

/** `import`: writes an access file that says what the account has. */
export async function importFile(run: Run): Promise<ExitCode> {
  assertFree(run);
  const { printFile, read } = await import('../index.ts');
  const { text, notes } = printFile(await reading(run, ({ client }) => read(client)));
  await output(run, text);
  for (const note of notes) run.terminal.tell(note);
  return exitCode.done;
}
