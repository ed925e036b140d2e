import { isBuiltInRole } from '../../fields.ts';
import type { KeyRow } from '../../keys/list.ts';
import type { Level } from '../../delta.ts';
import type { Coverage, Desired } from '../../model.ts';
import { accountClaim, leavesOut } from '../../plan/claims.ts';
import type { LeftOut } from '../../plan/claims.ts';
import { accessMap } from '../../report/access.ts';
import type {
  ReportCoverage,
  ReportDocument,
  ReportKey,
  ReportLevel,
  ReportTotals,
} from '../../report/document.ts';
import { shortNames } from '../../report/shortNames.ts';
import { tablesOf } from '../../report/tables.ts';
import type { Sources } from '../../report/sources.ts';
import type { Tables } from '../../report/tables.ts';
import { kindOf } from '../../kinds/index.ts';
import { levelsOf } from '../../access/paths.ts';
import { count } from '../words/summary.ts';
import { leftOutText } from '../words/claims.ts';
import { listNouns } from '../words/coverage.ts';
import type { Again } from '../words/command.ts';
import { levelText } from '../words/names.ts';
import { reportPlan } from './reportPlan.ts';

/** What a report is made from. */
export interface Reported extends Sources {
  /** Every service key of the account; undefined if they were not read. */
  readonly keys?: readonly KeyRow[];
}

/** What a report says about the run that made it. */
export interface ReportContext {
  /** The version of this program. */
  readonly tool: string;
  readonly command: ReportDocument['command'];
  /** When it was made (ISO 8601), and the day for which it was judged. */
  readonly made: string;
  readonly today: string;
  readonly where?: string;
  readonly commit?: string;
  /** The address of a file of the commit. */
  urlOf?(file: string): string | undefined;
  /** Whether the plan's run may destroy. */
  readonly consent: boolean;
  readonly again: Again;
}

/** The access map of an account, and what a plan does to it, as `schema/report.schema.json` describes it. */
export function reportJson(reported: Reported, context: ReportContext): ReportDocument {
  const { live, desired, plan } = reported;
  const { account, caller, coverage = [] } = live ?? {};
  const tables = tablesOf(reported);
  const map = accessMap(reported, tables);
  const planned = plan && reportPlan(plan, map, tables, context);
  const keys = reported.keys && keyRows(reported.keys, tables, desired);
  const files = tables.files.rows;
  return {
    schema: 'ax-access/report@1',
    tool: context.tool,
    command: context.command,
    of: live === undefined ? 'desired' : 'live',
    made: context.made,
    today: context.today,
    ...(account && { account: { id: account.id, name: account.name } }),
    ...(caller && { caller: { email: caller.email, account_admin: caller.accountAdmin } }),
    ...(context.where !== undefined && { where: context.where }),
    ...(desired && {
      file: {
        name: desired.file,
        ...(context.commit !== undefined && { commit: context.commit }),
      },
    }),
    totals: totalsOf(tables, keys?.length),
    leaves_out: claimTexts(reported),
    ...(planned && { plan: planned }),
    findings: [],
    people: tables.people,
    places: tables.places,
    teams: tables.teams,
    roles: tables.roles,
    // Everything that names a level, a file or a permission is above.
    levels: levelRows(tables),
    grants: tables.grants,
    access: map.access,
    ...(keys && { service_keys: keys }),
    permissions: tables.permissions.names,
    permission_sets: tables.permissions.sets,
    files: files.map((name) => {
      const url = context.urlOf?.(name);
      return { name, ...(url !== undefined && { url }) };
    }),
    coverage: coverage.map((each) => coverageRow(each, tables)),
  };
}

function levelRows({ levels, permissions, roleAt, builtIn }: Tables): readonly ReportLevel[] {
  const shorts = shortNames(levels.rows.map(nameOf));
  return levels.rows.map((level, index): ReportLevel => {
    const text = levelText(level);
    const short = shorts[index] ?? '';
    if (level === 'unknown') return { text, short, is: 'unknown' };
    if (isBuiltInRole(level)) {
      const allowed = level === 'admin' ? undefined : builtIn?.[level];
      return {
        text,
        short,
        is: 'built-in',
        ...(allowed && { permissions: permissions.at(allowed) }),
      };
    }
    const role = roleAt(level.custom);
    return { text: level.custom, short, is: 'role', ...(role !== undefined && { role }) };
  });
}

/** A level as its short form is made from. */
const nameOf = (level: Level): string => (typeof level === 'string' ? level : level.custom);

function keyRows(
  rows: readonly KeyRow[],
  { placeNamed, personAt, lineOf }: Tables,
  desired: Desired | undefined,
): readonly ReportKey[] {
  const entries = new Map(
    desired?.items.flatMap((item) =>
      kindOf(item.kind).credential === undefined ? [] : [[JSON.stringify(item.key), item]],
    ),
  );
  return rows.map(({ id, name, spaces, owner, made, expires, lastUsed, remarks }) => {
    const entry = spaces
      .map(({ organization, space }) => entries.get(JSON.stringify([organization, space, name])))
      .find((each) => each !== undefined);
    const line = lineOf(entry?.source);
    const creator = personAt(owner);
    return {
      name,
      id,
      places: spaces.flatMap(({ organization, space }) => placeNamed([organization, space]) ?? []),
      owner,
      made,
      ...(creator !== undefined && { created_by: creator }),
      ...(expires !== undefined && { expires }),
      ...(lastUsed !== undefined && { last_used: lastUsed }),
      remarks: remarks.map(({ text }) => text),
      ...(line && { line }),
    };
  });
}

/** The rows of what is in the account now. */
const there = <T extends { readonly plan?: 'new' | 'gone' }>(rows: readonly T[]): readonly T[] =>
  rows.filter(({ plan }) => plan !== 'new');

function totalsOf(
  { people, places, roles, grants, levels }: Tables,
  keys: number | undefined,
): ReportTotals {
  const humans = there(people).filter(({ service }) => service !== true);
  const of = (kind: string): number => count(there(places), (place) => place.kind === kind);
  const admin = levels.at('admin');
  const admins = grants.filter(
    ({ place, level, plan }) => place === 0 && level === admin && plan !== 'new',
  );
  return {
    people: humans.length,
    services: there(people).length - humans.length,
    organizations: of('organization'),
    spaces: of('space'),
    projects: of('project'),
    roles: count(there(roles), ({ custom }) => custom),
    ...(keys !== undefined && { service_keys: keys }),
    account_admins: new Set(admins.map(({ person }) => person)).size,
    pending: count(humans, ({ status }) => status === 'invited' || status === 'expired'),
    findings: 0,
    accepted: 0,
  };
}

/** What the map leaves out, a sentence each. */
function claimTexts({ before, live, desired }: Reported): readonly string[] {
  if (live === undefined) {
    return [
      `Based on ${desired?.file ?? 'the file'} alone: what it does not manage, and what predefined roles allow, is unknown.`,
    ];
  }
  const { coverage, caller } = live;
  const unknown = [...before.places.values()].flatMap(({ grants }) =>
    [...grants.values()].flat().filter((grant) => levelsOf(grant).includes('unknown')),
  ).length;
  const left: readonly LeftOut[] = [
    ...leavesOut(accountClaim({ untouched: [], coverage, ...(caller && { caller }) })),
    ...(unknown === 0 ? [] : [{ is: 'roles' as const, count: unknown }]),
    ...(before.hidden.size === 0
      ? []
      : [{ is: 'memberships' as const, count: before.hidden.size }]),
  ];
  return left.map((each) => sentence(leftOutText(each)));
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;

function coverageRow(
  { kind, scope, count: rows, complete, reason }: Coverage,
  { placeAt }: Tables,
): ReportCoverage {
  return {
    what: listNouns(kind),
    place: placeAt(scope) ?? 0,
    count: rows,
    complete,
    ...(reason !== undefined && { reason }),
  };
}
