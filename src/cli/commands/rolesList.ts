import { defineCommand } from '../command.ts';
import { endOfList } from '../endOfList.ts';
import { onOff } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { openAccount } from '../openAccount.ts';
import { shared } from '../sharedFlags.ts';

/** `roles list`: custom and predefined roles with their ids. */
export const rolesList = defineCommand({
  text: 'Lists the custom and predefined roles of the account with their ids, their number of permissions, and how many people and service identities hold them.',
  flags: { custom: onOff('--custom', 'only custom roles'), ...shared('filter') },
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['roles list', 'all roles'],
    ['roles list --custom --json', 'custom roles with their permissions, as JSON'],
    ['roles list --filter DATASET_DELETE', 'roles with this permission, or with it in their name'],
  ],
  async run(run) {
    const { custom, filter } = run.options;
    const { filterFor } = await import('../../lists/filter.ts');
    const { listRoles } = await import('../../lists/roles.ts');
    using account = await openAccount(run);
    const list = await listRoles(account.client);
    const fits = filterFor(filter);
    const rows = list.roles
      .filter(({ predefined }) => !custom || !predefined)
      .filter(({ id, name, permissions }) => fits([name, ...permissions], id));
    if (run.format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { rolesJson } = await import('../../render/json/lists.ts');
      run.terminal.write(printJson(rolesJson(list, rows, { tool: version(), filter })));
    } else {
      const { renderRoles } = await import('../../render/text/lists.ts');
      const noun = custom ? 'custom role' : 'role';
      const scope = { noun, count: rows.length, filter, isAdmin: list.isAdmin };
      run.terminal.write(renderRoles(rows, scope, await layoutFor(run)));
    }
    return endOfList(run, list.unread);
  },
});
