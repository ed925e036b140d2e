import { todayOf } from './today.ts';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { version } from './package.ts';
import { withAccount } from './withAccount.ts';
import { layoutFor } from './layout.ts';

/** `keys list`: every live service key, and what is odd about it. */
export async function keysList(run: CommandContext): Promise<ExitCode> {
  const { settings, terminal } = run;
  const { listKeys } = await import('../keys/list.ts');
  const rows = await withAccount(run, ({ client }) => listKeys(client, todayOf(run)));
  if (settings.format === 'json') {
    const { printJson } = await import('../render/index.ts');
    const keys = rows.map(({ lastUsed, redacted, ...row }) => ({
      ...row,
      redacted_key: redacted,
      ...(lastUsed !== undefined && { last_used: lastUsed }),
    }));
    terminal.write(printJson({ schema: 'ax-access/keys@1', tool: version(), keys }));
  } else {
    const { renderKeys } = await import('../render/text/keys.ts');
    terminal.write(renderKeys(rows, await layoutFor(run)));
  }
  return exitCode.done;
}
