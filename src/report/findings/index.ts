import { chainOf, refAddress } from '../../kinds/index.ts';
import type { Acceptance } from '../../model.ts';
import { byText } from '../../names.ts';
import { shortId } from '../../shortId.ts';
import type { FindingCode } from '../document.ts';
import { soleAdmins } from './admins.ts';
import type { Finding, Found, Inspected } from './finding.ts';
import { grantsEndingSoon, grantsNotInFile, removalsWithoutEffect } from './grants.ts';
import { keysToCheck } from './keys.ts';
import { mappingsToNowhere } from './mappings.ts';
import { expiredInvitations, inNoOrganization } from './people.ts';
import { publicWithRestricted } from './places.ts';
import { rolesThatGrant } from './roles.ts';

/** In the order of the report: what matters most comes first. */
const severities = {
  'sole-admin': 'high',
  'can-grant': 'high',
  'dead-mapping': 'medium',
  'public-with-restricted': 'medium',
  'key-never-ends': 'medium',
  'key-unused': 'medium',
  'not-in-file': 'medium',
  'no-effect': 'low',
  'ends-soon': 'low',
  'invitation-expired': 'low',
  'no-organization': 'low',
} as const satisfies Record<FindingCode, Finding['severity']>;

/** Above an organization there are still the admins of the account, and a role that no one has gives nothing yet. */
function severityOf(facts: Found['facts']): Finding['severity'] {
  if (facts.code === 'sole-admin' && facts.place !== undefined) return 'low';
  if (facts.code === 'can-grant' && facts.holders.length === 0) return 'low';
  return severities[facts.code];
}

const inspections: readonly ((inspected: Inspected) => readonly Found[])[] = [
  soleAdmins,
  rolesThatGrant,
  mappingsToNowhere,
  publicWithRestricted,
  keysToCheck,
  grantsNotInFile,
  removalsWithoutEffect,
  grantsEndingSoon,
  expiredInvitations,
  inNoOrganization,
];

/** What to look at in an account, worst first; accepted findings come last. And entries that accept nothing anymore. */
export function findingsIn(inspected: Inspected): {
  readonly findings: readonly Finding[];
  readonly stale: readonly Acceptance[];
} {
  const accepted = (inspected.desired?.accepted ?? []).filter(({ list }) => list === 'accepted');
  const order = Object.keys(severities);
  const rank = ({ facts, severity, accepted: by }: Finding): number =>
    (by === undefined ? 0 : 1000) +
    100 * (['high', 'medium', 'low'] as const).indexOf(severity) +
    order.indexOf(facts.code);
  const findings = inspections
    .flatMap((inspect) => inspect(inspected))
    .map((found) => judged(found, accepted, inspected.today))
    .toSorted(
      (a, b) => rank(a) - rank(b) || byText(addressOf(a), addressOf(b)) || byText(a.id, b.id),
    );
  const ids = new Set(findings.map(({ id }) => id));
  return {
    findings,
    stale: accepted.filter(
      ({ of }) => 'finding' in of && isOfMap(of.finding) && !ids.has(of.finding),
    ),
  };
}

/** Differences and warnings have ids of their own. */
const isOfMap = (id: string): boolean => id.startsWith('map-');

const addressOf = ({ ref }: Found): string => (ref === undefined ? '' : refAddress(ref));

function judged(found: Found, accepted: readonly Acceptance[], today: string): Finding {
  const id = idOf(found);
  const entries = accepted.filter(({ of }) => covers(of, id, found));
  const by = entries.find((entry) => today <= entry.until);
  const [lapsed] = entries;
  return {
    ...found,
    id,
    severity: severityOf(found.facts),
    ...(by ? { accepted: by } : lapsed && { lapsed }),
  };
}

/** Other people, places or facts are another finding: what was accepted for three people is not accepted for a fourth one. */
function idOf(found: Found): string {
  const { facts, people, places, about = null } = found;
  const where = places.map((ref) => (ref === undefined ? '' : refAddress(ref)));
  const own = [
    facts.code,
    addressOf(found),
    people.toSorted(byText),
    where.toSorted(byText),
    about,
  ];
  return `map-${shortId(own)}`;
}

function covers(of: Acceptance['of'], id: string, { ref }: Found): boolean {
  if ('finding' in of) return of.finding === id;
  if (!('address' in of) || ref === undefined) return false;
  return chainOf(ref).some((above) => refAddress(above) === of.address);
}
