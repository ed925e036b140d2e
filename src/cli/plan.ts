import type { Plan } from '../model.ts';
import type { CommandContext } from './commandContext.ts';
import { compare } from './compare.ts';
import { codeOfPlan } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { CliError } from './cliError.ts';
import { missingFor } from './missing.ts';
import { assertFree } from './output.ts';
import { writtenPlan } from './planTexts.ts';
import { savePlan } from './savedPlanFile.ts';
import { layoutFor } from './layout.ts';

/** `plan`: shows what would change, and with `--apply` changes it. */
export async function plan(run: CommandContext): Promise<ExitCode> {
  const { settings } = run;
  if (!settings.apply) return planOnly(run);
  if (settings.out !== undefined) {
    throw new CliError(
      'usage',
      '--out saves a plan for later, and --apply runs it now.',
      'Give one of the two.',
    );
  }
  const { apply } = await import('./apply.ts');
  return apply(run);
}

function planOnly(run: CommandContext): Promise<ExitCode> {
  assertFree(run);
  return compare(run, async (compared) => {
    const { plan: made } = compared;
    assertExpected(run, made);
    const { format, out, detailedExitcode: detailed } = run.settings;
    const missing = await missingFor(run, made);
    const code = codeOfPlan(made, { detailed, missing: missing.is });
    if (format === 'text') run.terminal.write(await textOf(run, made, 'plan'));
    await writtenPlan(run, { plan: made, command: 'plan', code });
    if (out !== undefined) await savePlan(run, made, compared);
    missing.tell();
    return code;
  });
}

/** @throws CliError (stale) when the plan is another one than somebody reviewed */
export function assertExpected(
  { settings: { expectDigest } }: CommandContext,
  { digest }: Pick<Plan, 'digest'>,
): void {
  const found = digest.replace(/^sha256:/, '');
  if (expectDigest === undefined || found === expectDigest) return;
  throw new CliError(
    'stale',
    `This is another plan than the one that was reviewed: its digest is ${found}, not ${expectDigest}. Nothing was written.`,
    'The file, the account or a limit has changed since. Look at the plan again.',
  );
}

/** A plan as text. */
export async function textOf(
  run: CommandContext,
  made: Plan,
  mode: 'plan' | 'apply',
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<string> {
  const { renderPlan } = await import('../render/index.ts');
  return renderPlan(made, await layoutFor(run, stream), mode, run.settings.allowDestructive);
}
