import { groupPairs } from '../../group.ts';
import type { AccessDelta } from '../../delta.ts';
import { chainOf, kindOf, nameOf, refAddress } from '../../kinds/index.ts';
import type { Change, Desired, Live, Selector, Verdict } from '../../model.ts';
import { namedExactly } from '../named.ts';
import { takerFrom, takesAnything } from './takes.ts';
import { verdict } from './verdict.ts';
import { emailIn, ownName } from '../../key.ts';

/** What some changes take from one entry of `protected`. */
interface Taking {
  readonly selector: Selector;
  /** Whether nothing has that name: then the entry may have meant anything. */
  readonly isMissing: boolean;
  /** Those that must not run. */
  readonly blocked: readonly Change[];
  /** Those that are named exactly: they pass, and are marked. */
  readonly named: readonly Change[];
}

/** No run takes anything from what the file protects, nor from anything inside it. */
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

/** The entries of `protected` that each change takes from because the file or the command names it exactly; all by address. */
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

/** A person loses nothing, named or not; nor does a place or a key go by itself, or with what it sits in. */
const mayPass = ({ action, address }: Change, selector: Selector): boolean =>
  kindOf(selector.kind).keyedBy !== 'person' &&
  !(action === 'delete' && chainOf(selector).some((above) => refAddress(above) === address));

const isPerson = ({ kind }: Selector): boolean => kindOf(kind).keyedBy === 'person';

/** Something that others are inside of. */
const isPlace = ({ kind }: Selector): boolean => kindOf(kind).access?.is === 'place';

/** What an entry covers, in words. */
const titleOf = (selector: Selector): string =>
  isPerson(selector) ? emailIn(selector.key) : nameOf(selector);

function okText(
  selector: Selector,
  named: readonly Change[],
  { unread }: Pick<AccessDelta, 'unread'>,
): string {
  const title = titleOf(selector);
  const isUnread = unread.some((address) => address.startsWith(`${refAddress(selector)}/`));
  const seen = isUnread || (isPerson(selector) && unread.length > 0) ? ', in what was read' : '';
  if (isPerson(selector)) return `${title} is protected and loses nothing${seen}.`;
  const it = isPlace(selector) ? 'it or from anything inside it' : 'it';
  if (named.length === 0) return `${title} is protected: nothing is taken from ${it}${seen}.`;
  const count = named.length === 1 ? '1 change takes' : `${named.length} changes take`;
  const names = named.slice(0, mostNamed).map(({ address }) => address);
  const more = named.length > mostNamed ? ` and ${named.length - mostNamed} more` : '';
  return `${title} is protected: ${count} something from ${it}, because the file or the command names it exactly: ${names.join(', ')}${more}.`;
}

/** A slip in a protected name must not cost what was meant, no matter which it is. */
const missingText = (selector: Selector): string =>
  `There is no ${kindOf(selector.kind).label} "${ownName(selector.key)}" to protect, so nothing may be removed or reduced. Correct the entry under \`protected\`, or take it out.`;

const mostNamed = 3;

function blockedText(selector: Selector): string {
  const title = titleOf(selector);
  const out = 'take the entry out of `protected` in a run of its own';
  if (!isPlace(selector)) {
    return `${title} is protected, and this run would take something from it. Leave it as it is, or ${out}.`;
  }
  return `${title} is protected, and this run would take something from it or from anything inside it. Only what is named exactly may go: by \`removed\`, a last day (\`until\`), "users offboard" or "keys revoke". Or ${out}.`;
}
