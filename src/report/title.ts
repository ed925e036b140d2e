import type { ReportDocument } from './document.ts';

/** What a report is called: the account, or the file alone, and what the plan comes to. */
export function titleOf({ account, file, plan, of }: ReportDocument): string {
  const name = account?.name ?? file?.name ?? '';
  if (plan !== undefined) return `${name}: ${plan.title}`;
  return of === 'desired' ? `Access according to ${name}` : `Access to ${name}`;
}
