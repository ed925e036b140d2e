import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Terminal } from './terminal.ts';
import { visible } from '../text.ts';
import { codeOf, Fault, messageOf } from './fault.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What says where Arize is. */
const routes = [
  'ARIZE_BASE_URL',
  'ARIZE_REGION',
  'ARIZE_SINGLE_HOST',
  'ARIZE_BASE_DOMAIN',
  'ARIZE_API_HOST',
  'ARIZE_GRAPHQL_ENDPOINT',
];

/**
 * The environment, and behind it a profile of the `ax` command: the one that is named, else, where the environment has
 * no key, the active one or the default.
 * @throws Fault (usage, file), ApiError (kind `settings`)
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
    throw new Fault(
      'file',
      `There is no profile "${visible(name)}": ${visible(file)} is not there.`,
      '"ax profiles list" shows which there are.',
    );
  }
  const { readProfile } = await import('../api/profile.ts');
  const { env: found, notes } = readProfile(text, file, env);
  const isRouted = routes.some(isSet);
  const used = Object.entries(found).filter(
    ([variable]) => !isSet(variable) && (variable === 'ARIZE_API_KEY' || !isRouted),
  );
  const overruled = [...(isSet('ARIZE_API_KEY') ? ['ARIZE_API_KEY'] : []), ...routes.filter(isSet)];
  terminal.note(
    `Profile ${visible(wanted)}: ${visible(file)}.${overruled.length === 0 ? '' : ` ${overruled.join(' and ')} of the environment ${overruled.length === 1 ? 'counts' : 'count'} more.`}`,
  );
  for (const note of notes) terminal.note(note);
  return { ...env, ...Object.fromEntries(used) };
}

const usual = 'default';

function fileOf(folder: string, name: string): string {
  if (!/^[\w-][\w.-]*$/.test(name)) {
    throw new Fault(
      'usage',
      `--profile can not be "${visible(name)}".`,
      'It is the name of a profile.',
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
    throw new Fault('file', `${visible(path)} can not be read: ${visible(messageOf(error))}.`);
  }
}
