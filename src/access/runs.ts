import { alongWith, itemsAfter } from '../diff/after.ts';
import type { Change, Live, LiveItem } from '../model.ts';
import { lazily } from '../once.ts';
import { laterState, liveState } from './state.ts';
import type { AccessState } from './state.ts';

/** An account as some changes would leave it. */
export interface AfterRun {
  readonly items: readonly LiveItem[];
  /** What goes along with what is removed, each with the address of its cause. */
  readonly along: ReadonlyMap<LiveItem, string>;
  state(): AccessState;
}

/** An account as it is, and as runs would leave it. The checks of a plan share the slow parts. */
export interface Runs {
  readonly live: Live;
  before(): AccessState;
  /** @param changes the same list gives the same answer */
  after(changes: readonly Change[]): AfterRun;
}

export function runsOf(live: Live): Runs {
  const known = new Map<readonly Change[], AfterRun>();
  const after = (changes: readonly Change[]): AfterRun => {
    const along = alongWith(live.items, changes);
    const items = itemsAfter(live.items, changes, along);
    return { items, along, state: lazily(() => laterState(live, items)) };
  };
  return {
    live,
    before: lazily(() => liveState(live)),
    after(changes) {
      const run = known.get(changes) ?? after(changes);
      known.set(changes, run);
      return run;
    },
  };
}
