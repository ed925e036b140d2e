import { chainOf, kindOf, refAddress } from '../kinds/index.ts';
import type { Change, Live } from '../model.ts';

/** What the run does that stays done, a line each. */
export function lastingNotes(running: readonly Change[], live: Live): readonly string[] {
  return running.flatMap((change) => {
    const kind = kindOf(change.kind);
    if (kind.manage !== undefined) return [];
    const what = `${kind.label} ${JSON.stringify(change.key.at(-1) ?? '')}`;
    if (change.action === 'create') {
      return ` - ${what} is made by it. Should it go again, write it under \`removed\` by hand.`;
    }
    if (kind.partlyShown) {
      return change.effect === 'destroys'
        ? ` - ${what}: what is revoked stays revoked.`
        : ` - ${what}: a second one is made beside it, and stays.`;
    }
    if (change.action !== 'delete') return [];
    if (kind.keyedBy === 'person')
      return ` - ${what} is blocked for good, with all that was theirs.`;
    const inside = live.items.some((item) =>
      chainOf(item)
        .slice(1)
        .some((above) => refAddress(above) === change.address),
    );
    return ` - what was in ${what}${inside ? ' beside its people' : ''}: only the empty place can be made again, with a new id.`;
  });
}
