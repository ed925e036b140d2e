import { goingAlong } from '../../diff/state.ts';
import { chainOf, kindOf, nameOf, refAddress } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import type { Change, Live, LiveItem } from '../../model.ts';
import { boundBeside } from './given.ts';
import { placeName } from '../../key.ts';

/** The lines of an undo file about what it does not restore. */
export interface Lasting {
  /** What cannot be undone. */
  readonly ended: readonly string[];
  /** What the run creates and only `removed` deletes. */
  readonly made: readonly string[];
}

/** @param guessed memberships that are restored with the lowest role */
export function lastingOf(
  running: readonly Change[],
  { items, hidden }: Live,
  guessed: readonly LiveItem[],
): Lasting {
  const remaining = (change: Change): string => {
    if (change.action !== 'delete' || kindOf(change.kind).keyedBy !== 'name') return '';
    if (kindOf(change.kind).writeOnly) return '';
    const inside = items.some((item) =>
      chainOf(item)
        .slice(1)
        .some((above) => refAddress(above) === change.address),
    );
    return inside
      ? ' This file recreates it with a new id and the members and settings that were read.'
      : ' This file recreates it empty, with a new id.';
  };
  return {
    ended: [
      ...running.flatMap((change) =>
        change.irreversible === undefined
          ? []
          : [`${nameOf(change)}: ${change.irreversible}.${remaining(change)}`],
      ),
      ...guessed.map(
        (item) =>
          `${nameOf(item)} of ${placeName(item.key)}: the former role is unknown, so this file gives the lowest one. Change it if you know the former role.`,
      ),
      ...hiddenIn(running, hidden),
    ],
    made: running.flatMap((change) => {
      const { manage, writeOnly } = kindOf(change.kind);
      if (manage !== undefined) return [];
      if (change.action === 'create') return [`${nameOf(change)}.`];
      const isSecond = writeOnly && change.action === 'update' && change.effect !== 'destroys';
      return isSecond ? [`a second ${nameOf(change)}.`] : [];
    }),
  };
}

/** Memberships that an admin right hid: they are unknown, so no file restores them. */
function hiddenIn(running: readonly Change[], hidden: Live['hidden']): readonly string[] {
  const masked = [...hidden.keys()].flatMap((address): readonly LiveItem[] => {
    const ref = refOf(address);
    return ref === undefined ? [] : [{ ...ref, address, id: '', fields: {} }];
  });
  // Nothing of a blocked person is restored, and a deleted resource has its own line.
  const leaving = running.filter(
    ({ action, kind }) =>
      action === 'delete' && kindOf(kind).keyedBy === 'person' && kindOf(kind).parent !== undefined,
  );
  const causes = new Set(goingAlong(leaving, masked).values());
  return [
    ...leaving
      .filter(({ address }) => causes.has(address))
      .map(
        (change) =>
          `${nameOf(change)} of ${placeName(change.key)}: Arize also removed the memberships below it, which an admin right hid. Add those you know of.`,
      ),
    ...running.flatMap((change) =>
      change.action === 'create' && hidden.has(change.address) && boundBeside(change) === undefined
        ? [
            `${nameOf(change)} of ${placeName(change.key)}: an admin right hid the role held before the run, so the role from the run stays.`,
          ]
        : [],
    ),
  ];
}
