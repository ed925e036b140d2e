import { lookedAtSandbox } from './account.ts';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';

/** `sandbox show`: the account of this folder's sandbox as a tree, without touching it. */
export async function sandboxShow({ settings, terminal }: CommandContext): Promise<ExitCode> {
  const sandbox = await lookedAtSandbox();
  if (settings.format === 'json') {
    const { printJson } = await import('../render/index.ts');
    terminal.write(printJson({ schema: 'ax-access/sandbox@1', account: sandbox.snapshot() }));
  } else {
    terminal.write(sandbox.tree());
  }
  return exitCode.done;
}
