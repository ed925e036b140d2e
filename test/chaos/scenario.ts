import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { connect, connectForWriting } from '../../src/api/client.ts';
import type { ConnectOptions, ReadClient } from '../../src/api/index.ts';
import { apply } from '../../src/apply/apply.ts';
import { verify } from '../../src/apply/verify.ts';
import { diff } from '../../src/diff/diff.ts';
import { openJournal } from '../../src/journal/journal.ts';
import { listsAfter, listsBefore } from '../../src/journal/lists.ts';
import { lastBaselines, pastRuns } from '../../src/journal/readJournal.ts';
import { loadText } from '../load/loadText.ts';
import { limitsOf } from '../../src/limits.ts';
import type { Baseline, Desired, History, Live, Outcome, Plan } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { missingFrom } from '../../src/plan/baseline.ts';
import { heldTo } from '../../src/plan/shrunk.ts';
import { freshnessOf } from '../../src/plan/freshness.ts';
import {
  printJson,
  planJson,
  renderOutcomes,
  renderPlan,
  plainStyle,
} from '../../src/render/index.ts';
import { listKey } from '../../src/names.ts';
import { read } from '../../src/read/read.ts';
import { everything } from '../../src/read/scope.ts';
import { openSandbox } from '../../src/sandbox/index.ts';
import type { Sandbox, Seed } from '../../src/sandbox/index.ts';
import { undoFile } from '../../src/writer/undo/undoFile.ts';
import type { Case } from '../laws/world.ts';
import { cases } from '../laws/world.ts';
import { meddle } from './stranger.ts';
import { isCut, mishapTo, weather } from './weather.ts';
import type { Weather } from './weather.ts';

/** An account, a file, whether the run has consent, and what happens to it. */
export interface Scenario extends Case {
  readonly consent: boolean;
  readonly weather: Weather;
}

const scenarios: fc.Arbitrary<Scenario> = fc
  .record({ of: cases, consent: fc.boolean(), weather })
  .map(({ of, ...rest }) => ({ ...of, ...rest }));

/** The scenario of a number, always the same. */
export function scenarioOf(seed: number): Scenario {
  const [drawn] = fc.sample(scenarios, { seed, numRuns: 1 });
  if (drawn === undefined) throw new Error('Nothing was drawn.');
  return drawn;
}

/** A write of the tool that reached Arize, and the account right after it. */
export interface Written {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly status: number;
  /** Which of the runs, from 1. */
  readonly run: number;
  readonly before: Seed;
  readonly after: Seed;
}

export interface Ran {
  readonly plan: Plan;
  readonly desired: Desired;
  readonly live: Live;
  readonly history: History;
  /** Absent when it was killed, blocked, or only planned. */
  readonly outcomes?: readonly Outcome[];
  /** The same by Arize's word alone, before it was read again. */
  readonly told?: readonly Outcome[];
}

/** The laws are about all that a run can do, not only about what is little enough. */
const unlimited = {
  removal_percent: 100,
  removals: 1_000_000,
  emptied_scopes: 1_000_000,
  people_losing_all_access: 1_000_000,
};

const sleep = (): Promise<void> => Promise.resolve();
const layout = { style: plainStyle, width: 80 };

const calm: Weather = { writes: [], reads: [], meddling: [] };

type Baselines = ReadonlyMap<string, Baseline>;

const mayHaveWritten = (outcome: Outcome): boolean =>
  (outcome.status === 'done' && outcome.already !== true) ||
  (outcome.status === 'failed' &&
    'outcome' in outcome.error &&
    outcome.error.outcome === 'unknown');

/** A run that was killed: nothing it would have done later happens. */
export class Killed extends Error {}

/** An account with a tool beside it that is run again and again, in fair weather and foul. */
export class Stage {
  readonly sandbox: Sandbox;
  readonly writes: Written[] = [];
  /** All that anybody could read: what is printed, thrown and kept. */
  readonly texts: string[] = [];
  /** Writes of a run that had been given half a list before the first of them. */
  writesOnHalfLists = 0;
  readonly folder = mkdtempSync(join(tmpdir(), 'ax-chaos-'));
  /** Plans in which a list was said to be short. */
  alarms = 0;
  /** Whether nobody else changes the account. */
  readonly isAlone: boolean;
  readonly #mute: [Baselines, Baselines][] = [];
  #runs = 0;

  constructor(seed: Seed, isAlone: boolean) {
    this.isAlone = isAlone;
    this.sandbox = openSandbox({ seed });
  }

  get key(): string {
    return this.sandbox.keys()[0]?.key ?? '';
  }

  /** Takes what lies on the disk into the texts, and away. */
  close(): void {
    if (!existsSync(this.folder)) return;
    for (const name of readdirSync(this.folder)) {
      this.texts.push(readFileSync(join(this.folder, name), 'utf8'));
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  /** How many requests of the tool would have changed something. */
  get writesSent(): number {
    return this.writes.length;
  }

  /** What `plan` and `drift` do: look. */
  async look(text: string, over: Weather): Promise<Ran> {
    return this.#plan(text, connect(this.#options(over)), true);
  }

  /** What `apply` does. @throws whatever the stages throw; Killed where the weather kills it */
  async run(text: string, consent: boolean, over: Weather): Promise<Ran> {
    const state = { killed: false };
    const options = this.#options(over, state);
    const client = connect(options);
    const ran = await this.#plan(text, client, consent);
    const { plan: made, desired, live, history } = ran;
    if (made.guards.some(({ verdict }) => verdict === 'blocked')) return ran;
    this.#runs += 1;
    const run = `run-${String(this.#runs).padStart(3, '0')}`;
    const running = made.changes.filter(({ held }) => held === undefined);
    const lists = heldTo(running, desired, live, history);
    const journal = openJournal(this.folder, {
      run,
      tool: '0',
      account: live.account,
      host: '127.0.0.1',
      sources: [{ file: desired.file, text }],
      digest: made.digest,
      consent,
      changes: running.length,
      ...listsBefore(lists, running, live),
    });
    const undo = undoFile(made, desired, live, { run, again: `-f ${run}.undo.yaml` });
    if (undo !== undefined) loadText(undo, 'undo.yaml');
    this.texts.push(undo ?? '');
    const told = await apply(made, connectForWriting(options), {
      onStart: (change) => state.killed || journal.begin(change),
      onOutcome: (outcome) => state.killed || journal.end(outcome),
      recheck: async (changes) => {
        const now = await read(client, desired);
        return freshnessOf(changes, diff(desired, now), now);
      },
      sleep,
    });
    if (state.killed) throw new Killed();
    const { outcomes, live: after } = await verify(told, desired, client, {
      before: live,
      sleep,
    }).catch((error: unknown) => {
      this.texts.push(String(error));
      return { outcomes: told, live: undefined };
    });
    const left = listsAfter(lists, told, { live, again: after }, history);
    journal.finish({
      complete: outcomes.every(({ status }) => status === 'done' || status === 'held'),
      ...(left && { lists: left }),
    });
    if (!told.some(mayHaveWritten)) this.#mute.push([history.baselines, this.#baselines(live)]);
    this.texts.push(renderOutcomes({ outcomes }, made, layout));
    return { ...ran, outcomes, told };
  }

  /** What lists were held to before and after runs that wrote nothing. */
  get mute(): readonly (readonly [Baselines, Baselines])[] {
    return this.#mute;
  }

  #baselines(live: Live): Baselines {
    return lastBaselines({ folder: this.folder }, { account: live.account, host: '127.0.0.1' });
  }

  /** Lists of the whole account that are short of what the journals hold them to. */
  async shortLists(): Promise<readonly string[]> {
    const live = await read(connect(this.#options(calm)), undefined, everything());
    const baselines = this.#baselines(live);
    return live.lists.flatMap((list) => {
      const last = baselines.get(listKey(list));
      return last !== undefined && missingFrom(last, list) > 0
        ? [`${list.name} has ${list.count}, and is held to ${last.count}`]
        : [];
    });
  }

  /** Whether every journal so far can be read. */
  journals(live: Live): number {
    return [...pastRuns({ folder: this.folder }, { account: live.account, host: '127.0.0.1' })]
      .length;
  }

  get runs(): number {
    return this.#runs;
  }

  async #plan(text: string, client: ReadClient, consent: boolean): Promise<Ran> {
    const { desired } = loadText(text, 'access.yaml');
    const limits = limitsOf(desired, unlimited);
    const live = await read(client, desired);
    // Where others are at work, somebody looks at every list that came back shorter, and finds it right.
    const accepted = new Map(
      this.isAlone ? [] : live.lists.map(({ name, count }) => [name, count] as const),
    );
    const history = {
      baselines: this.#baselines(live),
      accepted,
      owned: new Set<string>(),
      ids: new Map<string, string>(),
    };
    const made = plan(diff(desired, live), desired, live, {
      allowDestructive: consent,
      limits,
      history,
    });
    if (made.guardsWithConsent.some(({ verdict }) => verdict === 'held')) this.alarms += 1;
    const context = { tool: '0', command: 'plan', consent, exitCode: 0 } as const;
    this.texts.push(renderPlan(made, layout, 'plan', consent), printJson(planJson(made, context)));
    return { plan: made, desired, live, history };
  }

  /** A connection on which the weather happens. */
  #options(over: Weather, state = { killed: false }): ConnectOptions {
    let writes = -1;
    let reads = -1;
    let isHalf = false;
    const fetch = async (request: Request): Promise<Response> => {
      if (state.killed) throw new TypeError('killed');
      for (const each of over.meddling) {
        // eslint-disable-next-line no-await-in-loop
        if (each.at === reads + writes + 2) await meddle(this.sandbox, each);
      }
      const { pathname } = new URL(request.url);
      const isRead = request.method === 'GET' || pathname === '/graphql';
      if (isRead) {
        reads += 1;
        const at = reads;
        const mishap = over.reads.find(([when]) => when === at)?.[1];
        const next = (): Promise<Response> => this.sandbox.handle(request);
        if (mishap === undefined) return next();
        const response = await mishapTo(mishap, next);
        if (mishap === 'cut' && writes < 0) isHalf ||= isCut(await response.clone().text());
        return response;
      }
      writes += 1;
      if (isHalf) this.writesOnHalfLists += 1;
      const at = writes;
      const mishap = over.writes.find(([when]) => when === at)?.[1];
      const body = await request.clone().text();
      const next = async (): Promise<Response> => {
        const before = this.sandbox.snapshot();
        const response = await this.sandbox.handle(request);
        const { method } = request;
        const { status } = response;
        const after = this.sandbox.snapshot();
        this.writes.push({ method, path: pathname, body, status, run: this.#runs, before, after });
        return response;
      };
      if (mishap === undefined) return next();
      if (mishap === 'kill-before' || mishap === 'kill-after') {
        if (mishap === 'kill-after') await next();
        state.killed = true;
        throw new TypeError('killed');
      }
      return mishapTo(mishap, next);
    };
    return {
      baseUrl: 'http://127.0.0.1',
      graphqlUrl: 'http://127.0.0.1/graphql',
      apiKey: this.key,
      version: '0',
      queriesPerMinute: 1_000_000,
      parallelism: { reads: 1, writes: 1 },
      fetch,
      sleep,
    };
  }
}
