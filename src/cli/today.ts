import { dayOf } from '../days.ts';
import type { CommandContext } from './commandContext.ts';

/** The day on which a command runs, UTC; the one that it was told to take for it, if any. */
export const todayOf = ({ settings }: CommandContext): string =>
  settings.today ?? dayOf(new Date());
