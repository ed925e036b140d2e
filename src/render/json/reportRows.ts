import { isBuiltInRole } from '../../fields.ts';
import type { KeyRow } from '../../keys/list.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Level } from '../../delta.ts';
import type { Coverage, Desired } from '../../model.ts';
import type {
  ReportCoverage,
  ReportFinding,
  ReportKey,
  ReportLevel,
  ReportProvider,
  ReportTotals,
} from '../../report/document.ts';
import type { Mapped } from '../../report/findings/finding.ts';
import { shortNames } from '../../report/shortNames.ts';
import type { Tables } from '../../report/tables.ts';
import { attributesText } from '../../saml/check.ts';
import { grantsOf } from '../../saml/grants.ts';
import { placeWords } from '../words/answers.ts';
import { listNouns } from '../words/coverage.ts';
import { levelText } from '../words/names.ts';
import { count } from '../words/summary.ts';

/** The rows of a report that need words. */

export function levelRows({
  levels,
  permissions,
  roleAt,
  builtIn,
}: Tables): readonly ReportLevel[] {
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

export function keyRows(
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
    const keys = [
      // A key of several spaces is listed at the top.
      ...(spaces.length > 1 ? [[name]] : []),
      ...spaces.map(({ organization, space }) => [organization, space, name]),
    ];
    const entry = keys
      .map((key) => entries.get(JSON.stringify(key)))
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

export function providerRows(
  { providers, directory }: Mapped,
  tables: Tables,
): readonly ReportProvider[] {
  return providers.map(({ domains, syncsRoles, mappings }) => ({
    domains,
    syncs_roles: syncsRoles,
    mappings: mappings.map((mapping) => ({
      group: attributesText(mapping.attributes),
      ...(mapping.accountAdmin && { account_admin: true as const }),
      grants: grantsOf(mapping, directory).map(({ kind, id, key, role }) => {
        const place = key && tables.placeNamed(key);
        const where =
          key === undefined ? `${kind} ${id}, which does not exist` : placeWords({ kind, key });
        const what = role === undefined ? 'a role that does not exist' : levelText(role);
        return { ...(place !== undefined && { place }), text: `${what} in ${where}` };
      }),
    })),
  }));
}

export function totalsOf(
  { people, places, roles, grants, levels }: Tables,
  keys: number | undefined,
  findings: readonly ReportFinding[],
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
    findings: count(findings, ({ accepted }) => accepted === undefined),
    accepted: count(findings, ({ accepted }) => accepted !== undefined),
  };
}

export function coverageRow(
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
