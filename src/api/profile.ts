import { parse, TomlError } from 'smol-toml';
import { visible } from '../text.ts';
import { ApiError } from './error.ts';
import { isRecord } from '../records.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What a profile of the `ax` command says, as the variables that say the same. */
export interface Profile {
  readonly env: Readonly<Record<string, string>>;
  /** What is in it and has no effect here, for people. */
  readonly notes: readonly string[];
}

/** Where a profile says what, and the variable that means it. */
const routing: readonly (readonly [key: string, variable: string])[] = [
  ['region', 'ARIZE_REGION'],
  ['single_host', 'ARIZE_SINGLE_HOST'],
  ['single_port', 'ARIZE_SINGLE_PORT'],
  ['base_domain', 'ARIZE_BASE_DOMAIN'],
  ['api_host', 'ARIZE_API_HOST'],
  ['api_scheme', 'ARIZE_API_SCHEME'],
];

/**
 * Takes a profile of the `ax` command apart (TOML; `${VAR}` and `${VAR:default}` stand for variables).
 * @param file its path, for messages
 * @param env where its variables are looked up
 * @throws ApiError (kind `settings`) when it can not be used; no value of it is in the message
 */
export function readProfile(text: string, file: string, env: Env): Profile {
  const shown = visible(file);
  const toml = parsed(text, shown);
  const section = (name: string): Readonly<Record<string, unknown>> => {
    const found = toml[name];
    return isRecord(found) ? found : {};
  };
  const value = (from: string, key: string): string | undefined => {
    const raw = section(from)[key];
    if (typeof raw === 'number' || typeof raw === 'bigint')
      return raw > 0 ? String(raw) : undefined;
    if (typeof raw !== 'string') return undefined;
    const full = raw.replaceAll(
      /\$\{([A-Za-z_]\w*)(?::([^}]*))?\}/g,
      (_, name: string, preset?: string) => {
        const set = env[name]?.trim() || preset;
        if (set !== undefined) return set;
        throw problem(
          `${shown} takes its ${from}.${key} from the variable ${name}, which is not set.`,
          `Set it: export ${name}=...`,
        );
      },
    );
    return full.trim() === '' ? undefined : full.trim();
  };

  const method = value('auth', 'auth_method') ?? 'api-key';
  if (method === 'oauth') {
    throw problem(
      `${shown} signs in with OAuth, and its tokens are renewed by the ax command alone.`,
      'Use a profile with an API key, or set ARIZE_API_KEY to the key of an account admin.',
    );
  }
  const found: Record<string, string> = {};
  const key = value('auth', 'api_key');
  if (key !== undefined) found['ARIZE_API_KEY'] = key;
  for (const [name, variable] of routing) {
    const set = value('routing', name);
    if (set !== undefined) found[variable] = set;
  }
  // A scheme alone says nothing: profiles write it down although they name a region.
  if (found['ARIZE_API_HOST'] === undefined && found['ARIZE_SINGLE_HOST'] === undefined) {
    delete found['ARIZE_API_SCHEME'];
  }
  const app = value('routing', 'app_host');
  const hasOtherRoute = ['ARIZE_REGION', 'ARIZE_SINGLE_HOST', 'ARIZE_BASE_DOMAIN'].some(
    (name) => found[name] !== undefined,
  );
  if (hasOtherRoute) delete found['ARIZE_API_HOST'];
  else if (app !== undefined) {
    const scheme = value('routing', 'app_scheme') ?? 'https';
    found['ARIZE_GRAPHQL_ENDPOINT'] = `${scheme}://${app}/graphql`;
  }
  return { env: found, notes: notesOn(section, shown) };
}

const problem = (message: string, hint: string): ApiError =>
  new ApiError(message, { kind: 'settings', hint });

const isSet = (value: unknown): boolean => typeof value === 'string' && value.trim() !== '';

function parsed(text: string, shown: string): Readonly<Record<string, unknown>> {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    // Its own message shows the lines around, and one may be the key.
    throw problem(
      `${shown}:${error.line}:${error.column}: this is no TOML.`,
      'Mend it, or write it anew with: ax profiles create',
    );
  }
}

function notesOn(
  section: (name: string) => Readonly<Record<string, unknown>>,
  shown: string,
): string[] {
  const { proxy_url: proxy, ca_bundle: bundle } = section('network');
  return [
    ...(section('security')['request_verify'] === false
      ? [`${shown} turns off the check of certificates. That is not heeded here.`]
      : []),
    ...(isSet(proxy)
      ? [`${shown} names a proxy. It is not used here; set HTTPS_PROXY to it.`]
      : []),
    ...(isSet(bundle)
      ? [`${shown} names a CA bundle. It is not used here; set NODE_EXTRA_CA_CERTS to it.`]
      : []),
  ];
}
