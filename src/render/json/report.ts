import { levelsOf } from '../../access/paths.ts';
import type { AccessState } from '../../access/state.ts';
import { accountClaim, leavesOut } from '../../plan/claims.ts';
import type { LeftOut } from '../../plan/claims.ts';
import { accessMap } from '../../report/access.ts';
import type { ReportDocument } from '../../report/document.ts';
import type { Inspected } from '../../report/findings/finding.ts';
import { findingsIn } from '../../report/findings/index.ts';
import { tablesOf } from '../../report/tables.ts';
import type { Drift } from '../../drift/driftFinding.ts';
import { emailIn } from '../../key.ts';
import { parentAddress } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import { byText } from '../../names.ts';
import type { Desired } from '../../model.ts';
import { followUpLine } from '../words/command.ts';
import { leftOutText } from '../words/claims.ts';
import { counted, nameText } from '../words/names.ts';
import { reportDrift } from './reportDrift.ts';
import { findingRow } from './reportFindings.ts';
import { reportPlan } from './reportPlan.ts';
import type { PlanContext } from './reportPlan.ts';
import { reportRules } from './reportRules.ts';
import { coverageRow, keyRows, levelRows, providerRows, totalsOf } from './reportRows.ts';

/** What a report is made from. */
export interface Reported extends Omit<Inspected, 'today'> {
  /** How the file and the account came to differ, for a drift. */
  readonly drift?: Drift;
}

/** What a report says about the run that made it. */
export interface ReportContext extends PlanContext {
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
}

/** The access map of an account, and what a plan does to it, as `schema/report.schema.json` describes it. */
export function reportJson(reported: Reported, context: ReportContext): ReportDocument {
  const { live, desired, plan } = reported;
  const { account, caller, coverage = [] } = live ?? {};
  const tables = tablesOf(reported);
  const map = accessMap(reported, tables);
  const { drift } = reported;
  const planned = plan && {
    ...reportPlan(plan, map, tables, context),
    ...(drift && { drift: reportDrift(drift, plan, tables) }),
  };
  const keys = reported.keys && keyRows(reported.keys, tables, desired);
  const found = findingsIn({ ...reported, today: context.today });
  const findings = found.findings.map((each) =>
    findingRow(each, tables, desired?.file ?? 'access.yaml', context.again),
  );
  const rules = reportRules(reported, tables, context.today);
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
    totals: totalsOf(tables, keys?.length, findings),
    leaves_out: [...onlyOfFile(context, desired), ...claimTexts(reported)],
    ...(planned && { plan: planned }),
    findings,
    notices: found.stale.map(({ owner, source }) => {
      const line = tables.lineOf(source);
      return { text: staleText(owner), ...(line && { line }) };
    }),
    people: tables.people,
    places: tables.places,
    teams: tables.teams,
    roles: tables.roles,
    // Whatever adds a level, a file or a permission is above.
    levels: levelRows(tables),
    grants: tables.grants,
    access: map.access,
    ...(rules.length > 0 && { rules }),
    ...(keys && { service_keys: keys }),
    ...(reported.saml &&
      !('unread' in reported.saml) && { saml: providerRows(reported.saml, tables) }),
    permissions: tables.permissions.names,
    permission_sets: tables.permissions.sets,
    files: files.map((name) => {
      const url = context.urlOf?.(name);
      return { name, ...(url !== undefined && { url }) };
    }),
    coverage: coverage.map((each) => coverageRow(each, tables)),
  };
}

/** What a plan does not look at. */
const onlyOfFile = (
  { command, again }: ReportContext,
  desired: Desired | undefined,
): readonly string[] =>
  command === 'report' || desired === undefined
    ? []
    : [
        `Only what ${desired.file} is about was read. For the whole account: ${followUpLine({ words: ['report', '-o', 'access.html'], reads: 'both' }, again, desired)}`,
      ];

const staleText = (owner: string): string =>
  `The entry of ${owner} under \`accepted\` accepts nothing anymore; you can delete it.`;

/** What the map leaves out, a sentence each. */
function claimTexts({ before, live, desired, saml }: Reported): readonly string[] {
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
  ];
  return [
    ...left.map((each) => sentence(leftOutText(each))),
    ...(before.hidden.size === 0 ? [] : [hiddenText(before.hidden)]),
    ...(saml && 'unread' in saml ? [`SAML mappings could not be read: ${saml.unread}`] : []),
  ];
}

/** More admins than this are counted. */
const mostAdmins = 3;

/** Whose memberships an admin right may hide. */
function hiddenText(hidden: AccessState['hidden']): string {
  const refs = [...hidden.keys()].flatMap((address) => refOf(address) ?? []);
  const admins = [...new Set(refs.map(({ key }) => emailIn(key)))].toSorted(byText);
  const places = new Set(refs.flatMap((ref) => parentAddress(ref) ?? []));
  const more = admins.length - mostAdmins;
  const named = [
    ...admins.slice(0, mostAdmins).map((email) => nameText(email)),
    ...(more > 0 ? [`and ${more} more`] : []),
  ];
  return `Arize shows that an admin has access to a space, but not whether they are also a member of it. So no plan adds or removes these possible memberships: ${named.join(', ')}, in ${counted(places.size, 'space')}.`;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
