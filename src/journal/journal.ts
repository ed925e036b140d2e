import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { makeFolder } from '../folders.ts';
import type { Outcome, PlannedChange } from '../model.ts';
import { beginLine, endLine } from './record.ts';
import type { Finish, Line, Start } from './record.ts';

/** The record of one run while it is being written. Nothing that is in it is ever changed. */
export interface Journal {
  readonly file: string;
  begin(change: PlannedChange): void;
  end(outcome: Outcome): void;
  finish(result: Omit<Finish, 'type' | 'at'>): void;
}

/** Names sort as the runs began. */
export const runName = (now: Date): string =>
  `${now.toISOString().replaceAll(/[-:]|\.\d+/g, '')}-${randomBytes(3).toString('hex')}`;

/**
 * Opens the journal of a run: `<run>.jsonl` in a folder, for its owner alone. Every line is with the system before the
 * program goes on, so a killed run leaves all but a line that was being written.
 * @throws Error of the system when the folder can not be made or written
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
    finish(result) {
      write({ type: 'finish', at: at(), ...result });
      fsyncSync(handle);
      closeSync(handle);
    },
  };
}
