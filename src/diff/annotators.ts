import { annotatorClash, annotatorText } from '../kinds/annotators.ts';
import { personRef, refAddress } from '../kinds/index.ts';
import type { Fields, Ref } from '../model.ts';
import type { State } from './state.ts';
import { emailIn } from '../key.ts';

/** A membership that Arize will not give to a person with their role in the account. */
export interface UnappliableRole {
  /** The file asks for another role in the account, so it only has to wait for the click that gives it. */
  readonly waits: boolean;
  readonly message: string;
  readonly suggestion: string;
}

/**
 * Whether the account rules a role out. The account's word counts: a role in the account can't be changed by a run.
 * @param fields what would be written
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
