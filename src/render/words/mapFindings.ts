import { inDays } from '../../days.ts';
import { emailIn } from '../../key.ts';
import { kindOf, parentOf } from '../../kinds/index.ts';
import { about } from '../../kinds/serviceKeyTime.ts';
import type { KeyRow } from '../../keys/list.ts';
import type { FollowUp, Key, Ref } from '../../model.ts';
import type { FindingCode } from '../../report/document.ts';
import type { Facts, Finding } from '../../report/findings/finding.ts';
import type { SamlFinding } from '../../saml/check.ts';
import { placeWords } from './answers.ts';
import { counted, nameText } from './names.ts';

/** Findings of the access map, in words. */

export const findingHeadings: Readonly<Record<FindingCode, string>> = {
  'sole-admin': 'Only one admin',
  'can-grant': 'Roles that can grant or destroy access',
  'dead-mapping': 'SAML mappings to nothing',
  'public-with-restricted': 'Public spaces with restricted projects',
  'key-never-ends': 'Service keys that never expire',
  'key-unused': 'Service keys that are not used',
  'not-in-file': 'Grants that are not in the file',
  'no-effect': 'Removals without effect',
  'ends-soon': 'Grants that end soon',
  'invitation-expired': 'Expired invitations',
  'no-organization': 'People in no organization',
};

/** More people than this are counted. */
const mostNamed = 3;

const peopleText = (emails: readonly string[]): string =>
  emails.length > mostNamed
    ? counted(emails.length, 'person')
    : emails.map((email) => nameText(email)).join(', ');

const verb = ({ length }: readonly unknown[], one: string, more: string): string =>
  length === 1 ? one : more;

/** What was found, in a sentence or two. */
export function findingText({ facts, lapsed }: Pick<Finding, 'facts' | 'lapsed'>): string {
  const text = factsText(facts);
  return lapsed === undefined
    ? text
    : `${text} ${lapsed.owner} accepted this until ${lapsed.until}; that day has passed.`;
}

function factsText(facts: Facts): string {
  switch (facts.code) {
    case 'sole-admin':
      return facts.place === undefined
        ? `${nameText(facts.person)} is the only admin of the account.`
        : `${nameText(facts.person)} is the only admin of ${placeWords(facts.place)}, apart from the admins of the account.`;
    case 'can-grant': {
      const { role, permissions, holders } = facts;
      const what = `The custom role ${nameText(role)} can grant or destroy access, like an admin (${permissions.join(', ')}).`;
      return holders.length === 0
        ? `${what} No person holds it.`
        : `${what} ${peopleText(holders)} ${verb(holders, 'holds', 'hold')} it.`;
    }
    case 'dead-mapping':
      return facts.mapping.message;
    case 'public-with-restricted': {
      const { place, restricted, guests } = facts;
      const projects =
        restricted.length === 1
          ? `${placeName(restricted[0])} in it is restricted`
          : `${counted(restricted.length, 'project')} in it are restricted`;
      const open =
        guests.length === 0
          ? 'Every new member of the organization gets into the rest of it.'
          : `${peopleText(guests)} ${verb(guests, 'gets', 'get')} into the rest of it only because it is public.`;
      return `${capital(placeWords(place))} is public, but ${projects}. ${open}`;
    }
    case 'key-never-ends':
    case 'key-unused':
      return `The service key ${nameText(facts.key.name)} of ${spacesText(facts.key.spaces)} ${facts.says}.`;
    case 'not-in-file': {
      const { people, place } = facts;
      return `Nothing in the file explains the access of ${peopleText(people)} to ${placeWords(place)}.`;
    }
    case 'no-effect': {
      const { change, way } = facts;
      const does = change.action === 'delete' ? 'Removing' : 'Lowering';
      const from = change.action === 'delete' ? 'from' : 'in';
      return `${does} ${nameText(emailIn(change.key))} ${from} ${placeWords(parentOf(change))} has no effect: ${way}.`;
    }
    case 'ends-soon': {
      const { item, until, days } = facts;
      return `The access of ${nameText(emailIn(item.key))} to ${placeWords(parentOf(item))} ends ${inDays(days)}: its last day is ${until}.`;
    }
    case 'invitation-expired':
      return `The invitation of ${nameText(facts.person)} has expired.`;
    case 'no-organization':
      return `${nameText(facts.person)} is in no organization, so they have no access to anything.`;
  }
}

/**
 * What to do about a finding.
 * @param hasLines whether there are lines for the access file, which the text then describes
 */
export function fixText(facts: Facts, hasLines: boolean): string {
  switch (facts.code) {
    case 'sole-admin':
      return hasLines
        ? 'Makes a second person an admin: replace the address.'
        : 'The Arize API cannot change an account role: make a second person an admin under Settings > Account > Users.';
    case 'can-grant':
      return hasLines
        ? 'Takes these permissions out of the role.'
        : 'The role has no other permissions: bind its holders to another role, then leave it out of `roles`.';
    case 'dead-mapping':
      return mappingFix(facts.mapping);
    case 'public-with-restricted':
      return 'Makes the space private: only people with a grant in it, and admins, get in.';
    case 'key-never-ends':
      return 'Arize cannot limit the lifetime of a key that exists. Add `role` and `deliver`, and the command replaces it with a key that expires; `apply --allow-destructive` revokes the old one after its overlap.';
    case 'key-unused':
      return 'Revokes the key, which cannot be undone.';
    case 'not-in-file':
      return hasLines
        ? 'Lists these grants. To remove them instead, list everyone else and leave these out.'
        : 'These are too many to show: the command adds them to the file, for you to review.';
    case 'no-effect':
      if (!hasLines) return 'The change can stay: it changes no access.';
      return facts.way === 'the space is public'
        ? 'Makes the space private, so that the removal has an effect.'
        : 'Keeps the grant, so that the plan no longer changes it.';
    case 'ends-soon':
      return 'Extends the grant.';
    case 'invitation-expired':
      return 'Removes the person, if they are not coming. This cannot be undone.';
    case 'no-organization':
      return hasLines
        ? 'Adds the person to the largest organization. If they left, list them under `removed` instead.'
        : 'The account has no organization yet: create one, and list the person in it.';
  }
}

function mappingFix({ code, hint }: SamlFinding): string {
  if (code === 'dead-id') {
    return 'The mapping is not in the access file: change or remove it where it is defined.';
  }
  return hint === undefined
    ? 'Correct the mapping.'
    : `${capital(hint)}${/[.?]$/.test(hint) ? '' : '.'}`;
}

/** A command that fixes a finding or shows more. */
export function findingCommand(facts: Facts): FollowUp | undefined {
  switch (facts.code) {
    case 'dead-mapping':
      return { words: ['saml', 'check'], reads: 'both' };
    case 'key-unused':
      return about('revoke', keyOf(facts.key));
    case 'key-never-ends':
      return about('rotate', keyOf(facts.key));
    case 'not-in-file':
      return { words: ['import', '--update', '--add-unlisted'], reads: 'both' };
    case 'invitation-expired':
      return { words: ['users', 'reinvite', facts.person], reads: 'account' };
    case 'sole-admin':
    case 'can-grant':
    case 'public-with-restricted':
    case 'no-effect':
    case 'ends-soon':
    case 'no-organization':
      return undefined;
  }
}

/** What names exactly this key: one of several spaces is in none of them. */
function keyOf({ name, spaces }: KeyRow): Key {
  const [only, ...others] = spaces;
  return only === undefined || others.length > 0 ? [name] : [only.organization, only.space, name];
}

const spacesText = (spaces: readonly { readonly space: string }[]): string =>
  spaces.length > mostNamed
    ? counted(spaces.length, 'space')
    : `space ${spaces.map(({ space }) => nameText(space)).join(', ')}`;

const placeName = (ref: Ref | undefined): string =>
  ref === undefined ? '' : `${kindOf(ref.kind).label} ${nameText(ref.key.at(-1) ?? '')}`;

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
