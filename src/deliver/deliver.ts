import type { Secrets } from '../kind.ts';
import { obstaclesTo } from './obstacles.ts';
import type { Here } from './obstacles.ts';
import { assertCommand, toCommand } from './toCommand.ts';
import { assertWritable, toFile } from './toFile.ts';

/**
 * Delivers secrets to files and commands on this machine.
 * @param here the access file, the folder that paths are relative to, and the environment
 */
export const deliverHere = (here: Here): Secrets => ({
  async check(sink) {
    if ('command' in sink) return assertCommand(sink, here);
    const obstacle = (await obstaclesTo([sink.file], here)).get(sink.file);
    if (obstacle !== undefined) throw new Error(`${obstacle.message}; ${obstacle.suggestion}`);
    return assertWritable(sink.file, here.cwd);
  },
  deliver: (sink, secret) =>
    'file' in sink ? toFile(sink.file, secret, here.cwd) : toCommand(sink, secret, here),
});
