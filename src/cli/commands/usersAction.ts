import { canonicalEmail } from '../../names.ts';
import { suggestion } from '../suggestion.ts';
import { shellWord, visible } from '../../text.ts';
import type { UserAction, userActions } from '../../users/actions.ts';
import type { PersonRow } from '../../users/list.ts';
import type { CommandContext } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import type { ExitCode } from '../exitCode.ts';
import { CliError } from '../cliError.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { accountCommand, againWith, defineCommand } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { applyIt } from '../sharedFlags.ts';

const flags = { apply: applyIt };

type Run = CommandContext<ValuesOf<typeof flags>>;

export const resendInvitation = defineCommand({
  text: 'Resends the e-mail of a pending invitation. Not available if all logins go through SAML.',
  args: '<email>',
  argsCompletion: { kind: 'names', of: ['person'] },
  flags,
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [['users resend-invitation raj@example.com --apply', 'resend it']],
  run: (run) => act(run, 'resendInvitation'),
});

export const reinvite = defineCommand({
  text: 'Replaces an expired invitation with a new one for the same person and role, and sends an e-mail.',
  args: '<email>',
  argsCompletion: { kind: 'names', of: ['person'] },
  flags,
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [['users reinvite raj@example.com --apply', 'invite raj again']],
  run: (run) => act(run, 'reinvite'),
});

export const resetPassword = defineCommand({
  text: 'Asks Arize to send the person a link, valid for 30 minutes, to set a new password. People who log in through SAML have no password.',
  args: '<email>',
  argsCompletion: { kind: 'names', of: ['person'] },
  flags,
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [['users reset-password raj@example.com --apply', 'send the link']],
  run: (run) => act(run, 'resetPassword'),
});

/** Performs one action for one person, or says what it would do. */
async function act(run: Run, name: keyof typeof userActions): Promise<ExitCode> {
  const { userActions } = await import('../../users/actions.ts');
  const { listPeople } = await import('../../users/list.ts');
  using opened = await openAccount(run);
  const { client, account, progress } = opened;
  const person = personIn(run, await listPeople(client), run.args[0] ?? '');
  const action = userActions[name];
  const refusal = action.refuse(person);
  if (refusal !== undefined) throw refused(run, person, refusal);
  if (run.options.apply) {
    const { connectForWriting } = await import('../../index.ts');
    const writing = connectForWriting(account);
    progress.begin(1);
    await action.run(writing, person);
  }
  await tell(run, action, person);
  return exitCode.done;
}

/** Why it cannot be done, and the command for the same person that can. */
function refused(
  run: Pick<CommandContext, 'globals'>,
  { email }: PersonRow,
  { why, instead }: NonNullable<ReturnType<UserAction['refuse']>>,
): CliError {
  const hint =
    instead.is === 'advice'
      ? instead.text
      : `${instead.does}: ${visible(accountCommand(run, instead.command, shellWord(email)))}`;
  return new CliError('person', why, hint);
}

/** @throws CliError (resource) if no person in the account has the address */
export function personIn(
  run: Pick<CommandContext, 'globals'>,
  people: readonly PersonRow[],
  given: string,
): PersonRow {
  const email = canonicalEmail(given);
  const person = people.find((each) => each.email === email);
  if (person !== undefined) return person;
  const hint = suggestion(
    email,
    people.map((each) => each.email),
  );
  throw new CliError(
    'resource',
    `No such person in the account: ${visible(email)}.`,
    hint ?? `List people: ${visible(accountCommand(run, 'users list'))}`,
  );
}

async function tell(
  { globals, options, format, terminal, command }: Run,
  action: UserAction,
  person: PersonRow,
) {
  const { apply } = options;
  if (format === 'json') {
    const { printJson } = await import('../../render/json/print.ts');
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
  const again = againWith(globals);
  const line = `ax-access ${command} ${shellWord(person.email)} --apply${again === '' ? '' : ` ${again}`}`;
  terminal.say(
    apply
      ? `${visible(person.email)}: ${action.done}\n`
      : `${visible(person.email)} (${person.status}): would ${action.text}.\nNext: ${visible(line)}\n`,
  );
}
