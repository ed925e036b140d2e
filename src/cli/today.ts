import { dayOf } from '../days.ts';
import type { CommandContext } from './command.ts';

/** The day on which a command runs, UTC; the one that it was told to take for it, if any. */
export const todayOf = ({
  options,
}: Pick<CommandContext<{ readonly today?: string }>, 'options'>): string =>
  options.today ?? dayOf(new Date());
