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

/** `who-can`: all people who get into a place, or may do something there, and how. */
export const whoCan = defineCommand({
  text: 'Lists everybody who gets into an organization, a space or a project, and how. With an action, only those who may do that: a permission such as PROJECT_READ, a verb that fits the resource such as read, or admin. It asks the live account; --desired asks the file alone, and --planned the account as a run of plan would leave it.',
  args: '[action] <resource>',
  flags: { ...shared('desired', 'planned', 'allowDestructive') },
  takes: ['file', ...result, ...remote],
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['who-can fraud-prod', 'everybody who gets into the project'],
    ['who-can read "Platform Team/team-alpha"', 'who may read the space'],
    ['who-can DATASET_DELETE team-alpha --planned', 'who will, once the plan is applied'],
    ['who-can admin account --json', 'the admins of the account, for programs'],
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
      const { printJson } = await import('../../render/index.ts');
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
    `"${visible(text)}" is neither a permission nor something that is done to ${articled(place.ref?.kind ?? 'account')}.`,
    found.meant === undefined
      ? 'Write a permission such as PROJECT_READ, a verb such as read, or admin.'
      : `Did you mean ${found.meant.toLowerCase() === 'admin' ? 'admin' : found.meant}?`,
  );
}

const articled = (noun: string): string => `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
