import { readFile } from 'node:fs/promises';
import type { Seed } from './seed.ts';
import { SeedError } from './parseSeed.ts';
import { messageOf } from './systemError.ts';

/**
 * Reads a seed from a YAML (or JSON) file. Throws a SeedError whose lines begin with
 * `file:line:column`; a file that cannot be read is one too.
 */
export async function loadSeed(path: string): Promise<Seed> {
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    throw new SeedError(`${path}: the seed cannot be read: ${messageOf(error)}`);
  }
  // A sandbox that goes on with the account it has reads no YAML.
  const { readSeedText } = await import('./seedText.ts');
  return readSeedText(text, path);
}
