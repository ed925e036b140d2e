import type { Check } from '../../doctor/check.ts';

/** The checks of an account, for programs. */
export const doctorJson = (
  findings: readonly Check[],
  context: { readonly tool: string; readonly exitCode: number },
): object => ({
  schema: 'ax-access/doctor@1',
  tool: context.tool,
  findings,
  exit_code: context.exitCode,
});
