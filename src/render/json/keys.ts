import type { KeyRow } from '../../keys/list.ts';

/** Service keys, for programs. */
export const keysJson = (rows: readonly KeyRow[], tool: string): object => ({
  schema: 'ax-access/keys@1',
  tool,
  keys: rows.map(({ lastUsed, redacted, ...row }) => ({
    ...row,
    redacted_key: redacted,
    ...(lastUsed !== undefined && { last_used: lastUsed }),
  })),
});
