import { idOf } from '../../drift/driftFinding.ts';
import type { Manual } from '../../model.ts';
import { shellWord } from '../../text.ts';
import { refOf } from '../../kinds/refOf.ts';

export const causeWords: Readonly<Record<Manual['cause'], string>> = {
  'console-only': 'in Arize:',
  unsafe: 'refused:',
  'next-run': 'later:',
};

/** The commands that take a blocked person out of the file, or take over a new name. */
export const waysOut = ({ address, skips, renamedTo }: Manual): readonly string[] => {
  if (renamedTo !== undefined) return [`drift --adopt ${idOf(address)}`];
  const email = refOf(address)?.key.at(-1);
  return skips === undefined || email === undefined
    ? []
    : [`users offboard ${shellWord(email)}`, `drift --adopt ${idOf(address)}`];
};
