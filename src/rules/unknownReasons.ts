import { ownName } from '../key.ts';
import { kindOf } from '../kinds/index.ts';
import type { Ref } from '../model.ts';
import { nameFrom } from '../names.ts';
import type { Unknown } from './verdict.ts';

/** What a state was taken from: a file alone, or an account. */
export type Seen = 'file' | 'account';

/**
 * Why a rule could not be checked, each reason once, as parts of sentences.
 * @param words how resources and names are written; no resource means the account
 */
export function unknownReasons(
  unknown: readonly Unknown[],
  seen: Seen,
  words: { place(ref: Ref | undefined): string; name(text: string): string },
): readonly string[] {
  const people = new Set(unknown.flatMap((each) => (each.is === 'unsure' ? [each.person] : [])));
  const [first, ...others] = people;
  const rest = unknown.flatMap((each) => (each.is === 'unsure' ? [] : [reason(each)]));
  const who = others.length === 0 ? first : `${people.size} people`;
  return [
    ...new Set(rest),
    ...(who === undefined ? [] : [`what ${who} can do is not known for sure`]),
  ];

  function reason(each: Exclude<Unknown, { is: 'unsure' }>): string {
    const isFile = seen === 'file';
    switch (each.is) {
      case 'unread':
        return isFile
          ? `the file does not manage everything that decides access to ${words.place(each.place.ref)}`
          : `not everything that decides access to ${words.place(each.place.ref)} was read`;
      case 'condition':
        return isFile
          ? `the file does not say whether ${words.place(each.place.ref)} is closed`
          : `Arize does not show whether ${words.place(each.place.ref)} is closed`;
      case 'missing': {
        const { kind, key } = each.ref;
        const name = `${kindOf(kind).label} ${words.name(nameFrom(ownName(key)))}`;
        return isFile ? `the file does not list ${name}` : `the account has no ${name}`;
      }
      case 'holders':
        return `${isFile ? 'the file does not show' : 'Arize does not show'} everyone who holds ${words.name(each.role)}`;
      case 'role':
        return `${isFile ? 'the file' : 'the account'} has no role ${words.name(each.role)}`;
      case 'person':
        return `${isFile ? 'the file' : 'the account'} has no person ${words.name(each.email)}`;
      case 'group':
        return each.source === undefined
          ? `at login, ${each.group} get what the rule is about, and Arize does not show who they are`
          : `at login, ${each.group} get what the rule is about (${each.source.file}:${each.source.line}), and the file does not show who they are`;
      case 'logins':
        return 'Arize does not show everything that identity providers give at login';
      case 'filtered':
        return 'this API key is not known to be an account admin’s, so lists may be filtered';
      case 'services':
        return `${isFile ? 'the file' : 'the account'} does not show service identities`;
    }
  }
}
