import { dayOf } from '../days.ts';
import type { CommandContext } from './command.ts';

/** The day on which a command runs, UTC; the one that it was told to take for it, if any. */
export const todayOf = ({
  options,
}: Pick<CommandContext<{ readonly today?: string }>, 'options'>): string =>
  options.today ?? dayOf(new Date());

/** The day that it really is. In the sandbox, that is the one which the command was told. */
export const realDayOf = ({
  options,
  globals,
}: Pick<CommandContext<{ readonly today?: string }>, 'options' | 'globals'>): string =>
  globals.sandbox === undefined ? dayOf(new Date()) : todayOf({ options });
