import { groupPairs } from '../group.ts';
import { itemsAfter } from '../diff/after.ts';
import { chainOf, nameOf, parentAddress, refAddress } from '../kinds/index.ts';
import type { Change, Live, LiveItem, Notice } from '../model.ts';
import { byText } from '../names.ts';
import { isAdmin } from '../kinds/admins.ts';
import { emailIn } from '../key.ts';

/**
 * Says where an organization or a space loses the last admin of its own, and who is left above. It blocks nothing: the
 * admins above can help.
 * @param changes all that the plan would do with consent
 */
export function lastAdmins(changes: readonly Change[], { items, hidden }: Live): readonly Notice[] {
  const after = itemsAfter(items, changes);
  const [had, has] = [adminsByPlace(items), adminsByPlace(after)];
  const standing = new Map(after.map((item) => [item.address, item]));
  return [...had]
    .toSorted(([a], [b]) => byText(a, b))
    .flatMap(([address, lost]): readonly Notice[] => {
      const place = standing.get(address);
      if (place === undefined || has.has(address)) return [];
      // What an admin right from above hides may be another one.
      const isHiding = [...hidden.keys()].some((each) => each.startsWith(`${address}/`));
      return [
        {
          code: 'last-admin',
          message: `${sentence(nameOf(place))} would lose the last admin of its own${isHiding ? ' that was read' : ''}: ${named(lost)}. ${leftAbove(place, has)}`,
          address,
        },
      ];
    });
}

/** The admins of each place, by e-mail; the account is the place ''. */
const adminsByPlace = (items: readonly LiveItem[]): ReadonlyMap<string, readonly string[]> =>
  groupPairs(
    items.filter(isAdmin).map((item) => [parentAddress(item), emailIn(item.key)] as const),
  );

function leftAbove(place: LiveItem, has: ReadonlyMap<string, readonly string[]>): string {
  const above = [
    ...chainOf(place)
      .slice(1)
      .map((ref) => [refAddress(ref), nameOf(ref)] as const),
    ['', 'the account'] as const,
  ];
  const left = above.flatMap(([address, name]) => {
    const admins = has.get(address) ?? [];
    return admins.length === 0 ? [] : [`${named(admins)} (admin of ${name})`];
  });
  return left.length === 0 ? 'No admin above it was read.' : `Admins above it: ${left.join('; ')}.`;
}

const mostNamed = 3;

const named = (emails: readonly string[]): string => {
  const more = emails.length > mostNamed ? ` and ${emails.length - mostNamed} more` : '';
  return `${emails.toSorted(byText).slice(0, mostNamed).join(', ')}${more}`;
};

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
