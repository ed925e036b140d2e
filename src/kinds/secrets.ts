import { ApiError } from '../api/index.ts';
import type { Complain, Secrets, Sink } from '../kind.ts';
import type { Fields, FollowUp, Value } from '../model.ts';
import type { JsonSchema } from '../kind.ts';
import { sortedSet } from '../fields.ts';
import { messageOf } from '../errorText.ts';
import { isRecord } from '../records.ts';

/** Secrets that Arize shows once, and their destinations in the file. */

/** A secret could not be delivered. What was created for it is revoked, or the hint says what is left. */
export class SecretError extends Error {
  override readonly name = 'SecretError';
  readonly kind = 'secret';
  readonly hint: string;
  /** The command that follows the hint, after a colon. */
  readonly next: FollowUp | undefined;
  /** Set if something may be left in Arize that cannot be found. */
  readonly outcome: 'unknown' | undefined;

  constructor(
    message: string,
    hint: string,
    { next, outcome }: { readonly next?: FollowUp; readonly outcome?: 'unknown' } = {},
  ) {
    super(message);
    this.hint = hint;
    this.next = next;
    this.outcome = outcome;
  }
}

export const deliverSchema: JsonSchema = {
  title: 'destination',
  description:
    'Where to put the secret, which Arize shows only once: a file that only you can read, or a command that reads it from standard input.',
  oneOf: [
    {
      type: 'object',
      required: ['file'],
      additionalProperties: false,
      properties: {
        file: {
          title: 'path',
          description:
            'A file below the working directory: no absolute path, no "..", no symbolic links. It is created so that only its owner can read it. It may replace a secret delivered earlier, but no other file. In a git repository, git must ignore it. Each secret needs its own file.',
          type: 'string',
          pattern: '\\S',
          examples: ['secrets/team-alpha.key'],
        },
      },
    },
    {
      type: 'object',
      required: ['command'],
      additionalProperties: false,
      properties: {
        command: {
          title: 'words',
          description:
            'A program and its arguments, one list item each; no shell is used. Its standard input is the secret and nothing else. Each secret needs its own command.',
          type: 'array',
          items: { title: 'word', type: 'string' },
          minItems: 1,
          examples: [['vault', 'kv', 'put', 'secret/team-alpha', 'key=-']],
        },
        env: {
          title: 'variables',
          description:
            'Environment variables beginning with `ARIZE_` that the command needs. It gets all other variables, but no `ARIZE_` variable that is not listed here.',
          type: 'array',
          items: { title: 'variable', type: 'string', pattern: '^[A-Za-z_][A-Za-z0-9_]*$' },
          examples: [['ARIZE_SPACE_ID']],
        },
      },
    },
  ],
  examples: [{ file: 'secrets/team-alpha.key' }],
};

/** Parses `deliver` into the fields `to_file`, `to_command` and `to_command_env`. */
export function parseDeliver(value: unknown, complain: Complain): Fields {
  if (!isRecord(value)) return {};
  const { file, command, env } = value;
  if (typeof file === 'string' && file.trim() !== '') return { to_file: file.trim() };
  if (!Array.isArray(command)) return {};
  const words = command.filter((word) => typeof word === 'string');
  if ((words[0] ?? '').trim() !== '') {
    const names = Array.isArray(env) ? env.filter((name) => typeof name === 'string') : [];
    return { to_command: words, ...(names.length > 0 && { to_command_env: sortedSet(names) }) };
  }
  if (words.length === 0) return {};
  complain('no-program', 'the first item of `command` is the program to run, but it is empty', {
    path: ['deliver', 'command'],
    suggestion: 'write it like [vault, kv, put, secret/team-alpha, key=-]',
  });
  return {};
}

/** The destination in the fields of an item; undefined if they have none. */
export function sinkOf({
  to_file: file,
  to_command: command,
  to_command_env: env,
}: {
  readonly to_file?: string;
  readonly to_command?: readonly string[];
  readonly to_command_env?: readonly string[];
}): Sink | undefined {
  if (file !== undefined) return { file };
  return command === undefined ? undefined : { command, ...(env && { env }) };
}

/** The same for fields of an unknown kind. */
export const sinkIn = ({
  to_file: file,
  to_command: command,
  to_command_env: env,
}: Fields): Sink | undefined =>
  file === undefined && command === undefined
    ? undefined
    : sinkOf({
        ...(typeof file === 'string' && { to_file: file }),
        ...(isWords(command) && { to_command: command }),
        ...(isWords(env) && { to_command_env: env }),
      });

const isWords = (value: Value | undefined): value is readonly string[] => Array.isArray(value);

/**
 * Creates something that comes with a secret, and delivers the secret. If anything fails in between, nothing
 * usable is left behind unnoticed.
 * @param make sends the request once, and returns the id and the secret
 * @param lost called if the response was lost: undoes what may have been created, and returns what to report
 * @param undo called with the id if the secret could not be delivered; returns what to report
 * @throws ApiError if Arize refused, SecretError for everything else
 */
export async function handOver(
  secrets: Secrets,
  sink: Sink,
  {
    make,
    lost,
    undo,
  }: {
    make(): Promise<{ readonly id: string; readonly secret: string | undefined }>;
    lost(error: ApiError): Promise<SecretError>;
    undo(id: string, why: string): Promise<SecretError>;
  },
): Promise<string> {
  // It was checked before the run, which may have taken a while.
  await secrets.check(sink);
  let made: Awaited<ReturnType<typeof make>>;
  try {
    made = await make();
  } catch (error) {
    if (!(error instanceof ApiError) || error.outcome !== 'unknown') throw error;
    throw await lost(error);
  }
  if (made.secret === undefined) throw await undo(made.id, 'the response has no secret in it');
  try {
    await secrets.deliver(sink, made.secret);
  } catch (error) {
    throw await undo(made.id, messageOf(error));
  }
  return made.id;
}
