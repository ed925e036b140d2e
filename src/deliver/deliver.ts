import type { Secrets } from '../kind.ts';
import { toCommand } from './toCommand.ts';
import { assertFree, toFile } from './toFile.ts';

/** Takes secrets to files and commands of this machine. */
export const deliverHere: Secrets = {
  check: (sink) => ('file' in sink ? assertFree(sink.file) : Promise.resolve()),
  deliver: (sink, secret) =>
    'file' in sink ? toFile(sink.file, secret) : toCommand(sink.command, secret),
};
