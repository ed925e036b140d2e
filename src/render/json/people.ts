import type { PersonRow } from '../../users/list.ts';

/** The people of an account, for programs. */
export const peopleJson = (rows: readonly PersonRow[], tool: string): object => ({
  schema: 'ax-access/users@1',
  tool,
  users: rows,
});
