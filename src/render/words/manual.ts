import { idOf } from '../../drift/driftFinding.ts';
import type { FollowUp, Manual } from '../../model.ts';
import { refOf } from '../../kinds/refOf.ts';

export const causeWords: Readonly<Record<Manual['cause'], string>> = {
  'console-only': 'in Arize:',
  unsafe: 'refused:',
  'next-run': 'later:',
};

/** The commands that settle it, take a blocked person out of the file, or take over a new name. */
export const waysOut = ({ address, skips, renamedTo, next }: Manual): readonly FollowUp[] => {
  const adopt: FollowUp = { words: ['drift', '--adopt', idOf(address)], reads: 'both' };
  if (next !== undefined) return [next];
  if (renamedTo !== undefined) return [adopt];
  const email = refOf(address)?.key.at(-1);
  return skips === undefined || email === undefined
    ? []
    : [{ words: ['users', 'offboard', email], reads: 'both' }, adopt];
};
