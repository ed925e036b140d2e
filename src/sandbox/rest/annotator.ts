import type { UserRow } from '../resources/users.ts';
import type { MemberRole } from '../words.ts';
import { Problem } from '../problem.ts';

/**
 * An annotator of the account is an annotator everywhere, and nobody else is one (REST v2 types:
 * role constraints of organization and space members). `undefined` stands for a custom role.
 */
export function demandAnnotatorRule(user: UserRow, role: MemberRole | undefined): void {
  if (user.role === 'ANNOTATOR' && role !== 'ANNOTATOR') {
    throw new Problem(400, 'A user with the account role annotator can only be an annotator');
  }
  if (user.role !== 'ANNOTATOR' && role === 'ANNOTATOR') {
    throw new Problem(400, 'Only a user with the account role annotator can be an annotator');
  }
}
