import type { KeyRow } from '../../keys/list.ts';
import type { PersonalKey } from '../../keys/personal.ts';

/**
 * Keys, for programs.
 * @param personal those of the caller; undefined if Arize does not list them
 */
export const keysJson = (
  rows: readonly KeyRow[],
  personal: readonly PersonalKey[] | undefined,
  tool: string,
): object => ({
  schema: 'ax-access/keys@1',
  tool,
  keys: rows.map(({ lastUsed, redacted, ...row }) => ({
    ...row,
    redacted_key: redacted,
    ...(lastUsed !== undefined && { last_used: lastUsed }),
  })),
  ...(personal !== undefined && { personal_keys: personal.map(personalJson) }),
});

const personalJson = ({ id, name, redacted, made, expires, lastUsed, remarks }: PersonalKey) => ({
  id,
  name,
  redacted_key: redacted,
  made,
  ...(expires !== undefined && { expires }),
  ...(lastUsed !== undefined && { last_used: lastUsed }),
  remarks,
});
