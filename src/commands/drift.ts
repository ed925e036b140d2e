import type { Plan } from '../model.ts';
import type { Run } from './command.ts';
import { compare } from './compare.ts';
import { codeOfDrift } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { version } from './package.ts';
import { layoutFor } from './show.ts';

/** `drift`: the same comparison as `plan`, for which any difference is news. */
export const drift = (run: Run): Promise<ExitCode> => compare(run, ({ plan }) => tell(run, plan));

async function tell(run: Run, plan: Plan): Promise<ExitCode> {
  const { settings, terminal } = run;
  const { planJson, printJson, renderPlan } = await import('../render/index.ts');
  const code = codeOfDrift(plan);
  if (settings.format === 'json') {
    const context = { tool: version(), command: 'drift', consent: false, exitCode: code } as const;
    terminal.write(printJson(planJson(plan, context)));
  } else {
    terminal.write(renderPlan(plan, await layoutFor(run), 'drift', false));
  }
  return code;
}
