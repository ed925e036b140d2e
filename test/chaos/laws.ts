import equal from 'fast-deep-equal';
import { ApiError } from '../../src/api/index.ts';
import { IncompleteReadError } from '../../src/read/incomplete.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import type { Outcome } from '../../src/model.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { namesOf } from '../laws/facts.ts';
import type { Names } from '../laws/facts.ts';
import { isLate } from '../laws/late.ts';
import { rightsIn } from '../laws/rights.ts';
import { unsatisfied } from '../laws/satisfied.ts';
import { Killed, Stage, scenarioOf } from './scenario.ts';
import type { Ran, Scenario, Written } from './scenario.ts';

const calm = { writes: [], reads: [], meddling: [] };

/** What became of a scenario: the laws that it broke, or why it says nothing. */
export type Verdict =
  | { readonly is: 'kept'; readonly note: 'quiet' | 'stormy' }
  | { readonly is: 'mute'; readonly why: string }
  | { readonly is: 'broken'; readonly laws: readonly string[] };

/** Plays the scenario of a number from its first look to the calm after the storm, and holds it to the laws. */
export async function judge(seed: number): Promise<Verdict> {
  const scenario = scenarioOf(seed);
  const stage = new Stage(scenario.seed, scenario.weather.meddling.length === 0);
  try {
    return await play(scenario, stage);
  } finally {
    stage.close();
  }
}

async function play(scenario: Scenario, stage: Stage): Promise<Verdict> {
  const { text, consent, weather } = scenario;
  const laws: string[] = [];
  const start = stage.sandbox.snapshot();

  const seen = await orEnd(stage, stage.look(text, { ...calm, reads: weather.reads }));
  if (seen === 'file') return { is: 'mute', why: 'the file is wrong' };
  if (stage.writesSent > 0) laws.push('a command that reads has written');

  const end = await calmEnd(scenario);
  if (end === undefined) return { is: 'mute', why: 'the run is blocked' };

  const stormy = await orEnd(stage, stage.run(text, consent, weather));
  if (weather.meddling.length === 0) laws.push(...gaps(stage.writes, start, end));
  if (!consent) laws.push(...removals(stage.writes));

  if (stage.isAlone) laws.push(...(await stage.shortLists()));

  const last = await calmDown(scenario, stage);
  if (stage.isAlone) laws.push(...(await stage.shortLists()));
  if (typeof last === 'string') laws.push(last);
  else if (last !== undefined) {
    laws.push(
      ...unsatisfied(last.desired, last.live, last.plan, stage.sandbox.snapshot()).map(
        (what) => `in the end ${what}`,
      ),
    );
    if (stage.journals(last.live) !== stage.runs) laws.push('a journal can not be read');
  }
  // What somebody else takes away is made again, but for people: who is blocked stays so.
  const alone = weather.meddling.length === 0;
  laws.push(...twice(stage.writes.filter(({ path }) => alone || path === '/v2/users')));
  if (alone) laws.push(...again(stage.writes));
  laws.push(...tooLate(stage.writes));
  if (typeof stormy === 'object') laws.push(...goneOn(stormy.told ?? []));
  if (stage.isAlone && stage.alarms > 0) laws.push('a list is said to be cut that only we changed');
  if (stage.mute.some(([before, after]) => !equal(before, after))) {
    laws.push('a run that wrote nothing changes what later ones go by');
  }
  if (stage.writesOnHalfLists > 0) laws.push('written on the strength of half a list');
  stage.close();
  if (stage.texts.some((each) => each.includes(stage.key))) laws.push('the key can be read');
  if (laws.length > 0) return { is: 'broken', laws };
  return { is: 'kept', note: typeof stormy === 'string' ? 'stormy' : 'quiet' };
}

/** How something ended that a storm may end. What nobody foresaw goes on upwards. */
async function orEnd(
  stage: Stage,
  work: Promise<Ran>,
): Promise<Ran | 'killed' | 'unread' | 'file'> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof Killed) return 'killed';
    stage.texts.push(String(error));
    if (error instanceof FileProblemsError) return 'file';
    if (error instanceof IncompleteReadError || error instanceof ApiError) return 'unread';
    throw error;
  }
}

/** The account as the same run leaves it in fair weather; undefined when it may not run. */
async function calmEnd({
  seed,
  text,
  consent,
}: Scenario): Promise<{ account: Seed; ran: Ran } | undefined> {
  const stage = new Stage(seed, true);
  try {
    const ran = await orEnd(stage, stage.run(text, consent, calm));
    if (typeof ran === 'string' || ran.outcomes === undefined) return undefined;
    return { account: stage.sandbox.snapshot(), ran };
  } finally {
    stage.close();
  }
}

/** Runs it until nothing is left. @returns the last look; undefined when a guard stands in the way; a law that it breaks */
async function calmDown({ text }: Scenario, stage: Stage): Promise<Ran | string | undefined> {
  for (let run = 0; run < 5; run += 1) {
    // eslint-disable-next-line no-await-in-loop
    const ran = await orEnd(stage, stage.run(text, true, calm));
    // What somebody else did may contradict the file by now.
    if (ran === 'file') return undefined;
    if (typeof ran === 'string') return `a calm run ends as ${ran}`;
    if (ran.outcomes === undefined) return undefined;
    if (ran.plan.changes.length === 0) return ran;
  }
  return 'it does not come to rest';
}

/** Moments in which somebody is without what they have before and would have in the end. */
function gaps(
  writes: readonly Written[],
  start: Seed,
  { account, ran: { plan, live } }: { readonly account: Seed; readonly ran: Ran },
): readonly string[] {
  const names: Names = namesOf(live);
  const end = rightsIn(account, names);
  const kept = [...rightsIn(start, names)].filter((right) => end.has(right));
  const waits = isLate(plan);
  const watched = kept.filter((right) => !waits(right));
  return writes.flatMap(({ method, path, body, after }) => {
    const now = rightsIn(after, names);
    const lost = watched.filter((right) => !now.has(right));
    return lost.slice(0, 2).map((right) => `after ${method} ${path} ${body} nobody has ${right}`);
  });
}

/** What takes something away or opens a door, without anybody having agreed. */
const removals = (writes: readonly Written[]): readonly string[] =>
  writes
    .filter(({ method, body, before, after }) => {
      const opens =
        body.includes('"is_private":false') && privateSpaces(after) < privateSpaces(before);
      return method === 'DELETE' || method === 'PUT' || opens;
    })
    .map(({ method, path }) => `${method} ${path} without consent`);

const privateSpaces = (seed: Seed): number =>
  Object.values(seed.organizations ?? {})
    .flatMap(({ spaces }) => Object.values(spaces ?? {}))
    .filter((space) => space.private).length;

/** What was made twice: an invitation, a role, a place. */
function twice(writes: readonly Written[]): readonly string[] {
  const made = new Set<string>();
  return writes.flatMap(({ method, path, body, status }) => {
    if (method === 'DELETE') made.clear();
    if (method !== 'POST' || status !== 201) return [];
    const what = `${path} ${body}`;
    if (made.has(what)) return [`made twice: ${what}`];
    made.add(what);
    return [];
  });
}

/** What was asked for again in the same run although Arize had done it: whoever lost the answer did not look. */
function again(writes: readonly Written[]): readonly string[] {
  const done = new Set<string>();
  return writes.flatMap(({ method, path, body, status, run }) => {
    // In a space an admin right may hide that it was done, and asking again does no harm.
    if (/^\/v2\/spaces\/[^/]+\/users$/.test(path)) return [];
    const what = `${method} ${path} ${body}`;
    const key = `${run} ${what}`;
    if (done.has(key)) return [`asked for again: ${what}`];
    if (status < 300) done.add(key);
    return [];
  });
}

/** What was given after something had been taken in the same run. */
function tooLate(writes: readonly Written[]): readonly string[] {
  const taken = new Set<number>();
  return writes.flatMap(({ method, path, status, run }) => {
    if (method === 'DELETE' && status < 300) taken.add(run);
    const gives = method === 'POST' && status === 201;
    return gives && taken.has(run) ? [`made after something was taken: ${path}`] : [];
  });
}

/** What was taken after something had failed in an earlier stage. */
function goneOn(outcomes: readonly Outcome[]): readonly string[] {
  const failed = outcomes.flatMap(({ status, change }) =>
    status === 'failed' ? [change.stage] : [],
  );
  const first = Math.min(...failed, 4);
  return outcomes
    .filter((outcome) => outcome.status === 'done' && outcome.already !== true)
    .filter(({ change }) => change.stage > first)
    .map(({ change }) => `done although something had failed before: ${change.address}`);
}
