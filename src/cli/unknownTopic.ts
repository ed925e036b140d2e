import { schemaKeys } from '../document/schemaKeys.ts';
import type { SchemaKey } from '../document/schemaKeys.ts';
import { closest } from '../document/suggest.ts';
import { fileSchema } from '../load/fileSchema.ts';
import { CliError } from './cliError.ts';
import { commands } from './commands/index.ts';
import { topics } from './helpPages.ts';

/** The error for `help` about what is no topic: one that is meant, the key of the file, or where the topics are listed. */
export function unknownTopic(topic: string): CliError {
  // The command line may hold a key, so only what looks like a word is repeated.
  const isWord = /^[a-z][a-z_-]{0,29}$/i.test(topic);
  const near = closest(topic, [...topics, ...commands.map(({ name }) => name.split(' ')[0] ?? '')]);
  return new CliError(
    'usage',
    isWord ? `Unknown topic "${topic}".` : 'Unknown topic.',
    isWord && isKey(topic, schemaKeys(fileSchema()))
      ? `For this key of access.yaml: ax-access help file ${topic}`
      : near === undefined
        ? 'Topics are the commands (ax-access --help) and file, the format of access.yaml.'
        : `Did you mean ${near}?`,
  );
}

const isKey = (word: string, keys: readonly SchemaKey[]): boolean =>
  keys.some(({ name, keys: below }) => name === word || isKey(word, below));
