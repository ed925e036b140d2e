import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { onOff } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';

/** `users list`: who is in the account, and who has not come in yet. */
export const usersList = defineCommand({
  text: 'Lists the people of the account: their role, and whether their invitation is open or has expired, or whether they are blocked.',
  flags: { pending: onOff('--pending', 'only those whose invitation is open or has expired') },
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['users list', 'everybody'],
    ['users list --pending', 'whom to remind'],
  ],
  async run(run) {
    const { options, format, terminal } = run;
    const { listPeople } = await import('../../users/list.ts');
    using account = await openAccount(run);
    const all = await listPeople(account.client);
    const rows = options.pending
      ? all.filter(({ status }) => status === 'invited' || status === 'expired')
      : all;
    if (format === 'json') {
      const { printJson } = await import('../../render/index.ts');
      const { peopleJson } = await import('../../render/json/people.ts');
      terminal.write(printJson(peopleJson(rows, version())));
    } else {
      const { renderPeople } = await import('../../render/text/people.ts');
      terminal.write(renderPeople(rows, await layoutFor(run)));
    }
    return exitCode.done;
  },
});
