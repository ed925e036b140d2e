import { apply } from '../../src/apply/apply.ts';
import { verify } from '../../src/apply/verify.ts';
import { diff } from '../../src/diff/diff.ts';
import type { KeyRequest, Secrets, Sink } from '../../src/kind.ts';
import type { Outcome, Plan } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { openAccount } from '../account/account.ts';
import { lineOf, short } from '../account/lines.ts';

/** An account in which keys are made, and where their secrets went. */

export interface Desk {
  readonly sent: string[];
  readonly arrived: { readonly sink: Sink; readonly secret: string }[];
  planFile(file: string, today: string, consent?: boolean, asked?: KeyRequest): Promise<Plan>;
  run(file: string, today: string, consent?: boolean): Promise<readonly Outcome[]>;
  /** Whether a secret opens the account. */
  opens(secret: string | undefined): Promise<boolean>;
  /** Names of live keys, each as often as there are keys of it. */
  keys(): readonly string[];
}

export interface DeskOptions {
  /**
   * What becomes of the requests that make keys.
   * @param next makes the key
   * @param inOne makes a key in the first of its spaces alone, as another run of the same person would
   */
  readonly accident?: (
    next: () => Promise<Response>,
    inOne: () => Promise<Response>,
  ) => Promise<Response>;
  /** What becomes of all other requests of a run once one to make a key was sent. */
  readonly afterwards?: (request: Request, next: () => Promise<Response>) => Promise<Response>;
  readonly signal?: AbortSignal;
  readonly secrets?: Partial<Secrets>;
}

const sleep = (): Promise<void> => Promise.resolve();

export function openDesk(
  seed: string,
  { accident, afterwards = (_, next) => next(), signal, secrets = {} }: DeskOptions = {},
): Desk {
  const sent: string[] = [];
  const arrived: { sink: Sink; secret: string }[] = [];
  let isOther = false;
  const intercept: SandboxOptions['intercept'] = async (request, next) => {
    if (isOther) return next();
    const { pathname } = new URL(request.url);
    const isMade = sent.length > 0;
    if (request.method === 'GET' || pathname === '/graphql') {
      return isMade ? afterwards(request, next) : next();
    }
    sent.push(`${request.method} ${pathname.replace(/^(\/v2\/[\w-]+)\/[^/]+/, '$1/…')}`);
    if (request.method === 'POST' && accident !== undefined) {
      const { organizations, ...rest } = JSON.parse(await request.clone().text());
      const [{ spaces, ...owner }] = organizations;
      const body = { ...rest, organizations: [{ ...owner, spaces: spaces.slice(0, 1) }] };
      return accident(next, async () => {
        isOther = true;
        const { url, method, headers } = request;
        const made = await account.sandbox.handle(
          new Request(url, { method, headers, body: JSON.stringify(body) }),
        );
        isOther = false;
        return made;
      });
    }
    return isMade ? afterwards(request, next) : next();
  };
  const account = openAccount(seed, { intercept, ...(signal && { signal }) });
  const planFile: Desk['planFile'] = async (file, today, consent = true, asked) => {
    const { desired, live } = await account.look(file, today);
    return plan(diff(desired, live, asked && { asked }), desired, live, {
      allowDestructive: consent,
    });
  };
  return {
    sent,
    arrived,
    planFile,
    async run(file, today, consent) {
      const planned = await planFile(file, today, consent);
      const outcomes = await apply(planned, account.writer(), {
        sleep,
        ...(signal && { signal }),
        secrets: {
          check: () => Promise.resolve(),
          async deliver(sink, secret) {
            arrived.push({ sink, secret });
          },
          ...secrets,
        },
      });
      const { desired } = await account.look(file, today);
      return (await verify(outcomes, desired, account.writer(), { sleep })).outcomes;
    },
    async opens(secret = '') {
      const headers = { authorization: `Bearer ${secret}` };
      const request = new Request('http://127.0.0.1/v2/spaces', { headers });
      return (await account.sandbox.handle(request)).ok;
    },
    keys: () =>
      (account.sandbox.snapshot().api_keys ?? [])
        .filter(({ revoked }) => revoked !== true)
        .map(({ name }) => name)
        .toSorted(),
  };
}

export const toldOf = (outcome: Outcome): string =>
  short(
    `${outcome.status} ${lineOf(outcome.change)}${outcome.status === 'failed' ? `: ${outcome.error.message}` : ''}`,
  );
