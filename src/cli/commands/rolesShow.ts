import type { ApiError, ReadClient } from '../../api/index.ts';
import type { FoundRole, RoleHolder, RoleRow } from '../../lists/roles.ts';
import type { SamlRow } from '../../saml/export.ts';
import { visible } from '../../text.ts';
import { ambiguousName } from '../ambiguousName.ts';
import { CliError } from '../cliError.ts';
import { accountCommand, defineCommand } from '../command.ts';
import type { CommandContext } from '../command.ts';
import { endOfList } from '../endOfList.ts';
import { remote, result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { openAccount } from '../openAccount.ts';

/** `roles show`: one role, its permissions and its holders. */
export const rolesShow = defineCommand({
  text: 'Shows a role: its id, its permissions by area, and who holds it in which space or project.',
  args: '<role>',
  argsCompletion: { kind: 'names', of: ['role'] },
  flags: {},
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['roles show "Data Scientist"', 'by name'],
    ['roles show Um9sZTo1OklSNXc= --json', 'by id, as JSON'],
  ],
  async run(run) {
    const [text = ''] = run.args;
    const { findRole, listRoles } = await import('../../lists/roles.ts');
    using account = await openAccount(run);
    const list = await listRoles(account.client);
    const role = theOne(run, text, findRole(text, list.roles));
    const isHeld = (role.holders ?? []).length > 0;
    const places = isHeld ? await placesOf(account.client) : [];
    const byId = new Map(places instanceof Error ? [] : places.map((row) => [row.id, row]));
    const unread = [...list.unread, ...(places instanceof Error ? [places] : [])];
    const pathOf = ({ resource }: RoleHolder) => keyOf(byId.get(resource));
    if (run.format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { roleDetailJson } = await import('../../render/json/lists.ts');
      const document = roleDetailJson({ ...list, unread }, role, pathOf, { tool: version() });
      run.terminal.write(printJson(document));
    } else {
      const { renderRole } = await import('../../render/text/lists.ts');
      const { nameText } = await import('../../render/words/names.ts');
      const placeOf = (holder: RoleHolder): string => {
        const path = pathOf(holder)?.toReversed();
        const [own, ...above] = path ?? [holder.resource];
        const where = above
          .map((each) => nameText(each))
          .toReversed()
          .join(' / ');
        return `${holder.resourceType} ${nameText(own ?? '')}${where === '' ? '' : ` in ${where}`}`;
      };
      run.terminal.write(renderRole(role, placeOf, await layoutFor(run)));
    }
    return endOfList(run, unread);
  },
});

/** The names of resources by their ids, or why they are not known: without them, ids are shown. */
async function placesOf(client: ReadClient): Promise<readonly SamlRow[] | ApiError> {
  const { samlExport } = await import('../../saml/export.ts');
  const api = await import('../../api/index.ts');
  return samlExport(client).catch((error: unknown) => {
    if (error instanceof api.ApiError && !api.isStopped(error)) return error;
    throw error;
  });
}

const keyOf = (row: SamlRow | undefined): readonly string[] | undefined =>
  row && [row.organization, row.space, row.name].flatMap((part) => part ?? []);

/** @throws CliError (resource) for a name that means no role, or several */
function theOne(run: Pick<CommandContext, 'globals'>, text: string, found: FoundRole): RoleRow {
  if (found.is === 'one') return found.role;
  if (found.is === 'many') {
    const candidates = found.candidates.map(({ id, name }) => `${id}  ${name}`);
    throw ambiguousName(text, 'roles', candidates, 'Use the id of one.');
  }
  throw new CliError(
    'resource',
    `No such role: "${visible(text)}".`,
    found.meant === undefined
      ? `List roles: ${visible(accountCommand(run, 'roles list'))}`
      : `Did you mean "${visible(found.meant)}"?`,
  );
}
