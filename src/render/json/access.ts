import { adminKeys } from '../../access/adminKeys.ts';
import { groupDelta } from '../../access/groups.ts';
import type { AccessChange, AccessDelta, Via } from '../../delta.ts';
import { refAddress } from '../../kinds/index.ts';
import type { Change, Plan, Ref } from '../../model.ts';
import { impactsOf } from '../../plan/impact.ts';
import type { Impact } from '../../plan/impact.ts';
import type { Claim, Claims } from '../../plan/claims.ts';
import { claimJson } from './claim.ts';
import { sourceJson } from './source.ts';

/** What a plan does to people's access, for programs: every person and place, nothing summed up or cut. */
export function planAccessJson(
  plan: Pick<Plan, 'access' | 'changes' | 'guardsWithConsent'>,
  claims: Claims,
): object {
  const { access, changes } = plan;
  const { asRun, withConsent } = access;
  const impacts = impactsOf(plan);
  const running = changes.filter(({ held }) => held === undefined);
  return {
    as_run: deltaJson(asRun, impacts.asRun, { changes, running, claim: claims.asRun }),
    ...(withConsent !== asRun && {
      with_consent: deltaJson(withConsent, impacts.withConsent, {
        changes,
        running: changes,
        claim: claims.withConsent,
      }),
    }),
  };
}

interface Told {
  /** All changes of the plan, and those that run. */
  readonly changes: readonly Change[];
  readonly running: readonly Change[];
  readonly claim: Claim;
}

function deltaJson(delta: AccessDelta, impact: Impact, { changes, running, claim }: Told): object {
  const keys = adminKeys(running);
  const { newAdmins } = groupDelta(delta, changes);
  const sources = new Map(changes.map(({ address, source }) => [address, source]));
  return {
    summary: {
      changes: impact.changes,
      added: impact.added,
      changed: impact.changed,
      destroyed: impact.destroyed,
      irreversible: impact.irreversible,
      gaining: impact.gaining,
      losing: impact.losing,
      losing_all: impact.losingAll,
      new_admins: newAdmins.length,
      people_becoming_admin: impact.newAdmins,
      admin_keys: keys.length,
      keys_gaining: impact.keysGaining,
      keys_losing: impact.keysLosing,
      emails: impact.emails,
      not_judged: notJudged(delta),
    },
    claim: claimJson(claim),
    new_admins: newAdmins.map(({ person, place, cause }) => ({
      person,
      resource: placeJson(place),
      ...(cause && { cause: cause.address }),
    })),
    admin_keys: keys.map(({ change: { address }, places, sink }) => ({
      service_key: address,
      resources: places.map(placeJson),
      ...(sink && { secret_to: sink }),
    })),
    losing_all: delta.losingAll.map(({ person, causes }) => ({ person, causes })),
    changes: delta.changes.map((change) => ({
      ...changeJson(change),
      causes: change.causes.map((address) => ({ address, ...sourceJson(sources.get(address)) })),
    })),
    beyond: delta.beyond.map(({ person, service, role, resource, cause }) => ({
      person,
      ...(service && { service }),
      role,
      resource_id: resource,
      cause,
    })),
    unread: delta.unread,
  };
}

/** People of whom it is not known what becomes of them: holders of an edited role elsewhere, and what Arize hides. */
const notJudged = ({ beyond, changes }: AccessDelta): number =>
  new Set(
    [...beyond, ...changes.filter(({ effect }) => effect === 'unsure')]
      .filter(({ service }) => service !== true)
      .map(({ person }) => person),
  ).size;

const changeJson = (change: AccessChange): object => ({
  person: change.person,
  ...(change.service && { service: true }),
  resource: placeJson(change.place),
  effect: change.effect,
  before: change.before,
  after: change.after,
  gained: change.gained,
  lost: change.lost,
  via: viaJson(change.via),
});

/** One way in. */
export const viaJson = ({ how, level, at, team }: Via): object => ({
  how,
  level,
  at: placeJson(at),
  ...(team !== undefined && { team }),
});

/** The account, or a resource in it. */
export const placeJson = (place: Ref | undefined): object =>
  place === undefined
    ? { kind: 'account', key: [], address: '' }
    : { kind: place.kind, key: place.key, address: refAddress(place) };
