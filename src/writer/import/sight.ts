import { kinds } from '../../kinds/index.ts';
import type { Live } from '../../model.ts';
import { unknownCaller } from '../../read/viewer.ts';
import { visible } from '../../text.ts';

/** Whether lists can be considered complete: only an account admin is known to see all of them. */
export const seesAll = ({ caller }: Pick<Live, 'caller'>): boolean => caller?.accountAdmin === true;

/** Why lists may be filtered, as the start of a sentence. */
export const whyFiltered = ({ caller }: Pick<Live, 'caller'>): string =>
  caller === undefined
    ? `${unknownCaller}, so its lists may be filtered`
    : `${visible(caller.email)} is not an account admin, so Arize may filter its lists`;

/** The maps under `manage`, in which a missing entry is a removal: "roles, members, bindings and restrictions". */
export function filteredMaps(): string {
  const names = [...new Set(kinds.flatMap(({ manage }) => manage ?? []))];
  return `${names.slice(0, -1).join(', ')} and ${names.at(-1) ?? ''}`;
}
