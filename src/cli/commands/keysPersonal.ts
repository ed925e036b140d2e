import { existsSync } from 'node:fs';
import { messageOf, withoutStop } from '../../errorText.ts';
import { isDay } from '../../days.ts';
import type { Sink } from '../../kind.ts';
import type { PersonalKey } from '../../keys/personal.ts';
import type { KeyWriting, NewPersonalKey, Refresh } from '../../keys/personalChanges.ts';
import type { FollowUp } from '../../model.ts';
import { canonicalName } from '../../names.ts';
import { visible } from '../../text.ts';
import { CliError } from '../cliError.ts';
import { accountCommand, defineCommand } from '../command.ts';
import type { CommandContext } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import type { ExitCode } from '../exitCode.ts';
import { cannotBe, numberFlag, pathFlag, textFlag, textsFlag, withDefault } from '../flag.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result, usualFile } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import type { OpenAccount } from '../openAccount.ts';
import { thisMachine } from '../pipeline/secretDelivery.ts';
import { applyIt, shared } from '../sharedFlags.ts';
import { suggestion } from '../suggestion.ts';
import { todayOf } from '../today.ts';

const flags = {
  apply: applyIt,
  toFile: pathFlag('--to-file <path>', 'put the secret into this file, readable only by you'),
  toCommand: textsFlag(
    '--to-command <word...>',
    'pipe the secret into a program; if it takes flags, write each word as --to-command=word',
  ),
  expires: textFlag('--expires <day>', 'the day on which the key expires', {
    wants: 'a date',
    check(day) {
      if (isDay(day)) return day;
      throw cannotBe({ spelling: '--expires' }, day, 'Give it a date such as 2027-03-31.');
    },
  }),
  ...shared('today'),
};

const createFlags = {
  ...flags,
  description: textFlag('--description <text>', 'what the key is for', { wants: 'a text' }),
};

/**
 * A day is the longest that Arize allows, and its default is none (REST v2 types). At least a minute, because a new secret
 * that is not delivered is lost, and only the old one can refresh the key again.
 */
const grace = { least: 60, most: 86_400 } as const;

const refreshFlags = {
  ...flags,
  gracePeriod: withDefault(
    numberFlag(
      '--grace-period <seconds>',
      'how long the old secret keeps working, 60 to 86400 (default: 86400, a day)',
      [grace.least, grace.most],
    ),
    grace.most,
  ),
};

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `keys create-user-key`: creates a personal key of the caller. */
export const keysCreateUserKey = defineCommand({
  text: 'Creates a personal API key for you, which can do whatever you can. Arize shows the secret once, so it goes to a file or a program and is never printed.',
  args: '<name>',
  flags: createFlags,
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['keys create-user-key laptop --to-file laptop.key', 'show what it would create'],
    ['keys create-user-key laptop --to-file laptop.key --apply', 'create it'],
  ],
  async run(run) {
    const sink = sinkOf(run);
    const name = canonicalName(run.args[0] ?? '');
    if (name === '')
      throw new CliError('usage', 'The name of the key is empty.', 'Give it a name.');
    const { description, expires } = run.options;
    if (expires !== undefined && expires <= todayOf(run)) {
      throw new CliError(
        'usage',
        `${expires} is not in the future.`,
        'Give --expires a later date.',
      );
    }
    using opened = await openAccount(run);
    const { createPersonalKey, refreshing } = await import('../../keys/personalChanges.ts');
    const keys = await keysOf(run, opened);
    const isTaken = keys.some((key) => key.name === name);
    if (isTaken) {
      throw new CliError(
        'key',
        `You have a personal key "${visible(name)}" already.`,
        `Use another name, or refresh it: ${await lineOf(run, refreshing(name, sink))}`,
      );
    }
    const key: NewPersonalKey = {
      name,
      ...(description !== undefined && { description }),
      ...(expires !== undefined && { expires }),
    };
    return await change(run, opened, sink, {
      name,
      given: name,
      more: [
        ...(expires === undefined ? [] : ['--expires', expires]),
        ...(description === undefined ? [] : ['--description', description]),
      ],
      would: `create the personal key "${name}", which ${expires === undefined ? 'never expires' : `expires ${expires}`}`,
      done: `Created the personal key "${name}".`,
      isNew: true,
      write: (writing) => createPersonalKey(writing, key),
    });
  },
});

/** `keys refresh`: replaces the secret of a personal key of the caller. */
export const keysRefresh = defineCommand({
  text: 'Replaces the secret of one of your personal keys, given by name or id. The old secret keeps working for the grace period. A refresh cannot extend the life of a key. For service keys use keys rotate.',
  args: '<name>',
  flags: refreshFlags,
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['keys refresh laptop --to-file laptop.key', 'show what would happen'],
    ['keys refresh laptop --to-file laptop.key --apply', 'refresh it'],
  ],
  async run(run) {
    const sink = sinkOf(run);
    const { gracePeriod, expires } = run.options;
    using opened = await openAccount(run);
    const { endText, graceText, refreshPersonalKey, refusedRefresh } =
      await import('../../keys/personalChanges.ts');
    const given = run.args[0] ?? '';
    const key = keyIn(run, await keysOf(run, opened), given);
    const how: Refresh = { grace: gracePeriod, ...(expires !== undefined && { expires }) };
    const refusal = refusedRefresh(key, how, todayOf(run));
    if (refusal !== undefined) throw new CliError('key', visible(refusal.why), refusal.hint);
    const old = `after ${graceText(gracePeriod)}${key.expires === undefined ? '' : `, or when it expires (${key.expires}) if that is earlier`}`;
    return await change(run, opened, sink, {
      name: key.name,
      given,
      more: [
        ...(expires === undefined ? [] : ['--expires', expires]),
        ...(gracePeriod === grace.most ? [] : ['--grace-period', String(gracePeriod)]),
      ],
      would: `replace the secret of the personal key "${key.name}", which ${endText(expires ?? key.end)}`,
      done: `Refreshed the personal key "${key.name}".`,
      old,
      write: (writing) => refreshPersonalKey(writing, key, how),
    });
  },
});

/** The personal keys of the caller. @throws CliError (key) if Arize lists none for its key, ApiError */
async function keysOf(run: Run, { client }: OpenAccount): Promise<readonly PersonalKey[]> {
  const { noPersonalKeys, personalKeysIfAny } = await import('../../keys/personal.ts');
  const keys = await personalKeysIfAny(client, todayOf(run));
  if (keys !== undefined) return keys;
  throw new CliError('key', noPersonalKeys, 'Use a personal key of yours.');
}

/** @throws CliError (resource, usage) if it is none or several of the keys */
function keyIn(run: Run, keys: readonly PersonalKey[], given: string): PersonalKey {
  const byId = keys.find(({ id }) => id === given);
  const found = byId ? [byId] : keys.filter(({ name }) => name === canonicalName(given));
  const [key, ...others] = found;
  if (key === undefined) {
    const guess = suggestion(
      given,
      keys.map(({ name }) => name),
    );
    throw new CliError(
      'resource',
      `You have no personal key "${visible(given)}".`,
      guess ?? `List your keys: ${visible(accountCommand(run, 'keys list'))}`,
    );
  }
  if (others.length === 0) return key;
  throw new CliError(
    'usage',
    `You have several personal keys "${visible(given)}": ${found.map(({ id, made }) => `${id} created ${made}`).join(', ')}.`,
    'Give it an id instead of the name.',
  );
}

/** The destination of the secret. @throws CliError (usage) unless there is exactly one */
function sinkOf({ options: { toFile, toCommand } }: Run): Sink {
  if (toFile !== undefined && toCommand.length === 0) return { file: toFile };
  if (toFile === undefined && toCommand.length > 0) return { command: toCommand };
  throw new CliError(
    'usage',
    toFile === undefined
      ? 'The secret needs a destination: Arize shows it only once, and it is never printed.'
      : '--to-file and --to-command cannot be used together.',
    'Give it --to-file with a path, or --to-command with a program.',
  );
}

/** A change of a personal key. */
interface PersonalChange {
  readonly name: string;
  /** The name or id on the command line. */
  readonly given: string;
  /** The flags of the change, for the next command. */
  readonly more: readonly string[];
  readonly would: string;
  readonly done: string;
  /** Whether a key is created: the file for its secret must be new, as another one may hold the secret of another key. */
  readonly isNew?: true;
  /** When a secret that it replaces stops working. */
  readonly old?: string;
  /** @returns the id of the key */
  write(writing: KeyWriting): Promise<string>;
}

/** Makes a change with --apply, or says what it would do. */
async function change(
  run: Run,
  { account, progress }: OpenAccount,
  sink: Sink,
  { name, given, more, would, done, isNew, old, write }: PersonalChange,
): Promise<ExitCode> {
  const { options, format, terminal, command } = run;
  const { connectForWriting, deliverHere } = await import('../../index.ts');
  const { sinkWords } = await import('../../keys/personalChanges.ts');
  const secrets = deliverHere({ ...thisMachine(), files: [usualFile] });
  try {
    await secrets.check(sink);
  } catch (error) {
    throw new CliError(
      'secret',
      visible(`The secret cannot be delivered: ${withoutStop(messageOf(error))}.`),
      'Nothing was written.',
    );
  }
  if (isNew && 'file' in sink && existsSync(sink.file)) {
    throw new CliError(
      'file',
      `${visible(sink.file)} already exists, and the secret in it would be lost.`,
      'Use another file, or remove this one first. Nothing was written.',
    );
  }
  let id: string | undefined;
  if (options.apply) {
    const client = connectForWriting(account);
    progress.begin(1);
    id = await told(run, write({ client, secrets, sink }));
  }
  const to = visible('file' in sink ? sink.file : sink.command.join(' '));
  const { apply } = options;
  const ending =
    old === undefined ? [] : [`The old secret ${apply ? 'stops' : 'would stop'} working ${old}.`];
  const message = [visible(apply ? done : `Would ${would}.`), ...ending];
  if (format === 'json') {
    const { printJson } = await import('../../render/json/print.ts');
    terminal.write(
      printJson({
        schema: 'ax-access/personal-key@1',
        tool: version(),
        command,
        key: { name, ...(id !== undefined && { id }) },
        destination: sink,
        applied: apply,
        message: message.join(' '),
      }),
    );
    return exitCode.done;
  }
  const line = await lineOf(run, {
    words: [...command.split(' '), given, ...sinkWords(sink), ...more, '--apply'],
    reads: 'account',
  });
  const last = apply
    ? [`The secret is in ${to}.`]
    : [`The secret would go to ${to}.`, `Next: ${line}`];
  terminal.say(`${[...message, ...last].join('\n')}\n`);
  return exitCode.done;
}

/** The hint of a secret that was not delivered says what is left in Arize, so it is shown. */
async function told<T>(run: Run, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    const { SecretError } = await import('../../kinds/secrets.ts');
    if (!(error instanceof SecretError)) throw error;
    const { message, hint, next } = error;
    const command = next === undefined ? '' : `: ${await lineOf(run, next)}`;
    throw new CliError('secret', visible(message), `${visible(hint)}${command}`);
  }
}

async function lineOf({ next }: Run, command: FollowUp): Promise<string> {
  const { followUpLine } = await import('../../render/words/command.ts');
  return visible(followUpLine(command, next));
}
