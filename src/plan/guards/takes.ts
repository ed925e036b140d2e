import { isRecord } from '../../records.ts';
import { groupBy } from '../../group.ts';
import type { AccessChange, AccessDelta } from '../../delta.ts';
import { itemsAfter } from '../../diff/after.ts';
import { goingAlong } from '../../diff/state.ts';
import { effectOfGrant } from '../../kinds/grants.ts';
import { chainOf, kindOf, refAddress } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import { selects } from '../../kinds/select.ts';
import type { Change, Live, LiveItem, Ref, Selector } from '../../model.ts';
import { emailIn, ownName } from '../../key.ts';

/**
 * Tells which changes take from an entry of `protected`: directly, through a cascade, by cutting a role, or through the
 * access that people lose or others gain.
 * @param access the effect of the changes on people's access
 * @returns for an entry, whether a change takes from it
 */
export function takerFrom(
  changes: readonly Change[],
  live: Live,
  access: AccessDelta,
): (selector: Selector) => (change: Change) => boolean {
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const lessens = lessensIn(changes, live);
  const reached = new Map(
    live.items.flatMap(({ address, kind, key, fields }) => {
      const { worksIn, sharesNamesWith = [] } = kindOf(kind);
      const refs = worksIn?.(fields) ?? [];
      // A file may name it in one of these, as if it worked there only.
      const named = refs.flatMap((ref) =>
        sharesNamesWith.map((name) => ({ kind: name, key: [...ref.key, ownName(key)] })),
      );
      return refs.length === 0 ? [] : [[address, [...refs, ...named]] as const];
    }),
  );
  const covers = (selector: Selector, change: Change): boolean =>
    [change, ...(reached.get(change.address) ?? [])].some((ref) => selects(selector, ref));
  return (selector) => {
    const inside = insideOf(selector, changes, live);
    const losing = losingIn(selector, access, byAddress);
    return (change) =>
      (covers(selector, change) && lessens(change)) ||
      (change.action === 'delete' && takesAlong(change, inside)) ||
      cutsRole(change, selector, inside, live) ||
      losing.has(change.address);
  };
}

/**
 * Tells which changes take anything from any person: directly, or through the access that people lose. A direct grant can
 * give less than its holder inherits from above.
 */
export function takesAnything(
  changes: readonly Change[],
  access: AccessDelta,
): (change: Change) => boolean {
  const byAddress = new Map(changes.map((change) => [change.address, change]));
  const losing = causesOf(access.changes, byAddress, true);
  return ({ address, effect }) => effect !== 'grants' || losing.has(address);
}

/** The live items that an entry covers. */
interface Inside {
  readonly items: readonly LiveItem[];
  /** Addresses of everything that contains them. */
  readonly above: ReadonlySet<string>;
  readonly byPerson: ReadonlyMap<string, readonly LiveItem[]>;
}

/** Whether a change reduces its own item, or opens it. An update that only grants does neither. */
function lessensIn(changes: readonly Change[], { items }: Live): (change: Change) => boolean {
  const [now, then] = [items, itemsAfter(items, changes)].map(permissionsIn);
  return (change) => {
    const { access } = kindOf(change.kind);
    if (change.effect === 'grants') return false;
    if (change.action !== 'update' || change.effect === 'reduces' || access?.is !== 'grant') {
      return true;
    }
    // Replacing a role with a built-in role deletes a binding, so it is destructive, but it may still grant more.
    const [before, after] = [access.gives(change.before), access.gives(change.after)];
    return (
      after !== 'admin' &&
      effectOfGrant(before === undefined ? {} : { role: before }, after ? { role: after } : {}, {
        permissions: (role, when) => (when === 'now' ? now : then)?.get(role),
      }) !== 'grants'
    );
  };
}

/** The permissions of roles, by name. */
const permissionsIn = (
  items: readonly LiveItem[],
): ReadonlyMap<string, readonly string[] | undefined> =>
  new Map(
    items.flatMap(({ kind, key, fields }) => {
      const { access } = kindOf(kind);
      return access?.is === 'role' ? [[ownName(key), access.allows(fields)] as const] : [];
    }),
  );

/** Whether a deletion also removes something inside: with its parent, with its person, or as the same key elsewhere. */
function takesAlong(change: Change & { action: 'delete' }, inside: Inside): boolean {
  const { keyedBy } = kindOf(change.kind);
  if (inside.above.has(change.address)) return true;
  if (keyedBy === 'person') {
    return goingAlong([change], inside.byPerson.get(emailIn(change.key)) ?? []).size > 0;
  }
  // A key can work in several spaces.
  return (
    keyedBy === 'name' &&
    inside.items.some(({ kind, id }) => kind === change.kind && id === change.id)
  );
}

/** Every live item that an entry covers, with memberships of leaving people that an admin right may hide. */
function insideOf(
  selector: Selector,
  changes: readonly Change[],
  { items: all, hidden }: Live,
): Inside {
  const own = all.filter((item) => selects(selector, item));
  const leaving = new Set(
    changes
      .filter(({ action, kind }) => action === 'delete' && kindOf(kind).keyedBy === 'person')
      .map(({ key }) => emailIn(key)),
  );
  const masked = [...hidden.keys()].flatMap((address): readonly LiveItem[] => {
    const ref = refOf(address);
    const isLeaving = ref !== undefined && leaving.has(emailIn(ref.key));
    return isLeaving && selects(selector, ref) ? [{ ...ref, address, id: '', fields: {} }] : [];
  });
  const items = [...own, ...masked];
  const byPerson = groupBy(
    items.filter(({ kind }) => kindOf(kind).keyedBy === 'person'),
    ({ key }) => emailIn(key),
  );
  const above = items.flatMap((item) => chainOf(item).slice(1).map(refAddress));
  return { items, above: new Set(above), byPerson };
}

const isPerson = ({ kind }: Selector): boolean => kindOf(kind).keyedBy === 'person';

/** Whether a change cuts a role that is held inside the resource, or by the person, that an entry covers. */
function cutsRole(
  change: Change,
  selector: Selector,
  { items }: Inside,
  { roleUses = [] }: Live,
): boolean {
  if (kindOf(change.kind).access?.is !== 'role' || change.effect === 'grants') return false;
  const name = ownName(change.key);
  const isMeant = (level: unknown): boolean => isRecord(level) && level['custom'] === name;
  const id = change.action === 'create' ? undefined : change.id;
  const ids = new Set(items.map((item) => item.id));
  return (
    items.some(({ fields, also }) => isMeant(fields['role']) || isMeant(also)) ||
    roleUses.some(
      ({ role, resource, email }) =>
        role === id && (isPerson(selector) ? email === emailIn(selector.key) : ids.has(resource)),
    )
  );
}

/** The changes through which a person loses access there, or through which others gain it. */
function losingIn(
  selector: Selector,
  access: AccessDelta,
  changes: ReadonlyMap<string, Change>,
): ReadonlySet<string> {
  const ofPerson = isPerson(selector);
  // A person whose access comes from above loses nothing of their own when a resource is deleted.
  const isGone = (place: Ref): boolean =>
    chainOf(place).some((each) => changes.get(refAddress(each))?.action === 'delete');
  const isThere = ({ person, place }: AccessChange): boolean =>
    ofPerson
      ? person === emailIn(selector.key) && (place === undefined || !isGone(place))
      : place !== undefined && selects(selector, place);
  return causesOf(access.changes.filter(isThere), changes, ofPerson);
}

/** The addresses of the changes through which a person loses access. */
function causesOf(
  losses: readonly AccessChange[],
  changes: ReadonlyMap<string, Change>,
  ofPerson: boolean,
): ReadonlySet<string> {
  const losing = new Set<string>();
  for (const each of losses) {
    const causes = each.causes
      .flatMap((address) => changes.get(address) ?? [])
      .filter((cause) => costs(each, cause, ofPerson));
    const taking = causes.filter(({ effect }) => effect !== 'grants');
    // A grant takes access only by replacing a stronger inherited one: then it is the only cause.
    for (const { address } of taking.length > 0 ? taking : causes) losing.add(address);
  }
  return losing;
}

function costs({ effect }: AccessChange, cause: Change, ofPerson: boolean): boolean {
  switch (effect) {
    case 'loses':
    case 'changes':
      return true;
    case 'unsure':
      return cause.effect !== 'grants';
    case 'gains':
      return !ofPerson && cause.effect === 'destroys' && isDoor(cause);
  }
}

const isDoor = ({ kind }: Change): boolean => {
  const { access } = kindOf(kind);
  return access?.is === 'place' || access?.is === 'restriction';
};
