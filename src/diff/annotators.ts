import { annotatorClash, annotatorText } from '../kinds/annotators.ts';
import { personRef, refAddress } from '../kinds/index.ts';
import type { Fields, Ref } from '../model.ts';
import type { State } from './state.ts';
import { emailIn } from '../key.ts';

/** A role that Arize refuses to a person because of their role in the account. */
export interface UnappliableRole {
  /** Whether the file asks for another role in the account, so that the entry only waits for that manual step. */
  readonly waits: boolean;
  readonly message: string;
  readonly suggestion: string;
}

/**
 * The conflict between a role and the person's role in the account, if there is one. The live role in the account decides,
 * because no run can change it.
 * @param fields the fields that would be written
 */
export function unappliableRole(
  { kind, key }: Ref,
  { role }: Fields,
  { found, wanted }: State,
): UnappliableRole | undefined {
  const email = emailIn(key);
  const address = refAddress(personRef(email));
  const live = found.get(address)?.fields['role'];
  const side = annotatorClash({ kind }, role, live);
  if (side === undefined) return undefined;
  const asked = wanted.get(address)?.fields['role'];
  return {
    waits: asked !== undefined && asked !== live,
    message: annotatorText(email, 'is', side),
    suggestion:
      side === 'annotator'
        ? 'write annotator, or change their role in the account first'
        : 'write read-only, or make them an annotator of the account first',
  };
}
