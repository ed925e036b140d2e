import type { Action } from '../../access/action.ts';
import { visible } from '../../text.ts';
import type { AccessQuestion } from '../askAbout.ts';
import { exitCode } from '../exitCode.ts';
import { CliError } from '../cliError.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** `who-can`: who has access to a resource, or can do something there, and how. */
export const whoCan = defineCommand({
  text: 'Lists the people who have access to an organization, space or project, and how. With an action, lists only people who can do that: a permission such as PROJECT_READ, a verb such as read, or admin.',
  args: '[action] <resource>',
  argsCompletion: { kind: 'names', of: ['organization', 'space', 'project'] },
  flags: { ...shared('desired', 'planned', 'allowDestructive') },
  takes: ['file', ...result, ...remote],
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['who-can fraud-prod', 'everyone with access to the project'],
    ['who-can read "Platform Team/team-alpha"', 'who can read the space'],
    ['who-can DATASET_DELETE team-alpha --planned', 'who could, after the planned changes'],
    ['who-can admin account --json', 'the admins of the account, as JSON'],
  ],
  async run(run) {
    const { args, format } = run;
    const [resource = '', wanted] = args.toReversed();
    const { askAbout } = await import('../askAbout.ts');
    const { state, place, ...asked } = await askAbout(run, resource);
    const action = wanted === undefined ? undefined : await actionOf(wanted, { state, place });
    const { whoCan: accessors } = await import('../../access/whoCan.ts');
    const answer = { asked, place, action, people: accessors(state, place, action) };
    if (format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { whoCanJson } = await import('../../render/json/whoCan.ts');
      run.terminal.write(printJson(whoCanJson(answer, version())));
    } else {
      const { whoCanMarkdown } = await import('../../render/markdown/whoCan.ts');
      const { whoCanText } = await import('../../render/text/whoCan.ts');
      const isText = format === 'text';
      run.terminal.write(
        isText ? whoCanText(answer, await layoutFor(run)) : whoCanMarkdown(answer),
      );
    }
    return exitCode.done;
  },
});

/** @throws CliError (usage) */
async function actionOf(
  text: string,
  { state, place }: Pick<AccessQuestion, 'state' | 'place'>,
): Promise<Action> {
  const { findAction } = await import('../../access/action.ts');
  const held = [...state.roles.values()].flatMap(({ fields }) => {
    const { permissions } = fields;
    return typeof permissions === 'object' && !('custom' in permissions) ? permissions : [];
  });
  const found = findAction(text, place.ref, held);
  if (found.is === 'one') return found.action;
  throw new CliError(
    'usage',
    `"${visible(text)}" is not a permission or an action on ${articled(place.ref?.kind ?? 'account')}.`,
    found.meant === undefined
      ? 'Use a permission such as PROJECT_READ, a verb such as read, or admin.'
      : `Did you mean ${found.meant.toLowerCase() === 'admin' ? 'admin' : found.meant}?`,
  );
}

const articled = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
