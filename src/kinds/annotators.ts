import type { Ref, Value } from '../model.ts';
import { kindOf } from './index.ts';

/** The role of a person in the account: annotator, or any other. */
export type AnnotatorSide = 'annotator' | 'other';

/**
 * Whether a role is impossible for a person because of their role in the account: an annotator in the account
 * is one in every organization and space, and no other person can be one (REST v2 types: 400 otherwise).
 * @returns what the person is in the account, if that rules out the role
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

/**
 * The rule in words.
 * @param who their names, as the subject of the sentence
 */
export function annotatorText(who: string, are: 'is' | 'are', side: AnnotatorSide): string {
  const one = are === 'is';
  return side === 'annotator'
    ? `${who} ${one ? 'is an annotator' : 'are annotators'} in the account, so the role here can only be "annotator"`
    : `${who} ${one ? 'is not an annotator' : 'are not annotators'} in the account, so the role here cannot be "annotator"`;
}
