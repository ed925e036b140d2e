import { codeOfPlan } from '../exitCode.ts';
import type { ExitCode } from '../exitCode.ts';
import { openAccount } from '../openAccount.ts';
import { assertFree } from '../output.ts';
import { fileProposal } from './fileProposal.ts';
import { missingFor } from './missingParts.ts';
import { planFor } from './planFor.ts';
import type { PlanRun } from './planRun.ts';
import { assertExpected, showPlan } from './planTexts.ts';
import { savePlan } from './savedPlanFile.ts';

/** Plans the access file, and shows or saves the plan: nothing is written to the account. */
export async function planFile(run: PlanRun): Promise<ExitCode> {
  assertFree(run);
  const proposal = await fileProposal(run);
  using account = await openAccount(run);
  const planned = await planFor(run, account, proposal);
  const { plan: made } = planned;
  assertExpected(run, made);
  const missing = await missingFor(run, made);
  const code = codeOfPlan(made, {
    detailed: run.options.detailedExitcode === true,
    missing: missing.is,
  });
  await showPlan(run, planned, code);
  if (run.globals.out !== undefined) await savePlan(run, made, planned);
  missing.tell();
  return code;
}
