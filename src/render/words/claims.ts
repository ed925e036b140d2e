import { kindOf } from '../../kinds/index.ts';
import { leavesOut } from '../../plan/claims.ts';
import type { Claim, LeftOut } from '../../plan/claims.ts';
import { listNouns } from './coverage.ts';
import { counted, nameText } from './names.ts';

/** What a claim leaves out, in words: the same in every sentence. */

/** Some people, some service identities, or both. */
const headsText = ({ people, services }: { readonly people: number; readonly services: number }) =>
  [
    ...(people > 0 || services === 0 ? [counted(people, 'person')] : []),
    ...(services > 0 ? [counted(services, 'service identity')] : []),
  ].join(' and ');

const isOne = ({ people, services }: { readonly people: number; readonly services: number }) =>
  people + services === 1;

/** What an admin right may hide: Arize shows that an admin has access, but not whether they are also a member. */
export const possibleMemberships = (count: number): string =>
  count === 1 ? '1 possible membership of an admin' : `${count} possible memberships of admins`;

/** One omission, as part of a sentence. */
export function leftOutText(left: LeftOut): string {
  switch (left.is) {
    case 'elsewhere': {
      const others = counted(left.count, 'other change');
      const verb = left.count === 1 ? 'is' : 'are';
      return left.by === 'target'
        ? `${others} ${verb} left out`
        : `${others} ${verb} not part of the saved plan`;
    }
    case 'rest':
      return 'nothing else of the file is compared';
    case 'saml':
      return '`saml` is not compared here (saml check does)';
    case 'holders':
      return `${headsText(left)} ${isOne(left) ? 'holds' : 'hold'} ${nameText(left.role)} in resources that were not read`;
    case 'places':
      return `${counted(left.count, 'resource')} ${left.count === 1 ? 'was' : 'were'} not read`;
    case 'unsure':
      return `the effect on ${headsText(left)} is unknown`;
    case 'roles':
      return `${counted(left.count, 'role')} ${left.count === 1 ? 'is' : 'are'} not shown`;
    case 'memberships':
      return `${possibleMemberships(left.count)} ${left.count === 1 ? 'is' : 'are'} not shown`;
    case 'partly-shown':
      return `Arize does not show the roles of ${counted(left.count, kindOf(left.kind).label)}`;
    case 'mappings':
      return 'SAML mappings are not shown completely';
    case 'filtered':
      return 'the API key may not see everything';
    case 'lists':
      return `${left.kinds.map(listNouns).join(', ')} could not be read`;
  }
}

/** What a claim leaves out, after a semicolon: `; 4 roles are not shown, …`. Empty where it is nothing. */
export function besides(claim: Claim, tells: (left: LeftOut) => boolean = () => true): string {
  const texts = leavesOut(claim).filter(tells).map(leftOutText);
  return texts.length === 0 ? '' : `; ${texts.join(', ')}`;
}

/** What a file says that is as the account is. */
export const saysWhat = (claim: Claim): string =>
  claim.certain ? 'what the account has' : 'what was read of the account';
