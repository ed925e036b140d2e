import equal from 'fast-deep-equal';
import { refAddress } from '../kinds/index.ts';
import type { DesiredItem, LiveItem } from '../model.ts';
import { slipsBetween } from '../suggest.ts';
import type { State } from './state.ts';

const plain = (name: string): string => name.toLowerCase().replaceAll(/[\s_.-]+/g, '');

/** `Data Scientist` and `data-scientists`, but not `team-1` and `team-12`. */
function alike(a: string, b: string): boolean {
  const [short = '', long = ''] = [plain(a), plain(b)].toSorted((x, y) => x.length - y.length);
  return long.startsWith(short) && /^\p{L}{0,2}$/u.test(long.slice(short.length)) && short !== '';
}

/** `Platfrom Team` and `Platform Team`, but not `team-a` and `team-b`, nor `2024` and `2025`. */
function isSlip(a: string, b: string): boolean {
  const [one, other] = [plain(a), plain(b)];
  const shorter = Math.min(one.length, other.length);
  const isNumbered = one.replaceAll(/\d+/g, '') === other.replaceAll(/\d+/g, '');
  const [head, tail] = [one.slice(0, -1), other.slice(0, -1)];
  if (shorter < 6 || isNumbered || head === tail) return false;
  return slipsBetween(one, other, shorter < 10 ? 1 : 2) !== undefined;
}

/**
 * Something live and unlisted that a creation may be the renamed self of: a name that is nearly the same, or the same
 * permissions. Making a twin would leave its holders and every mapping on the old one, so the file has to say which.
 */
export function lookalike(
  item: DesiredItem,
  { desired, siblings, wanted }: State,
): LiveItem | undefined {
  const name = item.key.at(-1) ?? '';
  const { permissions } = item.fields;
  const strangers = siblings(item).filter(
    (each) =>
      each.builtIn !== true &&
      !wanted.has(each.address) &&
      !desired.removed.some((ref) => refAddress(ref) === each.address),
  );
  return (
    strangers.find((each) => alike(each.key.at(-1) ?? '', name)) ??
    strangers.find((each) => isSlip(each.key.at(-1) ?? '', name)) ??
    strangers.find(
      (each) => permissions !== undefined && equal(each.fields['permissions'], permissions),
    )
  );
}
