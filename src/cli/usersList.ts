import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { version } from './package.ts';
import { withAccount } from './withAccount.ts';
import { layoutFor } from './layout.ts';

/** `users list`: who is in the account, and who has not come in yet. */
export async function usersList(run: CommandContext): Promise<ExitCode> {
  const { settings, terminal } = run;
  const { listPeople } = await import('../users/list.ts');
  const all = await withAccount(run, ({ client }) => listPeople(client));
  const rows = settings.pending
    ? all.filter(({ status }) => status === 'invited' || status === 'expired')
    : all;
  if (settings.format === 'json') {
    const { printJson } = await import('../render/index.ts');
    terminal.write(printJson({ schema: 'ax-access/users@1', tool: version(), users: rows }));
  } else {
    const { renderPeople } = await import('../render/text/people.ts');
    terminal.write(renderPeople(rows, await layoutFor(run)));
  }
  return exitCode.done;
}
