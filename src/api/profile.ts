import { parse, TomlError } from 'smol-toml';
import { visible } from '../text.ts';
import { ApiError } from './error.ts';
import { isRecord } from '../records.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A profile of the `ax` CLI, translated to environment variables. */
export interface Profile {
  readonly env: Readonly<Record<string, string>>;
  /** Settings of the profile that have no effect here, as sentences. */
  readonly notes: readonly string[];
}

/** The keys of a profile, and the environment variable for each. */
const routing: readonly (readonly [key: string, variable: string])[] = [
  ['region', 'ARIZE_REGION'],
  ['single_host', 'ARIZE_SINGLE_HOST'],
  ['single_port', 'ARIZE_SINGLE_PORT'],
  ['base_domain', 'ARIZE_BASE_DOMAIN'],
  ['api_host', 'ARIZE_API_HOST'],
  ['api_scheme', 'ARIZE_API_SCHEME'],
];

/**
 * Parses a profile of the `ax` CLI (TOML; `${VAR}` and `${VAR:default}` refer to environment variables).
 * @param file its path, for messages
 * @param env resolves those variables
 * @throws ApiError (kind `settings`) when the profile cannot be used; the message contains none of its values
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
          `${shown} takes ${from}.${key} from the environment variable ${name}, which is not set.`,
          `Set it: export ${name}=...`,
        );
      },
    );
    return full.trim() === '' ? undefined : full.trim();
  };

  const method = value('auth', 'auth_method') ?? 'api-key';
  if (method === 'oauth') {
    throw problem(
      `${shown} uses OAuth, whose tokens only the ax CLI can renew.`,
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
  // A scheme alone means nothing: profiles that name a region contain one too.
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
    // Its own message quotes nearby lines, and one of them may be the key.
    throw problem(
      `${shown}:${error.line}:${error.column}: this is not valid TOML.`,
      'Fix it, or recreate it with: ax profiles create',
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
      ? [`${shown} turns off certificate verification. ax-access ignores this setting.`]
      : []),
    ...(isSet(proxy)
      ? [`${shown} names a proxy. ax-access ignores this setting; set HTTPS_PROXY instead.`]
      : []),
    ...(isSet(bundle)
      ? [
          `${shown} names a CA bundle. ax-access ignores this setting; set NODE_EXTRA_CA_CERTS instead.`,
        ]
      : []),
  ];
}
