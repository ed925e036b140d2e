import { createHash } from 'node:crypto';

/** A short name for what a value says, the same on every machine: for what people name in a file. */
export const shortId = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 8);
