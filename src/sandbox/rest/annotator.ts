import type { UserRow } from '../resources/users.ts';
import type { MemberRole } from '../spellings.ts';
import { ProblemError } from '../problem.ts';

/**
 * Account annotators are annotators in every organization and space, and other people in none (REST
 * v2 types: role constraints of organization and space members). `undefined` stands for a custom role.
 */
export function demandAnnotatorRule(user: UserRow, role: MemberRole | undefined): void {
  if (user.role === 'ANNOTATOR' && role !== 'ANNOTATOR') {
    throw new ProblemError(400, 'A user with the account role annotator can only be an annotator');
  }
  if (user.role !== 'ANNOTATOR' && role === 'ANNOTATOR') {
    throw new ProblemError(400, 'Only a user with the account role annotator can be an annotator');
  }
}
