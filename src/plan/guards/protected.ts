import { groupPairs } from '../../group.ts';
import type { AccessDelta } from '../../delta.ts';
import { chainOf, kindOf, nameOf, refAddress, whereText } from '../../kinds/index.ts';
import type { Change, Desired, Live, Selector, Verdict } from '../../model.ts';
import { namedExactly } from '../named.ts';
import { takerFrom, takesAnything } from './takes.ts';
import { verdict } from './verdict.ts';
import { emailIn, ownName } from '../../key.ts';

/** The changes that take from one entry of `protected`. */
interface Taking {
  readonly selector: Selector;
  /** Whether nothing has that name: then the entry could mean anything. */
  readonly isMissing: boolean;
  /** The changes that must not run. */
  readonly blocked: readonly Change[];
  /** The changes that are named exactly: they pass, and are marked. */
  readonly named: readonly Change[];
}

/** No run takes anything from a protected item or from anything inside it. */
export const isProtected = (
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  access: AccessDelta,
): readonly Verdict[] =>
  takings(changes, desired, live, access).map(({ selector, isMissing, blocked, named }) =>
    verdict('protected', refAddress(selector), blocked, {
      ok: isMissing ? missingText(selector) : okText(selector, named, access),
      blocked: isMissing ? missingText(selector) : blockedText(selector),
    }),
  );

/** For each change that is named exactly, the entries of `protected` that it takes from; all by address. */
export function protectedBy(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  access: AccessDelta,
): ReadonlyMap<string, readonly string[]> {
  const taken = takings(changes, desired, live, access);
  return groupPairs(
    taken.flatMap(({ selector, named }) =>
      named.map(({ address }) => [address, refAddress(selector)] as const),
    ),
  );
}

function takings(
  changes: readonly Change[],
  desired: Desired,
  live: Live,
  access: AccessDelta,
): readonly Taking[] {
  if (desired.protected.length === 0) return [];
  const isNamed = namedExactly(desired);
  const taker = takerFrom(changes, live, access);
  const anything = takesAnything(changes, access);
  const known = new Set([...live.items, ...desired.items].map(({ address }) => address));
  return desired.protected.map((selector) => {
    const isMissing = !known.has(refAddress(selector));
    const taking = changes.filter(isMissing ? anything : taker(selector));
    const passes = (change: Change): boolean => isNamed(change) && mayPass(change, selector);
    return {
      selector,
      isMissing,
      blocked: taking.filter((change) => !passes(change)),
      named: taking.filter(passes),
    };
  });
}

/** A protected person loses nothing, named or not. A protected resource or key is not deleted, nor are its parents. */
const mayPass = ({ action, address, kind }: Change, selector: Selector): boolean =>
  kindOf(selector.kind).keyedBy !== 'person' &&
  kindOf(kind).sharesNamesWith?.includes(selector.kind) !== true &&
  !(action === 'delete' && chainOf(selector).some((above) => refAddress(above) === address));

const isPerson = ({ kind }: Selector): boolean => kindOf(kind).keyedBy === 'person';

/** Whether an entry covers a resource that holds other items. */
const isPlace = ({ kind }: Selector): boolean => kindOf(kind).access?.is === 'place';

/** The name of a protected item, in words. */
const titleOf = (selector: Selector): string =>
  isPerson(selector) ? emailIn(selector.key) : nameOf(selector);

function okText(
  selector: Selector,
  named: readonly Change[],
  { unread }: Pick<AccessDelta, 'unread'>,
): string {
  const title = titleOf(selector);
  const isUnread = unread.some((address) => address.startsWith(`${refAddress(selector)}/`));
  const seen =
    isUnread || (isPerson(selector) && unread.length > 0) ? ', as far as it was read' : '';
  if (isPerson(selector)) return `${title} is protected and loses no access${seen}.`;
  const it = isPlace(selector) ? 'it or its contents' : 'it';
  if (named.length === 0) return `${title} is protected: nothing is taken from ${it}${seen}.`;
  const count = named.length === 1 ? '1 change takes' : `${named.length} changes take`;
  const names = named.slice(0, mostNamed).map((each) => `${nameOf(each)}${whereText(each)}`);
  const more = named.length > mostNamed ? ` and ${named.length - mostNamed} more` : '';
  return `${title} is protected: ${count} something from ${it}, because the file or the command names it exactly: ${names.join(', ')}${more}.`;
}

/** A typo in a protected name must not cost the item that was meant. */
const missingText = (selector: Selector): string =>
  `No such ${kindOf(selector.kind).label} to protect: "${ownName(selector.key)}". Until this is fixed, nothing may be removed or reduced. Correct or remove the entry under \`protected\`.`;

const mostNamed = 3;

function blockedText(selector: Selector): string {
  const title = titleOf(selector);
  const out = 'remove the entry from `protected` in a separate run';
  if (isPerson(selector)) {
    return `${title} is protected, but this run would take something from them. Leave their access unchanged, or ${out}.`;
  }
  if (!isPlace(selector)) {
    return `${title} is protected, but this run would take something from it. Leave it unchanged, or ${out}.`;
  }
  return `${title} is protected, but this run would take something from it or its contents. To remove something in it, name it exactly with \`removed\`, a last day (\`until\`), "users offboard" or "keys revoke"; or ${out}.`;
}
