import fc from 'fast-check';
import { connect, connectForWriting } from '../../src/api/client.ts';
import type { ConnectOptions, ReadClient } from '../../src/api/index.ts';
import { apply } from '../../src/apply/apply.ts';
import { verify } from '../../src/apply/verify.ts';
import { diff } from '../../src/diff/diff.ts';
import { printFile } from '../../src/writer/import/print.ts';
import { loadText } from '../load/loadText.ts';
import type { Loaded } from '../../src/load/loaded.ts';
import type { Secrets } from '../../src/kind.ts';
import { limitsOf } from '../../src/limits.ts';
import type { Desired, LimitValues, Live, Outcome, Plan } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import { read } from '../../src/read/read.ts';
import { everything } from '../../src/read/scope.ts';
import { openSandbox } from '../../src/sandbox/index.ts';
import type { Behaviour, Sandbox, Seed } from '../../src/sandbox/index.ts';
import { account } from './account.ts';
import { edit, edited } from './edits.ts';
import { print } from './file.ts';
import type { AccessFile, Style } from './file.ts';

/** A request that changed something, or tried to, as the server saw it. */
export interface Write {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly body: string;
}

/** The whole way from a file to an account and back, in one process and without waiting. */
export interface World {
  readonly sandbox: Sandbox;
  /** Every write so far. */
  readonly writes: readonly Write[];
  /** @param flags of limits; without them, nothing is too much */
  planFile(text: string, consent: boolean, flags?: LimitValues): Promise<Planned>;
  loadFile(text: string): Promise<Loaded>;
  look(desired: Desired): Promise<Live>;
  /** The file that describes the account as it is. */
  importFile(): Promise<string>;
  applyPlan(plan: Plan, parallelism?: number): Promise<readonly Outcome[]>;
  reader(): ReadClient;
  /** Reads again what a run said it did. */
  verify(outcomes: readonly Outcome[], desired: Desired, before: Live): Promise<readonly Outcome[]>;
}

export interface Planned {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly live: Live;
}

/** The laws are about all that a run can do, not only about what is little enough. */
const unlimited: LimitValues = {
  removal_percent: 100,
  removals: 1_000_000,
  emptied_scopes: 1_000_000,
  people_losing_all_access: 1_000_000,
};

const sleep = (): Promise<void> => Promise.resolve();

/** Takes any secret, and forgets it. */
const secrets: Secrets = { check: () => Promise.resolve(), deliver: () => Promise.resolve() };

/** Ways to stand between the client and the server. */
export interface Witness {
  /** Told after each write, once the account has changed. */
  readonly afterWrite?: (sandbox: Sandbox, write: Write) => void;
  /** Answers a write in the place of the server, or spoils its answer. */
  readonly meddle?: (next: () => Promise<Response>) => Promise<Response>;
  /** Answers a query of GraphQL in the place of the server; undefined leaves it to the server. */
  readonly query?: (text: string) => Response | undefined;
  /** Spoils any answer. */
  readonly answers?: (next: () => Promise<Response>) => Promise<Response>;
}

export function openWorld(
  seed: Seed,
  behaviour: Partial<Behaviour> = {},
  { afterWrite, meddle = (next) => next(), answers = (next) => next(), query }: Witness = {},
): World {
  const writes: Write[] = [];
  const sandbox: Sandbox = openSandbox({
    seed,
    behaviour,
    async intercept(request, next) {
      const path = new URL(request.url).pathname;
      if (path === '/graphql') return query?.(await request.clone().text()) ?? next();
      if (request.method === 'GET') return next();
      const body = await request.clone().text();
      const response = await meddle(next);
      const write = { method: request.method, path, status: response.status, body };
      writes.push(write);
      afterWrite?.(sandbox, write);
      return response;
    },
  });
  const options: ConnectOptions = {
    baseUrl: 'http://127.0.0.1',
    graphqlUrl: 'http://127.0.0.1/graphql',
    apiKey: sandbox.keys()[0]?.key ?? '',
    version: '0',
    fetch: (request) => answers(() => sandbox.handle(request)),
    sleep,
  };
  return {
    sandbox,
    writes,
    async planFile(text, consent, flags = unlimited) {
      const { desired } = loadText(text, 'access.yaml');
      const limits = limitsOf(desired, flags);
      const live = await read(connect(options), desired);
      return {
        desired,
        live,
        plan: plan(diff(desired, live), desired, live, { allowDestructive: consent, limits }),
      };
    },
    loadFile: (text) => Promise.resolve(loadText(text, 'access.yaml')),
    look: (desired) => read(connect(options), desired, everything()),
    importFile: async () => printFile(await read(connect(options))).text,
    applyPlan: (reviewed, parallelism = 4) =>
      apply(reviewed, connectForWriting(options), { parallelism, sleep, secrets }),
    reader: () => connect(options),
    verify: async (outcomes, desired, before) =>
      (await verify(outcomes, desired, connect(options), { before, sleep })).outcomes,
  };
}

/** An account, and what somebody wants of it. */
export interface Case {
  readonly seed: Seed;
  readonly file: AccessFile;
  readonly text: string;
}

const style: fc.Arbitrary<Style> = fc.record({
  long: fc.boolean(),
  loud: fc.boolean(),
  flow: fc.boolean(),
  decomposed: fc.boolean(),
});

export const cases: fc.Arbitrary<Case> = fc
  .record({ seed: account, edits: fc.array(edit, { maxLength: 12, size: 'max' }), style })
  .map(({ seed, edits, style: hand }) => {
    const file = edited(seed, edits);
    const text = print(file, hand);
    return {
      seed,
      file,
      text,
      [fc.toStringMethod]: () => `${JSON.stringify(seed, null, 1)}\n${text}`,
    };
  });

/** Forgets a case in which the file itself is wrong: it never gets as far as a plan. */
export async function orSkip<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof FileProblemsError) fc.pre(false);
    throw error;
  }
}

export const isBlocked = (reviewed: Plan): boolean =>
  reviewed.guards.some(({ verdict }) => verdict === 'blocked');

/** What did not end well, in words. */
export const failures = (outcomes: readonly Outcome[]): readonly string[] =>
  outcomes.flatMap((outcome) => {
    if (outcome.status === 'done' || outcome.status === 'held') return [];
    const why = outcome.status === 'failed' ? outcome.error.message : outcome.because;
    return `${outcome.status} ${outcome.change.action} ${outcome.change.address}: ${why}`;
  });
