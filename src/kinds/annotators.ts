import type { Ref, Value } from '../model.ts';
import { kindOf } from './index.ts';

/** What a person is in the account: an annotator, or anything else. */
export type AnnotatorSide = 'annotator' | 'other';

/**
 * Whether a role can't be given to a person with their role in the account: an annotator of the account is one in every
 * organization and space, and nobody else is one (REST v2 types: 400 otherwise).
 * @returns what the person is in the account, where that rules the role out
 */
export function annotatorClash(
  { kind: name }: Pick<Ref, 'kind'>,
  role: Value | undefined,
  inAccount: Value | undefined,
): AnnotatorSide | undefined {
  const { manage, parent } = kindOf(name);
  if (manage !== 'members' || parent === undefined) return undefined;
  if (role === undefined || inAccount === undefined) return undefined;
  if ((inAccount === 'annotator') === (role === 'annotator')) return undefined;
  return inAccount === 'annotator' ? 'annotator' : 'other';
}

/** The rule, as what is said of some people. @param who their names, as the subject of a sentence */
export function annotatorText(who: string, are: 'is' | 'are', side: AnnotatorSide): string {
  const one = are === 'is';
  return side === 'annotator'
    ? `${who} ${one ? 'is an annotator' : 'are annotators'} in the account, so the role here can only be "annotator"`
    : `${who} ${one ? 'is not an annotator' : 'are not annotators'} in the account, so the role here cannot be "annotator"`;
}
