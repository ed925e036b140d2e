import { canonicalEmail } from '../names.ts';
import { didYouMean } from '../document/suggest.ts';
import { visible } from '../text.ts';
import type { UserAction, userActions } from '../users/actions.ts';
import type { PersonRow } from '../users/list.ts';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { CliError } from './cliError.ts';
import { version } from './package.ts';
import { withAccount } from './withAccount.ts';
import { againFlags } from './layout.ts';

export const resendInvitation = (run: CommandContext): Promise<ExitCode> =>
  act(run, 'resendInvitation');
export const reinvite = (run: CommandContext): Promise<ExitCode> => act(run, 'reinvite');
export const resetPassword = (run: CommandContext): Promise<ExitCode> => act(run, 'resetPassword');

/** Does one thing for one person, or says what it would do. */
async function act(run: CommandContext, name: keyof typeof userActions): Promise<ExitCode> {
  const { settings } = run;
  const { userActions } = await import('../users/actions.ts');
  const { listPeople } = await import('../users/list.ts');
  await withAccount(run, async ({ client, account, progress }) => {
    const person = personIn(await listPeople(client), settings.args[0] ?? '');
    const action = userActions[name];
    const refusal = action.refuse(person);
    if (refusal !== undefined) throw new CliError('person', refusal.why, refusal.hint);
    if (settings.apply) {
      const { connectForWriting } = await import('../index.ts');
      const writing = connectForWriting(account);
      progress.begin(1);
      await action.run(writing, person);
    }
    await tell(run, action, person);
  });
  return exitCode.done;
}

/** @throws CliError (person) when nobody has the address */
export function personIn(people: readonly PersonRow[], given: string): PersonRow {
  const email = canonicalEmail(given);
  const person = people.find((each) => each.email === email);
  if (person !== undefined) return person;
  const hint = didYouMean(
    email,
    people.map((each) => each.email),
  );
  throw new CliError(
    'person',
    `Nobody in the account has the address ${visible(email)}.`,
    hint ?? '"ax-access users list" shows who is there.',
  );
}

async function tell(
  { settings, terminal, command }: CommandContext,
  action: UserAction,
  person: PersonRow,
) {
  const { apply, format } = settings;
  if (format === 'json') {
    const { printJson } = await import('../render/index.ts');
    const { id, email, status } = person;
    terminal.write(
      printJson({
        schema: 'ax-access/user@1',
        tool: version(),
        command,
        user: { id, email, status },
        applied: apply,
        message: apply ? action.done : `Would ${action.text}.`,
      }),
    );
    return;
  }
  const again = againFlags('access.yaml', settings);
  const line = `ax-access ${command} ${person.email} --apply${again === '' ? '' : ` ${again}`}`;
  terminal.write(
    apply
      ? `${visible(person.email)}: ${action.done}\n`
      : `${visible(person.email)} (${person.status}): would ${action.text}.\nNext: ${visible(line)}\n`,
  );
}
