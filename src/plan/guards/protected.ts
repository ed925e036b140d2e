import { goingAlong } from '../../diff/state.ts';
import { chainOf, kindOf, refAddress } from '../../kinds/index.ts';
import { selects } from '../../kinds/select.ts';
import type { Change, Desired, Live, LiveItem, Ref, Selector, Verdict } from '../../model.ts';
import { canonicalEmail } from '../../names.ts';
import { placeOf } from './placeOf.ts';
import { verdict } from './verdict.ts';

/** Nothing that the file protects may be removed, demoted, shut out, or lose a permission. */
export function isProtected(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  after: readonly LiveItem[],
): readonly Verdict[] {
  return desired.protected.map((selector) => {
    const harming = changes.filter(
      (change) => change.effect !== 'grants' && harms(change, selector, live, after),
    );
    const name = selector.key.at(-1) ?? '';
    return verdict('protected', refAddress(selector), harming, {
      ok: `${name} is protected and untouched.`,
      blocked: `${name} is protected, and this run would take something from it. Take it out of \`protected\` in a run of its own, or leave it as it is.`,
    });
  });
}

/** Whether a change takes something from what a selector protects. */
function harms(
  change: Change,
  selector: Selector,
  live: Live,
  after: readonly LiveItem[],
): boolean {
  const isPerson = kindOf(selector.kind).keyedBy === 'person';
  // Of a person, every grant is protected; of a thing, only the thing itself, not who is in it.
  const covers = (ref: Ref): boolean =>
    isPerson ? selects(selector, ref) : refAddress(ref) === refAddress(selector);
  if (covers(change)) return true;
  if (change.action === 'delete') {
    if (!isPerson && chainOf(selector).some((above) => refAddress(above) === change.address))
      return true;
    if ([...goingAlong([change], live.items).keys()].some(covers)) return true;
  }
  if (!isPerson) return false;
  const email = canonicalEmail(selector.key[0] ?? '');
  const kind = kindOf(change.kind);
  if (kind.whenUnused) return holdsRole(email, change, live);
  return (
    change.effect === 'reduces' &&
    kind.keyedBy !== 'person' &&
    isShutOut(email, change, live, after)
  );
}

/** Whether somebody holds the role that a change cuts. */
function holdsRole(email: string, change: Change, { items, roleUses }: Live): boolean {
  const name = change.key.at(-1);
  const id = change.action === 'create' ? undefined : change.id;
  return (
    items.some(({ key, fields: { role } }) => {
      return (
        key.at(-1) === email && typeof role === 'object' && 'custom' in role && role.custom === name
      );
    }) || (roleUses ?? []).some((use) => use.role === id && use.email === email)
  );
}

/** Whether a restriction or a private space shuts somebody out who gets in from above today. */
function isShutOut(
  email: string,
  change: Change,
  { items }: Live,
  after: readonly LiveItem[],
): boolean {
  const [self, ...above] = chainOf(change);
  const [closed, ...outer] = kindOf(change.kind).keyedBy === 'parent' ? above : [self, ...above];
  if (closed === undefined) return false;
  const grants = (list: readonly LiveItem[], places: readonly (Ref | undefined)[]) =>
    list.filter(
      (item) =>
        item.key.at(-1) === email &&
        kindOf(item.kind).keyedBy === 'person' &&
        places.some((place) => placeOf(item) === (place === undefined ? '' : refAddress(place))),
    );
  const inside = grants(after, [closed]).length > 0;
  const stillAdmin = grants(after, [...outer, undefined]).some(
    ({ fields }) => fields['role'] === 'admin',
  );
  return !inside && !stillAdmin && grants(items, outer).length > 0;
}
