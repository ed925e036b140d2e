import equal from 'fast-deep-equal';
import { kindOf, refAddress } from '../../kinds/index.ts';
import type { Desired, DesiredItem } from '../../model.ts';

/**
 * What entries of a file say and an account does not show, in the words of the file: last days, how maps are managed,
 * pinned ids, and what a service key needs. A new import of the account would lose it.
 * @param imported the new import
 */
export function onlyInFile(file: Desired, imported: Desired): readonly string[] {
  const found = new Map(imported.items.map((item) => [refAddress(item), item]));
  const some = (has: (item: DesiredItem, other: DesiredItem | undefined) => boolean): boolean =>
    file.items.some((item) => has(item, found.get(refAddress(item))));
  const isManaged = [...file.collections].some(([address, { mode }]) => {
    const other = imported.collections.get(address);
    return other !== undefined && other.mode !== mode;
  });
  return [
    ...(some(({ until }) => until !== undefined) ? ['`until`'] : []),
    ...(isManaged ? ['other values of `manage`'] : []),
    ...(some(({ id }, other) => id !== undefined && other?.id === undefined) ? ['`id`'] : []),
    ...(some(losesKey) ? ['`service_keys`'] : []),
  ];
}

/** Whether a key would lose what it is created and replaced with. */
function losesKey({ kind, fields }: DesiredItem, other: DesiredItem | undefined): boolean {
  const { credential, fields: spec } = kindOf(kind);
  return (
    credential !== undefined &&
    Object.entries(fields).some(
      ([name, value]) =>
        (spec[name]?.createOnly || spec[name]?.policy) &&
        value !== undefined &&
        !equal(value, other?.fields[name]),
    )
  );
}
