import type { JudgedRule } from '../../src/rules/verdict.ts';
import { markOf } from '../access/rights.ts';

/** Who breaks a rule where, as marks that two engines are compared by. */

export const refMark = (
  person: string,
  { place }: { readonly place: JudgedRule['breaches'][0]['place'] },
) => markOf(person, place.ref && [place.ref.kind, ...place.ref.key]);

export const personIn = (mark: string): string => String(JSON.parse(mark)[0]);

/** Whether the judge says that it does not know this. */
export function isOpen(mark: string, { unknown }: Pick<JudgedRule, 'unknown'>): boolean {
  const [person = '', , ...key]: string[] = JSON.parse(mark);
  return unknown.some((each) => {
    switch (each.is) {
      case 'unsure':
        return each.person === person;
      case 'unread':
      case 'condition':
        return (each.place.ref?.key ?? []).every((name, index) => key[index] === name);
      case 'holders':
      case 'role':
      case 'filtered':
        return true;
      case 'missing':
      case 'person':
      case 'group':
      case 'logins':
      case 'services':
        return false;
    }
  });
}
