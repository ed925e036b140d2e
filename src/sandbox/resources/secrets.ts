import type { Resource } from '../resource.ts';
import type { Numbered } from '../table.ts';
import { isCount, isMissingOr, isShape, isText } from '../checks.ts';
import { Table } from '../table.ts';

/** The digest of a key that authenticates; `until` when a refresh left it a while. */
export interface SecretRow extends Numbered {
  apiKey: number;
  digest: string;
  until?: string;
}

const isSecret = isShape<SecretRow>({
  id: isCount,
  apiKey: isCount,
  digest: isText,
  until: isMissingOr(isText),
});

/** What opens API keys. Nothing of it can be read from outside. */
export const secrets: Resource<SecretRow, 'digest' | 'apiKey'> = {
  since: 2,
  table: () => new Table(isSecret, { digest: (row) => row.digest, apiKey: (row) => row.apiKey }),
};
