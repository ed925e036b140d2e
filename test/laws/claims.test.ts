import fc from 'fast-check';
import { expect, test } from 'vitest';
import { codeOfDrift, codeOfPlan } from '../../src/cli/exitCode.ts';
import { diff } from '../../src/diff/diff.ts';
import { managesNothing } from '../../src/diff/managesNothing.ts';
import { findingsOf } from '../../src/drift/findings.ts';
import { adopt, everythingLive } from '../../src/writer/import/adopt.ts';
import { EditRefusedError } from '../../src/writer/edit/edit.ts';
import { limitsOf } from '../../src/limits.ts';
import type { AccessDelta } from '../../src/delta.ts';
import type { Desired, Live, Plan } from '../../src/model.ts';
import { claimsOf, missingFrom } from '../../src/plan/claims.ts';
import { narrowed } from '../../src/plan/narrow.ts';
import { plan } from '../../src/plan/plan.ts';
import {
  driftJson,
  plainStyle,
  planJson,
  renderDrift,
  renderDriftMarkdown,
  renderMarkdown,
  renderOutcomes,
  renderPlan,
} from '../../src/render/index.ts';
import { updateSummary } from '../../src/render/text/update.ts';
import { IncompleteReadError } from '../../src/read/incomplete.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { often, settings } from '../repeated.ts';
import { factsOf, namesOf, plain } from './facts.ts';
import { nearly } from './nearly.ts';
import type { Nearly } from './nearly.ts';
import { rightsIn } from './rights.ts';
import { different, isIgnored, placeOf } from './satisfied.ts';
import { caller } from './pools.ts';
import { isBlocked, openWorld, orSkip } from './world.ts';
import type { World } from './world.ts';

const layout = { style: plainStyle, width: 10_000 };

/** What a rendering may claim: that file and account are the same, or that nobody but who is named gains or loses anything. */
type Claimed = 'same' | 'import' | Nobody | `${Nobody} with consent`;
type Nobody = 'nobody' | 'nobody else';

/** The sentences of nothing, as people read them. */
function sentences(text: string): ReadonlySet<Claimed> {
  const said = new Set<Claimed>();
  if (/The account matches|No drift\./.test(text)) said.add('same');
  if (text.includes('already says what the account has')) said.add('import');
  for (const line of text.replaceAll('**', '').split('\n')) {
    // The screen speaks of the run with consent, and so of both.
    if (line.includes('No person gains or loses access.')) {
      said.add('nobody').add('nobody with consent');
    } else if (
      /^ {6}.* (?:lose|gain)s? access\b/.test(line) &&
      !/\b(?:not|cannot|hidden|holds?)\b/.test(line)
    ) {
      said.add('nobody else with consent');
    }
    const isNobody = line.includes('no person gains or loses access.');
    const isOfRun = line.startsWith('Access: ');
    if (isNobody) said.add(isOfRun ? 'nobody' : 'nobody with consent');
    // What is left out stands alone or behind a semicolon; service keys are counted apart from people.
    else if (
      isOfRun &&
      /^[^;]* (gains?|loses?)\b[^;]*$/.test(line) &&
      !line.includes('service key')
    )
      said.add('nobody else');
  }
  return said;
}

/** The same for programs. */
function inJson(document: object): ReadonlySet<Claimed> {
  const json = JSON.parse(JSON.stringify(document));
  const said = new Set<Claimed>();
  const lists = ['changes', 'observed', 'manual', 'unknown', 'kept'] as const;
  const isEmpty = lists.every((name) => json[name].length === 0);
  if (json.claim.certain === true && isEmpty) said.add('same');
  const nobody = (delta: typeof json): readonly Nobody[] => {
    if (delta?.claim.certain !== true) return [];
    return delta.changes.length === 0 ? ['nobody'] : ['nobody else'];
  };
  const isRunning = json.changes.some(({ held }: { readonly held?: string }) => held === undefined);
  if (isRunning) for (const claimed of nobody(json.access.as_run)) said.add(claimed);
  for (const claimed of nobody(json.access.with_consent)) said.add(`${claimed} with consent`);
  return said;
}

/** Everything that is said of a plan, by where it is said. */
function saidOf(reviewed: Plan, sides: Parameters<typeof findingsOf>[1]) {
  const drift = { ...findingsOf(reviewed, sides, ''), auditLog: { status: 'not-needed' } } as const;
  const missing = (required: boolean): boolean =>
    !missingFrom(claimsOf(reviewed), required).certain;
  const context = { tool: '0', command: 'plan', consent: false, exitCode: 0 } as const;
  const isSame = drift.findings.length === 0;
  const whole = reviewed.elsewhere === undefined && reviewed.saml === undefined;
  const exit = (code: number): ReadonlySet<Claimed> =>
    new Set(code === 0 && whole ? ['same' as const] : []);
  return new Map<string, ReadonlySet<Claimed>>([
    ['plan', sentences(renderPlan(reviewed, layout, 'plan', false))],
    ['details', sentences(renderPlan(reviewed, { ...layout, access: 'full' }, 'plan', false))],
    ['plan markdown', sentences(renderMarkdown(reviewed, { mode: 'plan' }))],
    ['plan json', inJson(planJson(reviewed, context))],
    ['apply', sentences(renderOutcomes({ outcomes: [] }, reviewed, layout))],
    ['plan exit', exit(codeOfPlan(reviewed, { detailed: true, missing: missing(true) }))],
    ['drift', sentences(renderDrift(reviewed, drift, layout))],
    ['drift markdown', sentences(renderDriftMarkdown(reviewed, drift))],
    ['drift json', inJson({ ...planJson(reviewed, context), drift: driftJson(drift, []) })],
    ['drift exit', exit(codeOfDrift({ missing: missing(true), isSame }))],
  ]);
}

/** The account, and what it refused to show. */
function open({ seed, behaviour, isBroken }: Nearly): World & { readonly refused: string[] } {
  const refused: string[] = [];
  const world = openWorld(seed, behaviour, {
    query(text) {
      if (!isBroken || !text.includes('samlIdPs')) return undefined;
      refused.push('identity providers were not read');
      return Response.json({ data: null, errors: [{ message: 'Not allowed' }] });
    },
  });
  return { ...world, refused };
}

const unlimited = {
  removal_percent: 100,
  removals: 1_000_000,
  emptied_scopes: 1_000_000,
  people_losing_all_access: 1_000_000,
};

/** The plan for what is asked for, with consent and without. */
async function plansFor(world: World, { text, target }: Nearly) {
  const { desired, live } = await orSkip(world.planFile(text, false));
  const all = diff(desired, live);
  const named = target === undefined ? undefined : [...live.items, ...desired.items][target % 50];
  const left = named === undefined ? all : narrowed(all, [{ ref: named }], desired, live);
  const limits = limitsOf(desired, unlimited);
  const of = (allowDestructive: boolean): Plan =>
    plan(left, desired, live, { allowDestructive, limits });
  return { asRun: of(false), withConsent: of(true), desired, live };
}

/** Who may do other things after a run, and where. */
async function movedBy({ seed }: Nearly, reviewed: Plan, live: Live): Promise<readonly string[]> {
  const names = namesOf(live);
  // Whoever runs it may see more than who looked.
  const world = openWorld({ ...seed, keys: { key: caller } });
  const before = rightsIn(world.sandbox.snapshot(), names);
  await world.applyPlan(reviewed);
  const after = rightsIn(world.sandbox.snapshot(), names);
  return [
    ...[...before].filter((right) => !after.has(right)).map((right) => `- ${right}`),
    ...[...after].filter((right) => !before.has(right)).map((right) => `+ ${right}`),
  ];
}

/** Of what moves, that of which a plan does not say whom and where; an admin has all that is below. */
function unnamed(moved: readonly string[], { changes }: AccessDelta): readonly string[] {
  const named = new Set(
    changes.map(({ person, place }) =>
      JSON.stringify([person, ...(place === undefined ? [] : [place.kind, ...place.key])]),
    ),
  );
  const above = changes.filter(({ before, after }) => [...before, ...after].includes('admin'));
  return moved.filter((right) => {
    const [who, kind, ...rest]: readonly unknown[] = JSON.parse(right.slice(2));
    const key = rest.slice(0, -1);
    const isBelow = ({ person, place }: AccessDelta['changes'][number]): boolean =>
      person === who && (place?.key ?? []).every((part, at) => part === key[at]);
    return !named.has(JSON.stringify([who, kind, ...key])) && !above.some(isBelow);
  });
}

/** What an account has in maps that only grow by hand, and the file does not list. */
function unlisted(
  { items, collections, removed, ...desired }: Desired,
  now: Seed,
): readonly string[] {
  const listed = new Set(
    [...items, ...removed].map(({ kind, key }) => JSON.stringify([kind, ...key])),
  );
  return factsOf(now, plain).flatMap((fact) => {
    const { kind, key, value } = fact;
    const isPlace = kind === 'organization' || kind === 'space';
    const isPerson = kind === 'user' && !/"bot":true|"inactive"/.test(JSON.stringify(value));
    if (!(isPlace || isPerson) || !collections.has(placeOf(fact))) return [];
    const name = JSON.stringify([kind, ...key]);
    return listed.has(name) || isIgnored(fact, { ...desired, items, collections, removed })
      ? []
      : [`${name} is there, and the file does not list it`];
  });
}

/** What `import --update` ends with. */
async function updating(world: World, desired: Desired): Promise<string> {
  try {
    const { sources, addresses, left, claim } = await adopt(desired, world.look, everythingLive);
    const changed = sources.filter(({ text }, index) => text !== desired.sources[index]?.text);
    return updateSummary({
      file: 'access.yaml',
      changed: changed.map(({ file }) => file),
      places: addresses.length,
      missed: left.length,
      isEmpty: managesNothing(desired),
      claim,
    });
  } catch (error) {
    if (error instanceof EditRefusedError) return 'refused';
    throw error;
  }
}

/** Forgets a case in which a list can't be read: it ends without a word about the account. */
async function orNothing<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (error instanceof IncompleteReadError) fc.pre(false);
    throw error;
  }
}

/** How often something was claimed, by what and where. */
const counts = new Map<string, number>();
const count = (what: string): void => {
  counts.set(what, (counts.get(what) ?? 0) + 1);
};

test('no sentence says nothing while there is something', async () => {
  await fc.assert(
    fc.asyncProperty(nearly, async (each) => {
      const world = open(each);
      const { asRun, withConsent, desired, live } = await orNothing(plansFor(world, each));
      const said = saidOf(asRun, { desired, live });
      const wrong: string[] = [];
      const check = (claimed: Claimed, is: readonly string[]): void => {
        const where = [...said].flatMap(([name, claims]) => (claims.has(claimed) ? [name] : []));
        for (const name of where) count(`${name}: ${claimed}`);
        if (where.length > 0) {
          wrong.push(...is.map((fact) => `${where.join(', ')}: ${claimed}, but ${fact}`));
        }
      };
      const now = world.sandbox.snapshot();
      const differs = [
        ...different(desired, now),
        ...(asRun.saml ? ['the mappings of example.com'] : []),
      ];
      check('same', [...differs, ...world.refused.splice(0)]);
      if (live.caller?.accountAdmin === true && asRun.changes.length === 0) {
        said.set('import', sentences(await updating(world, desired)));
        check('import', [...differs, ...unlisted(desired, now), ...world.refused]);
      }
      // A blocked plan does not run.
      const runs = [
        { of: '', run: asRun, access: asRun.access.asRun },
        { of: ' with consent', run: withConsent, access: asRun.access.withConsent },
      ] as const;
      for (const { of, run, access } of runs) {
        const nobody = [`nobody${of}`, `nobody else${of}`] as const;
        const isSaid = [...said.values()].some((claims) => nobody.some((one) => claims.has(one)));
        if (!isSaid || isBlocked(run)) continue;
        // oxlint-disable-next-line no-await-in-loop -- one after the other
        const moved = await movedBy(each, run, live);
        check(nobody[0], moved);
        check(nobody[1], unnamed(moved, access));
      }
      expect(wrong).toEqual([]);
    }),
    settings(210, 63),
  );
  // A law about what nobody says would hold.
  const claims = [
    'plan: same',
    'plan exit: same',
    'drift: same',
    'import: import',
    'plan: nobody',
    'plan: nobody else with consent',
    'details: nobody',
    'details: nobody else',
  ];
  for (const claim of claims) expect([claim, counts.get(claim) ?? 0]).toEqual([claim, many]);
});

const many: unknown = expect.toSatisfy((said: number) => said > often(5));
