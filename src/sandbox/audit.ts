import type { Account } from './account.ts';
import type { AuditRow } from './resources/audit.ts';

/** How many entries are kept: a sandbox is not an archive, and every write carries them. */
const KEPT = 2000;

/** An entry without its number. */
export type AuditFacts = Omit<AuditRow, 'id'>;

/** Adds an entry to the audit log. An attempt that is refused is in it like one that succeeds. */
export function record(account: Account, facts: AuditFacts): void {
  const row = account.audit.add((id) => ({ id, ...facts }));
  const old = account.audit.get(row.id - KEPT);
  if (old !== undefined) account.audit.remove(old);
}

/** The name of a REST operation as the audit log writes it: `add_space_user` is addSpaceUser. */
export function auditName(operation: string): string {
  return operation.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}
