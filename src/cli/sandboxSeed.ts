import { stringify } from 'yaml';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { assertFree, output } from './output.ts';

/** `sandbox seed`: an account of any size, drawn from a number. */
export async function sandboxSeed(run: CommandContext): Promise<ExitCode> {
  assertFree(run);
  const { generateSeed } = await import('../sandbox/index.ts');
  const { users = 20, spaces = 4, organizations, projects, roles, random = 1 } = run.settings.seed;
  const seed = generateSeed({
    users,
    spaces,
    random,
    ...(organizations !== undefined && { organizations }),
    ...(projects !== undefined && { projects }),
    ...(roles !== undefined && { roles }),
  });
  await output(run, stringify(seed, { lineWidth: 0 }));
  return exitCode.done;
}
