import { groupPairs } from '../group.ts';
import { itemsAfter } from '../diff/after.ts';
import { chainOf, nameOf, parentAddress, refAddress } from '../kinds/index.ts';
import type { Change, Live, LiveItem, Notice } from '../model.ts';
import { byText } from '../names.ts';
import { isAdmin } from '../kinds/admins.ts';
import { emailIn } from '../key.ts';

/**
 * A notice for each organization or space that loses its last direct admin, with the admins left above it. It blocks
 * nothing, because the admins above can help.
 * @param changes all changes of the plan, as if consent was given
 */
export function lastAdmins(changes: readonly Change[], { items, hidden }: Live): readonly Notice[] {
  if (changes.length === 0) return [];
  const after = itemsAfter(items, changes);
  const [had, has] = [adminsByPlace(items), adminsByPlace(after)];
  const standing = new Map(after.map((item) => [item.address, item]));
  return [...had]
    .toSorted(([a], [b]) => byText(a, b))
    .flatMap(([address, lost]): readonly Notice[] => {
      const place = standing.get(address);
      if (place === undefined || has.has(address)) return [];
      // A membership that is hidden by an admin right from above may be another direct admin.
      const isHiding = [...hidden.keys()].some((each) => each.startsWith(`${address}/`));
      return [
        {
          code: 'last-admin',
          message: `${sentence(nameOf(place))} would lose its last direct admin${isHiding ? ' that was read' : ''}: ${named(lost)}. ${leftAbove(place, has)}`,
          address,
        },
      ];
    });
}

/** The e-mails of the admins of each resource, by its address; the account's address is ''. */
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
