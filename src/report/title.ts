import type { ReportDocument, ReportSide } from './document.ts';

/**
 * What a report is called: the account, or the file alone, and what the plan comes to.
 * @param side the side of the plan that is shown; with consent to all of it, unless told
 */
export function titleOf(
  { account, file, plan, of }: ReportDocument,
  side?: Pick<ReportSide, 'title'>,
): string {
  const name = account?.name ?? file?.name ?? '';
  if (plan?.drift !== undefined) return `${name}, access drift: ${plan.drift.title}`;
  if (plan !== undefined) return `${name}: ${(side ?? plan).title}`;
  return of === 'desired' ? `Access according to ${name}` : `Access to ${name}`;
}
