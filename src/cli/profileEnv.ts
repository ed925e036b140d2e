import { messageOf } from '../errorText.ts';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { ApiError } from '../api/error.ts';
import type { Terminal } from './terminal.ts';
import { visible } from '../text.ts';
import { codeOf } from '../systemError.ts';
import { CliError } from './cliError.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Variables that set the address of Arize, completely or in part. */
const routes = [
  'ARIZE_BASE_URL',
  'ARIZE_REGION',
  'ARIZE_SINGLE_HOST',
  'ARIZE_SINGLE_PORT',
  'ARIZE_BASE_DOMAIN',
  'ARIZE_API_HOST',
  'ARIZE_API_PORT',
  'ARIZE_API_SCHEME',
  'ARIZE_GRAPHQL_ENDPOINT',
];

/**
 * The environment, or a profile of the `ax` command: the given one, or, if the environment has no key, the
 * active or default one. The key and its addresses must come from the same source: a variable must
 * not send a profile's key to another host.
 * @throws CliError (usage, file), ApiError (kind `settings`)
 */
export async function withProfile(
  env: Env,
  name: string | undefined,
  terminal: Terminal,
): Promise<Env> {
  const isSet = (variable: string): boolean => (env[variable] ?? '').trim() !== '';
  if (name === undefined && isSet('ARIZE_API_KEY')) return env;
  const folder = join(homedir(), '.arize');
  const wanted = name ?? (await activeProfile(folder));
  const file = fileOf(folder, wanted);
  const text = await textOf(file);
  if (text === undefined) {
    if (name === undefined) return env;
    throw new CliError(
      'usage',
      `No such profile: "${visible(name)}" (${visible(file)} does not exist).`,
      'List profiles: ax profiles list',
    );
  }
  const { readProfile } = await import('../api/profile.ts');
  const { env: found, notes } = readProfile(text, file, env);
  const profile = `profile ${visible(wanted)}`;
  const differs = (each: string): boolean => isSet(each) && env[each]?.trim() !== found[each];
  const isOwnKey = differs('ARIZE_API_KEY');
  const places = routes.filter(differs);
  if (isOwnKey && places.length === 0 && routes.some((each) => found[each] !== undefined)) {
    throw mixed(
      `ARIZE_API_KEY is set, but ${profile} sets the address: ${visible(file)}.`,
      found['ARIZE_API_KEY'] === undefined
        ? `Write api_key = "\${ARIZE_API_KEY}" into the profile, or leave it out and set ARIZE_BASE_URL.`
        : 'Unset ARIZE_API_KEY to use the key of the profile, or leave the profile out.',
    );
  }
  if (!isOwnKey && places.length > 0 && found['ARIZE_API_KEY'] !== undefined) {
    throw mixed(
      `The API key comes from ${profile}, but its address from the environment (${places.join(' and ')}).`,
      `Unset ${places.join(' and ')}, or set ARIZE_API_KEY to the key for that address.`,
    );
  }
  const overruled = [...(isOwnKey ? ['ARIZE_API_KEY'] : []), ...places];
  terminal.note(
    `Profile ${visible(wanted)}: ${visible(file)}.${overruled.length === 0 ? '' : ` ${overruled.join(' and ')} from the environment ${overruled.length === 1 ? 'takes' : 'take'} precedence.`}`,
  );
  for (const note of notes) terminal.note(note);
  return isOwnKey || places.length > 0 ? env : { ...env, ...found };
}

/** Whether a key is set, or a profile that may have one. */
export const hasKey = (env: Env, name: string | undefined): boolean =>
  name !== undefined ||
  (env['ARIZE_API_KEY'] ?? '').trim() !== '' ||
  [fileOf(join(homedir(), '.arize'), usual), join(homedir(), '.arize', '.active_profile')].some(
    (path) => existsSync(path),
  );

const mixed = (message: string, hint: string): ApiError =>
  new ApiError(`${message} A key is only sent to its own address. Nothing was sent.`, {
    kind: 'settings',
    hint,
  });

const usual = 'default';

function fileOf(folder: string, name: string): string {
  if (!/^[\w-][\w.-]*$/.test(name)) {
    throw new CliError(
      'usage',
      `Invalid value "${visible(name)}" for --profile.`,
      'Give it the name of a profile.',
    );
  }
  return name === usual ? join(folder, 'config.toml') : join(folder, 'profiles', `${name}.toml`);
}

const activeProfile = async (folder: string): Promise<string> =>
  (await textOf(join(folder, '.active_profile')))?.trim() || usual;

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw new CliError('file', `${visible(path)} cannot be read: ${visible(messageOf(error))}.`);
  }
}
