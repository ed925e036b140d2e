import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { shared } from '../sharedFlags.ts';

/** `roles permissions`: what a role may be granted. */
export const rolesPermissions = defineCommand({
  text: 'Lists the permissions that this release knows for custom roles, by area, offline.',
  flags: { ...shared('filter') },
  takes: [...result],
  formats: ['text', 'json'],
  examples: [
    ['roles permissions', 'all permissions'],
    ['roles permissions --filter DATASET', 'those about datasets'],
  ],
  async run(run) {
    const { filter } = run.options;
    const { filterFor } = await import('../../lists/filter.ts');
    const { permissions: all } = await import('../../kinds/permissions.ts');
    const permissions = all.filter((each) => filterFor(filter)([each]));
    if (run.format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { permissionsJson } = await import('../../render/json/lists.ts');
      run.terminal.write(printJson(permissionsJson(permissions, { tool: version(), filter })));
    } else {
      const { renderPermissions } = await import('../../render/text/lists.ts');
      const scope = { noun: 'permission', count: permissions.length, filter, isAdmin: true };
      run.terminal.write(renderPermissions(permissions, scope, await layoutFor(run)));
    }
    return exitCode.done;
  },
});
