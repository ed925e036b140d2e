import type { Drift } from '../../drift/driftFinding.ts';
import type { Plan, RunResult } from '../../model.ts';
import { flow } from './flow.ts';
import { words, solid } from '../words/pieces.ts';
import type { Layout } from './style.ts';
import { columns, visible } from '../../text.ts';
import { adviceCommand, adviceForDrift, adviceForPlan, adviceForRun } from '../words/next.ts';
import type { Advice } from '../words/next.ts';

/** What to run after a plan. */
export function afterPlan(plan: Plan, consent: boolean, layout: Layout): string[] {
  const anew = layout.saved?.anew;
  // The whole command is known: nothing is added to it.
  if (anew !== undefined) {
    return [`Next: ${layout.style.bold(visible(`ax-access ${anew}`))}`];
  }
  return adviceLines(adviceForPlan(plan, consent), plan, layout);
}

/** What to do after a run. */
export const afterRun = (ran: RunResult, plan: Plan, layout: Layout): string[] =>
  adviceLines(adviceForRun(ran, plan, layout), plan, layout);

/** The ways out of a drift: back to the file, into the file, or accepted for a time. */
export function afterDrift(
  { findings }: Pick<Drift, 'findings'>,
  plan: Plan,
  layout: Layout,
): string[] {
  return adviceLines(adviceForDrift(findings, plan, layout.access === 'full'), plan, layout);
}

function adviceLines(advice: readonly Advice[], plan: Plan, layout: Layout): string[] {
  const lineOf = (command: string): string => adviceCommand(command, plan, layout);
  const longest = Math.max(
    ...advice.map((each) =>
      typeof each === 'string' ? 0 : columns(visible(lineOf(each.command))),
    ),
  );
  return advice.flatMap((each, index) => {
    const label = index === 0 ? 'Next:' : '     ';
    if (typeof each === 'string') {
      return flow({ indent: 0, hang: 6, pieces: [solid(label), ...words(each)] }, layout);
    }
    // A command is copied as a whole, however narrow the terminal is, and stays beside its label.
    const command = solid(lineOf(each.command), 'bold', 0);
    const gap = longest - columns(command.text) + 2;
    const pieces = [solid(`${label} `), command, solid(`# ${each.does}`, 'dim', gap)];
    return flow({ indent: 0, hang: 6, pieces }, layout);
  });
}
