import { adminKeys } from '../../access/adminKeys.ts';
import { groupDelta } from '../../access/groups.ts';
import type { AccessChange, AccessDelta, PlanAccess, Via } from '../../delta.ts';
import { refAddress } from '../../kinds/index.ts';
import type { Change, PlannedChange, Ref } from '../../model.ts';
import type { Claim, Claims } from '../../plan/claims.ts';
import { claimJson } from './claim.ts';
import { sourceJson } from './source.ts';

/** What a plan does to people's access, for programs: every person and place, nothing summed up or cut. */
export const planAccessJson = (
  { asRun, withConsent }: PlanAccess,
  changes: readonly PlannedChange[],
  claims: Claims,
): object => ({
  as_run: deltaJson(
    asRun,
    changes,
    changes.filter(({ held }) => held === undefined),
    claims.asRun,
  ),
  ...(withConsent !== asRun && {
    with_consent: deltaJson(withConsent, changes, changes, claims.withConsent),
  }),
});

function deltaJson(
  delta: AccessDelta,
  changes: readonly Change[],
  running: readonly Change[],
  claim: Claim,
): object {
  const keys = adminKeys(running);
  const { gaining, losing, newAdmins } = groupDelta(delta, changes);
  const sources = new Map(changes.map(({ address, source }) => [address, source]));
  return {
    summary: {
      gaining,
      losing,
      losing_all: delta.losingAll.length,
      new_admins: newAdmins.length,
      admin_keys: keys.length,
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

/** The account, or what is in it. */
export const placeJson = (place: Ref | undefined): object =>
  place === undefined
    ? { kind: 'account', key: [], address: '' }
    : { kind: place.kind, key: place.key, address: refAddress(place) };
