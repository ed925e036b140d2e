import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { onOff } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** `users list`: the people of the account, with pending invitations. */
export const usersList = defineCommand({
  text: 'Lists the people of the account with their role and status: active, pending invitation, expired invitation or blocked.',
  flags: {
    pending: onOff('--pending', 'only pending and expired invitations'),
    ...shared('filter'),
  },
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['users list', 'list everyone'],
    ['users list --pending', 'list people to remind'],
    ['users list --filter "*@contractor.example.com"', 'list people of a domain'],
  ],
  async run(run) {
    const { options, format, terminal } = run;
    const { listPeople, listPending } = await import('../../users/list.ts');
    using account = await openAccount(run);
    const all = await (options.pending ? listPending : listPeople)(account.client);
    const { filterFor } = await import('../../lists/filter.ts');
    const fits = filterFor(options.filter);
    const rows = all.filter(({ id, email, name }) =>
      fits(name === undefined ? [email] : [email, name], id),
    );
    if (format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { peopleJson } = await import('../../render/json/people.ts');
      terminal.write(printJson(peopleJson(rows, version())));
    } else {
      const { renderPeople } = await import('../../render/text/people.ts');
      terminal.write(renderPeople(rows, await layoutFor(run), options.filter));
    }
    return exitCode.done;
  },
});
