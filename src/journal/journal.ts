import { randomInt } from 'node:crypto';
import { appendFileSync, closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';
import type { Outcome, PlannedChange } from '../model.ts';
import { beginLine, endLine } from './record.ts';
import type { Finish, Line, Remainder, Start } from './record.ts';

/** The record of a run, while it is being written. Append-only. */
export interface Journal {
  readonly file: string;
  begin(change: PlannedChange): void;
  end(outcome: Outcome): void;
  /** Before the first change, and again after the end. */
  remain(lasting: Omit<Remainder, 'type' | 'at'>): void;
  finish(result: Omit<Finish, 'type' | 'at'>): void;
}

/**
 * The name of a run. Names sort by the start of the runs, also within a second: the six digits at the end hold its
 * milliseconds, then a random number that tells runs of several machines apart.
 */
export function runName(now: Date): string {
  const tail = now.getMilliseconds() * 2 ** 14 + randomInt(2 ** 14);
  const second = now.toISOString().replaceAll(/[-:]|\.\d+/g, '');
  return `${second}-${tail.toString(16).padStart(6, '0')}`;
}

/**
 * Opens the journal of a run: `<run>.jsonl` in a folder, readable by its owner only. Every line is handed to the system
 * before the program goes on, so a killed run loses at most the line that was being written.
 * @throws a system error when the folder cannot be created or written
 */
export function openJournal(
  folder: string,
  start: Omit<Start, 'type' | 'format' | 'at'>,
  now: () => Date = () => new Date(),
): Journal {
  makeFolder(folder, 0o700);
  const file = join(folder, `${start.run}.jsonl`);
  const handle = openSync(file, 'ax', 0o600);
  const at = (): string => now().toISOString();
  const write = (line: Line): void => {
    writeSync(handle, `${JSON.stringify(line)}\n`);
  };
  write({ type: 'start', format: 2, at: at(), ...start });
  return {
    file,
    begin: (change) => write(beginLine(change, at())),
    end: (outcome) => write(endLine(outcome, at())),
    // The file is closed at the end of the run, before it is known what can be undone.
    remain: (lasting) =>
      appendFileSync(file, `${JSON.stringify({ type: 'undo', at: at(), ...lasting })}\n`),
    finish(result) {
      write({ type: 'finish', at: at(), ...result });
      fsyncSync(handle);
      closeSync(handle);
    },
  };
}
