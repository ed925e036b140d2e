import { isLive, isSayable } from '../../drift/driftFinding.ts';
import type { Drift } from '../../drift/driftFinding.ts';
import type { Plan, RunResult } from '../../model.ts';
import { offerOf } from '../../plan/claims.ts';
import { count } from '../words/summary.ts';
import { flow } from './flow.ts';
import { words, solid } from '../words/pieces.ts';
import type { Layout } from './style.ts';
import { columns, visible } from '../../text.ts';
import type { Piece } from '../words/pieces.ts';
import { adviceCommand, adviceForPlan, adviceForRun } from '../words/next.ts';
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

/** The two ways out of a difference: the account as the file says, or the file as the account is. */
export function afterDrift(
  { findings }: Pick<Drift, 'findings'>,
  plan: Plan,
  layout: Layout,
): string[] {
  const live = count(findings, isLive);
  if (findings.length === 0) return [];
  const first = findings.find(isSayable);
  return adviceLines(
    [
      ...toTheFile(plan),
      ...(live > 0
        ? [{ command: 'drift --adopt', does: `makes the file as the account is (${live})` }]
        : []),
      ...(first !== undefined && (findings.length > 1 || live === 0)
        ? [
            {
              command: `drift --adopt ${first.id}`,
              does: live === 0 ? 'gives up what has this id' : 'only what has this id',
            },
          ]
        : []),
    ],
    plan,
    layout,
  );
}

/** What makes the account as the file says: only a run that no guard refuses is offered. */
function toTheFile(plan: Plan): readonly Advice[] {
  if (plan.changes.length === 0) return [];
  const { plain, withConsent } = offerOf(plan);
  const most = Math.max(plain, withConsent);
  const left = plan.changes.length - most;
  return [
    ...(most === 0
      ? []
      : [
          {
            command: withConsent > plain ? 'apply --allow-destructive' : 'apply',
            does: `makes the account as the file says (${most})`,
          },
        ]),
    ...(left === 0
      ? []
      : [{ command: 'plan --allow-destructive', does: `shows what stops a run (${left})` }]),
  ];
}

function adviceLines(advice: readonly Advice[], plan: Plan, layout: Layout): string[] {
  const lineOf = (command: string): string => adviceCommand(command, plan, layout);
  const longest = Math.max(
    ...advice.map((each) =>
      typeof each === 'string' ? 0 : columns(visible(lineOf(each.command))),
    ),
  );
  return advice.flatMap((each, index) => {
    const pieces: Piece[] = [];
    if (typeof each === 'string') pieces.push(...words(each));
    else {
      const command = solid(lineOf(each.command), 'bold');
      const gap = longest - columns(command.text) + 2;
      pieces.push(command, solid(`# ${each.does}`, 'dim', gap));
    }
    const label = index === 0 ? 'Next:' : '     ';
    return flow({ indent: 0, hang: 6, pieces: [solid(label), ...pieces] }, layout);
  });
}
