import { kindOf, refAddress } from '../kinds/index.ts';
import type { Fields, Ref } from '../model.ts';
import type { State } from './state.ts';

/** A membership that Arize will not give to a person with their role in the account. */
export interface AnnotatorClash {
  /** The file asks for another role in the account, so it only has to wait for the click that gives it. */
  readonly waits: boolean;
  readonly message: string;
  readonly suggestion: string;
}

/**
 * An annotator of the account is an annotator in every organization and space, and only they are (REST v2 types:
 * 400 otherwise). The account's word counts: a role in the account can't be changed by a run.
 * @param fields what would be written
 */
export function annotatorClash(
  { kind, key }: Ref,
  { role }: Fields,
  { found, wanted }: State,
): AnnotatorClash | undefined {
  const { manage, parent } = kindOf(kind);
  if (manage !== 'members' || parent === undefined || role === undefined) return undefined;
  const email = key.at(-1) ?? '';
  const address = refAddress({ kind: 'user', key: [email] });
  const live = found.get(address)?.fields['role'];
  if (live === undefined || (live === 'annotator') === (role === 'annotator')) return undefined;
  const asked = wanted.get(address)?.fields['role'];
  return {
    waits: asked !== undefined && asked !== live,
    message:
      live === 'annotator'
        ? `${email} is an annotator of the account, which allows nothing but "annotator" here`
        : `${email} is no annotator of the account, which rules out "annotator" here`,
    suggestion:
      live === 'annotator'
        ? 'write annotator, or change their role in the account first'
        : 'write read-only, or make them an annotator of the account first',
  };
}
