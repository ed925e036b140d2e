import { fileState } from '../access/state.ts';
import { asOf } from '../load/asOf.ts';
import type { Desired } from '../model.ts';
import { judgeRules } from './judge.ts';
import type { JudgedRule } from './verdict.ts';

/**
 * Judges the rules of a file on what the file itself says, without an account.
 * @param today the day in UTC: expired grants do not count, and expired exceptions do not excuse
 */
export const judgeFile = (desired: Desired, today: string): readonly JudgedRule[] =>
  judgeRules(fileState(asOf(desired, today)), desired.rules ?? [], {
    today,
    showsServices: false,
  });
