import { parse } from 'yaml';
import { connect, connectForWriting } from '../../src/api/index.ts';
import type { WriteClient } from '../../src/api/index.ts';
import { unknownText } from '../../src/diff/absent.ts';
import { diff } from '../../src/diff/diff.ts';
import { loadText } from '../../src/load/load.ts';
import { limitsOf } from '../../src/limits.ts';
import type {
  Change,
  Desired,
  Difference,
  Fields,
  LimitValues,
  Live,
  Plan,
  SkippedEntry,
  Value,
} from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import { read } from '../../src/read/read.ts';
import { openSandbox, parseSeed } from '../../src/sandbox/index.ts';
import type { Sandbox, SandboxOptions } from '../../src/sandbox/index.ts';

/** An account and a file, both as YAML; the account has the people below unless it says otherwise. */
const people = {
  'jane@x.org': { name: 'Jane', role: 'admin' },
  'kim@x.org': { name: 'Kim', role: 'admin' },
  'raj@x.org': { name: 'Raj', role: 'member' },
  'mei@x.org': { name: 'Mei', role: 'member' },
  'tom@x.org': { name: 'Tom', role: 'member' },
  'ann@x.org': { name: 'Ann', role: 'annotator' },
  'bot@x.org': { name: 'traces', role: 'member', bot: true },
};

export interface Opened {
  readonly sandbox: Sandbox;
  /** The file with the account as it is now. */
  look(file: string, today?: string): Promise<{ desired: Desired; live: Live }>;
  writer(): WriteClient;
  /** Sends a request of the account's admin, past the tool. */
  admin(method: string, path: string, body?: object): Promise<Response>;
}

type Options = Omit<SandboxOptions, 'seed'> & {
  /** Whose key is used; jane's, who is an admin, unless given. */
  readonly as?: string;
  readonly signal?: AbortSignal;
  /** Stands between the tool and the account, and may change what either is told. */
  readonly between?: Between;
};

export type Between = (
  request: Request,
  ask: (request: Request) => Promise<Response>,
) => Promise<Response>;

/** Changes the text of what is asked, of what is answered, or both. */
export const rewording =
  (ask: (text: string) => string, answer: (text: string) => string = (text) => text): Between =>
  async (request, go) => {
    const { url, method, headers } = request;
    const body = method === 'GET' ? {} : { body: ask(await request.text()) };
    const response = await go(new Request(url, { method, headers, ...body }));
    const { status } = response;
    const text = await response.text();
    if (text === '') return new Response(null, { status, headers: response.headers });
    return new Response(answer(text), { status, headers: response.headers });
  };

export function openAccount(
  seed: string,
  { as, signal, between, ...options }: Options = {},
): Opened {
  const given: unknown = parse(seed) ?? {};
  const more = typeof given === 'object' ? given : {};
  const caller = as ?? 'jane@x.org';
  const sandbox = openSandbox({
    ...options,
    seed: parseSeed({ users: people, keys: { key: caller }, ...more }, 'the seed'),
  });
  const connection = {
    baseUrl: 'http://127.0.0.1',
    graphqlUrl: 'http://127.0.0.1/graphql',
    apiKey: 'key',
    version: '0',
    queriesPerMinute: 1_000_000,
    fetch: (request: Request) =>
      between === undefined
        ? sandbox.handle(request)
        : between(request, (passed) => sandbox.handle(passed)),
    sleep: () => Promise.resolve(),
    ...(signal && { signal }),
  };
  return {
    sandbox,
    async look(file, today) {
      const day = today === undefined ? {} : { today };
      const { desired } = loadText(
        file.startsWith('version: ') ? file : `version: 1\n${file}`,
        'access.yaml',
        day,
      );
      return { desired, live: await read(connect(connection), desired) };
    },
    writer: () => connectForWriting(connection),
    admin: (method, path, body) =>
      sandbox.handle(
        new Request(`http://127.0.0.1${path}`, {
          method,
          headers: { authorization: 'Bearer key' },
          ...(body && { body: JSON.stringify(body) }),
        }),
      ),
  };
}

/** What separates an account from a file. */
export async function differenceOf(
  seed: string,
  file: string,
  options: Options & { readonly assertRoles?: boolean; readonly today?: string } = {},
): Promise<Difference> {
  const { assertRoles, today, ...rest } = options;
  const { desired, live } = await openAccount(seed, rest).look(file, today);
  return diff(desired, live, assertRoles === undefined ? {} : { assertRoles });
}

/** The plan for an account and a file. */
export async function planOf(
  seed: string,
  file: string,
  options: Options & {
    readonly consent?: boolean;
    readonly flags?: LimitValues;
    readonly today?: string;
  } = {},
): Promise<Plan> {
  const { consent = false, flags, today, ...rest } = options;
  const { desired, live } = await openAccount(seed, rest).look(file, today);
  const limits = limitsOf(desired, flags);
  const difference = diff(desired, live, { limits });
  return plan(difference, desired, live, { allowDestructive: consent, limits });
}

/** What people are told when a file and an account contradict each other. */
export async function problemsOf(seed: string, file: string): Promise<readonly string[]> {
  try {
    await differenceOf(seed, file);
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    return error.problems.map(({ position, message, suggestion = '' }) =>
      short(`${position?.line ?? '?'}: ${message} ${suggestion}`.trim()),
    );
  }
  return [];
}

/** Everybody here is of the same company: what follows the name is left out. */
export const short = (text: string): string => text.replaceAll('@x.org', '');

const shown = (value: Value): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return 'custom' in value ? `<${value.custom}>` : `[${value.join(' ')}]`;
};

const fieldsShown = (fields: Fields): string => {
  const entries = Object.entries(fields);
  const only = entries.length === 1 ? fields['role'] : undefined;
  if (only !== undefined) return shown(only);
  return `{${entries.map(([name, value]) => `${name}: ${shown(value)}`).join(', ')}}`;
};

/** A change on one line: `~ space/P/s/member/raj member -> admin`. */
export function lineOf(change: Change): string {
  const { address, cascade } = change;
  const along = cascade.length === 0 ? '' : ` takes ${cascade.join(', ')}`;
  switch (change.action) {
    case 'create':
      return short(`+ ${address} ${fieldsShown(change.after)}`);
    case 'update':
      return short(`~ ${address} ${fieldsShown(change.before)} -> ${fieldsShown(change.after)}`);
    case 'delete':
      return short(`- ${address} ${fieldsShown(change.before)}${along}`);
  }
}

/**
 * A difference as lines: changes, `?` what is only observed, `!` what a person has to do, `#` unknown names with the
 * lines that are skipped, `=` what stays because of which line.
 */
export const linesOf = (difference: Difference): readonly string[] => [
  ...difference.changes.map(lineOf),
  ...difference.observed.map((change) => `? ${lineOf(change)}`),
  ...difference.manual.map(({ cause, address, message }) =>
    short(`! ${cause} ${address}: ${message}`),
  ),
  ...difference.unknown.map((each) =>
    short(`# ${each.source.line}: ${unknownText(each)} skips ${skipped(each.skips)}`.trim()),
  ),
  ...difference.kept.map(({ removal, because }) =>
    short(`= ${removal.address} because of ${skipped(because)}`),
  ),
];

const skipped = (skips: readonly SkippedEntry[]): string =>
  skips.map(({ address, source: { line } }) => `${address}:${line}`).join(', ') || 'nothing';

/** What is left alone, as lines. */
export const untouchedOf = ({ untouched }: Pick<Difference, 'untouched'>): readonly string[] =>
  untouched.map(({ reason, kind, scope, count }) => `${count} ${reason} ${kind} ${scope}`.trim());
