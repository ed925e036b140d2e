import { beyondRun } from '../access/groups.ts';
import type { AccessDelta } from '../delta.ts';
import { kindOf } from '../kinds/index.ts';
import type { Change, Elsewhere, KindName, Plan, Untouched } from '../model.ts';
import { byText } from '../names.ts';
import { consented } from './impact.ts';
import { isBlocked } from './verdicts.ts';

/** What a sentence about an account leaves out. */
export type LeftOut =
  | ({ readonly is: 'elsewhere' } & Exclude<Elsewhere, { readonly by: 'command' }>)
  /** All but the one thing that a command is about. */
  | { readonly is: 'rest' }
  /** SAML mappings of the file. */
  | { readonly is: 'saml' }
  /** Holders of an edited role in places that were not read. */
  | {
      readonly is: 'holders';
      readonly role: string;
      readonly people: number;
      readonly services: number;
    }
  /** Places that were not read and in which something may change. */
  | { readonly is: 'places'; readonly count: number }
  /** People of whom it is not known whether they gain or lose something. */
  | { readonly is: 'unsure'; readonly people: number; readonly services: number }
  /** Roles of the file that Arize does not show. */
  | { readonly is: 'roles'; readonly count: number }
  /** Memberships that an admin right may hide. */
  | { readonly is: 'memberships'; readonly count: number }
  /** Things of a kind of which Arize shows too little to judge what they give. */
  | { readonly is: 'partly-shown'; readonly kind: KindName; readonly count: number }
  /** Mappings of identity providers, of which Arize shows only a part. */
  | { readonly is: 'mappings' }
  /** Everything that the key has no right to see. */
  | { readonly is: 'filtered' }
  /** Lists that could not be read. */
  | { readonly is: 'lists'; readonly kinds: readonly Plan['coverage'][number]['kind'][] };

/** Why it is left out: it was not read, Arize does not show it, or reading it failed. */
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

/** Whether a sentence of "nothing" may stand as it is, or what it has to say that it leaves out. */
export type Claim =
  | { readonly certain: true }
  | { readonly certain: false; readonly leavesOut: readonly LeftOut[] };

/** What may be claimed about a plan. Every sentence of "nothing", "no one" or "all" asks here, and nowhere else. */
export interface Claims {
  /** That the account is as the file says, but for what the plan lists. */
  readonly account: Claim;
  /** That only the named people gain or lose anything: as the plan runs, and with consent to all of it. */
  readonly asRun: Claim;
  readonly withConsent: Claim;
  /** The same of what consent adds. */
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
  // Identity providers are shown to admins alone; to others that is no failure.
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

/** What may be claimed about who gains and who loses something by some changes. */
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

/** How many changes a run of a plan would make: as it is, and with consent to what it holds back. */
export interface Offer {
  readonly plain: number;
  readonly withConsent: number;
}

/** What may be offered to be run: nothing that a guard refuses, and nothing that rests on a list which may be cut. */
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

/** Lists that are filtered by rights prove nothing by absence. */
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

/** By kind. */
function partlyShown<T extends { readonly kind: KindName }>(
  some: readonly T[],
  count: (each: T) => number,
): readonly LeftOut[] {
  const counts = new Map<KindName, number>();
  for (const each of some) counts.set(each.kind, (counts.get(each.kind) ?? 0) + count(each));
  return [...counts].map(([kind, all]) => ({ is: 'partly-shown', kind, count: all }));
}

/** How many people and service identities there are, each once. */
function heads(some: readonly { readonly person: string; readonly service?: true }[]): {
  readonly people: number;
  readonly services: number;
} {
  const services = new Set(some.filter(({ service }) => service).map(({ person }) => person));
  const all = new Set(some.map(({ person }) => person));
  return { people: all.size - services.size, services: services.size };
}

/**
 * What makes an answer an error: what could not be read, and where all of it has to be seen, what Arize does not show.
 * @param required whether it has to be
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
