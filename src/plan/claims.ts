import { beyondRun } from '../access/groups.ts';
import type { AccessDelta } from '../delta.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change, Elsewhere, KindName, Plan, Untouched } from '../model.ts';
import { byText } from '../names.ts';
import { consented } from './impact.ts';
import { isBlocked } from './verdicts.ts';

/** What a statement about an account does not cover. */
export type LeftOut =
  | ({ readonly is: 'elsewhere' } & Exclude<Elsewhere, { readonly by: 'command' }>)
  /** Everything except the one item that a command is about. */
  | { readonly is: 'rest' }
  /** The SAML mappings in the file. */
  | { readonly is: 'saml' }
  /** Holders of an edited role in resources that were not read. */
  | {
      readonly is: 'holders';
      readonly role: string;
      readonly people: number;
      readonly services: number;
    }
  /** Resources that were not read and in which access may change. */
  | { readonly is: 'places'; readonly count: number }
  /** People who may gain or lose access; what was read does not tell. */
  | { readonly is: 'unsure'; readonly people: number; readonly services: number }
  /** Roles in the file that Arize does not show. */
  | { readonly is: 'roles'; readonly count: number }
  /** Memberships that an admin right may hide. */
  | { readonly is: 'memberships'; readonly count: number }
  /** Items of a kind that Arize shows too little of to judge what they grant. */
  | { readonly is: 'partly-shown'; readonly kind: KindName; readonly count: number }
  /** Mappings of identity providers, which Arize shows only in part. */
  | { readonly is: 'mappings' }
  /** Everything that the API key is not allowed to see. */
  | { readonly is: 'filtered' }
  /** Lists that could not be read. */
  | { readonly is: 'lists'; readonly kinds: readonly Plan['coverage'][number]['kind'][] };

/** Why it is not covered: it was not read, Arize does not show it, or reading it failed. */
type WhyLeftOut = 'scope' | 'unshown' | 'failed';

const reasons: Readonly<Record<LeftOut['is'], WhyLeftOut>> = {
  elsewhere: 'scope',
  rest: 'scope',
  saml: 'scope',
  holders: 'scope',
  places: 'scope',
  unsure: 'unshown',
  roles: 'unshown',
  memberships: 'unshown',
  'partly-shown': 'unshown',
  mappings: 'unshown',
  filtered: 'unshown',
  lists: 'failed',
};

export const whyLeftOut = ({ is }: LeftOut): WhyLeftOut => reasons[is];

/** Whether a statement such as "no changes" holds without reservation, or which exceptions it has to name. */
export type Claim =
  | { readonly certain: true }
  | { readonly certain: false; readonly leavesOut: readonly LeftOut[] };

/** What may be claimed about a plan. Every text that says "no changes", "no one" or "all" asks here, and nowhere else. */
export interface Claims {
  /** The account matches the file, except for what the plan lists. */
  readonly account: Claim;
  /** Only the named people gain or lose access: as the plan runs, and with consent to all of it. */
  readonly asRun: Claim;
  readonly withConsent: Claim;
  /** The same for the changes that consent adds. */
  readonly consentAdds: Claim;
}

/** What was compared, and how much of it was seen. */
export type Compared = Pick<Plan, 'untouched' | 'coverage'> &
  Partial<Pick<Plan, 'caller' | 'elsewhere' | 'saml'>>;

export function claimsOf(plan: Compared & Pick<Plan, 'access' | 'changes'>): Claims {
  const { access, changes } = plan;
  const running = changes.filter(({ held }) => held === undefined);
  const held = changes.filter((change) => change.held !== undefined);
  const rights = (some: readonly Change[]) => (some.length === 0 ? [] : filtered(plan.caller));
  return {
    account: accountClaim(plan),
    asRun: accessClaim(access.asRun, running, rights(running)),
    withConsent: accessClaim(access.withConsent, changes, rights(changes)),
    consentAdds: accessClaim(beyondRun(access), held, running.length === 0 ? rights(held) : []),
  };
}

/** What may be claimed about how an account compares with a file. */
export function accountClaim({ untouched, coverage, caller, elsewhere, saml }: Compared): Claim {
  // Only admins can see identity providers; for other callers their absence is not a failure.
  const failed = coverage
    .filter(({ complete, unshown }) => !complete && unshown !== true)
    .map(({ kind }) => kind)
    .filter((kind) => kind !== 'identity_provider' || caller?.accountAdmin === true);
  return claim([
    ...besideRun(elsewhere),
    ...(failed.length === 0 ? [] : [{ is: 'lists' as const, kinds: [...new Set(failed)] }]),
    ...counted('roles', untouched, 'unverified'),
    ...counted('memberships', untouched, 'hidden'),
    ...partlyShown(
      untouched.filter(({ reason }) => reason === 'partly-shown'),
      ({ count }) => count,
    ),
    ...(saml === true ? [{ is: 'saml' as const }] : []),
    ...(coverage.some(({ unshown }) => unshown) ? [{ is: 'mappings' as const }] : []),
    ...filtered(caller),
  ]);
}

function besideRun(elsewhere: Elsewhere | undefined): readonly LeftOut[] {
  if (elsewhere?.by === 'command') return [{ is: 'rest' }];
  return elsewhere === undefined || elsewhere.count === 0
    ? []
    : [{ is: 'elsewhere', ...elsewhere }];
}

/** What may be claimed about who gains and who loses access through some changes. */
function accessClaim(
  { beyond, changes: entries, unread }: AccessDelta,
  changes: readonly Change[],
  rights: readonly LeftOut[],
): Claim {
  const roles = [...new Set(beyond.map(({ role }) => role))].toSorted(byText);
  const unsure = entries.filter(({ effect }) => effect === 'unsure');
  const own = changes.filter(({ kind }) => kindOf(kind).writeOnly === true);
  return claim([
    ...roles.map((role) => ({
      is: 'holders' as const,
      role,
      ...heads(beyond.filter((each) => each.role === role)),
    })),
    ...(unread.length === 0 ? [] : [{ is: 'places' as const, count: unread.length }]),
    ...(unsure.length === 0 ? [] : [{ is: 'unsure' as const, ...heads(unsure) }]),
    ...partlyShown(own, () => 1),
    ...rights,
  ]);
}

/** How many changes a run of a plan would make: as it is, and with consent to those it holds back. */
export interface Offer {
  readonly plain: number;
  readonly withConsent: number;
}

/** What can be offered as the next run: nothing that a guard refuses or that depends on a possibly truncated list. */
export function offerOf({
  changes,
  guards,
  guardsWithConsent,
}: Pick<Plan, 'changes' | 'guards' | 'guardsWithConsent'>): Offer {
  return {
    plain: isBlocked(guards) ? 0 : changes.filter(({ held }) => held === undefined).length,
    withConsent: isBlocked(guardsWithConsent)
      ? 0
      : consented({ changes, guardsWithConsent }).length,
  };
}

const claim = (leavesOut: readonly LeftOut[]): Claim =>
  leavesOut.length === 0 ? { certain: true } : { certain: false, leavesOut };

/** In a list that is filtered by the caller's rights, a missing row proves nothing. */
const filtered = (caller: Plan['caller']): readonly LeftOut[] =>
  caller?.accountAdmin === true ? [] : [{ is: 'filtered' }];

function counted(
  is: 'roles' | 'memberships',
  untouched: readonly Untouched[],
  wanted: Untouched['reason'],
): readonly LeftOut[] {
  const own = untouched.filter(({ reason }) => reason === wanted);
  const count = own.reduce((sum, each) => sum + each.count, 0);
  return count === 0 ? [] : [{ is, count }];
}

/** Counts by kind. */
function partlyShown<T extends { readonly kind: KindName }>(
  some: readonly T[],
  count: (each: T) => number,
): readonly LeftOut[] {
  const counts = new Map<KindName, number>();
  for (const each of some) counts.set(each.kind, (counts.get(each.kind) ?? 0) + count(each));
  return [...counts].map(([kind, all]) => ({ is: 'partly-shown', kind, count: all }));
}

/** The number of distinct people and of distinct service identities. */
function heads(some: readonly { readonly person: string; readonly service?: true }[]): {
  readonly people: number;
  readonly services: number;
} {
  const services = new Set(some.filter(({ service }) => service).map(({ person }) => person));
  const all = new Set(some.map(({ person }) => person));
  return { people: all.size - services.size, services: services.size };
}

/**
 * The gaps that make a result an error: what could not be read and, if completeness is required, what Arize does not show.
 * @param required whether completeness is required
 */
export function missingFrom(claims: Claims, required: boolean): Claim {
  const all = Object.values(claims).flatMap((each: Claim) => leavesOut(each));
  const missing = all.filter((left) => {
    const why = whyLeftOut(left);
    return why === 'failed' || (required && why === 'unshown');
  });
  return claim([...new Map(missing.map((left) => [JSON.stringify(left), left])).values()]);
}

export const leavesOut = (some: Claim): readonly LeftOut[] => (some.certain ? [] : some.leavesOut);
