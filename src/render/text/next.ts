import { impactsOf } from '../../plan/impact.ts';
import type { Impact } from '../../plan/impact.ts';
import { isLive, isSayable } from '../../drift/driftFinding.ts';
import type { Drift } from '../../drift/driftFinding.ts';
import type { Plan, RunResult } from '../../model.ts';
import { offerOf } from '../../plan/claims.ts';
import { count, heldCounts } from '../words/summary.ts';
import { flow } from './flow.ts';
import { words, solid } from '../words/pieces.ts';
import { counted } from '../words/names.ts';
import type { Layout } from './style.ts';
import { columns, visible } from '../../text.ts';
import type { Piece } from '../words/pieces.ts';
import { commandLine } from '../words/command.ts';
import { isBlocked } from '../../plan/verdicts.ts';

/** What the reader should do now: a sentence, or a command and what it does. */
type Advice = string | { readonly command: string; readonly does: string };

/** What to run after a plan. */
export function afterPlan(plan: Plan, consent: boolean, layout: Layout): string[] {
  return adviceLines(forPlan(plan, consent), plan, layout);
}

/** How much a run does, and to how many people: `5 changes, 14 people lose access`. */
function amountText(changes: string, { losing, gaining }: Impact): string {
  if (losing > 0)
    return `${changes}, ${counted(losing, 'person')} ${losing === 1 ? 'loses' : 'lose'} access`;
  return gaining === 0
    ? changes
    : `${changes}, ${counted(gaining, 'person')} ${gaining === 1 ? 'gains' : 'gain'} access`;
}

function forPlan(plan: Plan, consent: boolean): Advice[] {
  const { changes, guards, guardsWithConsent, manual, unknown } = plan;
  if (isBlocked(guards)) {
    return [
      'resolve what is blocked, then plan again.',
      ...(consent ? [{ command: 'plan', does: 'whether the rest passes' }] : []),
    ];
  }
  const { asks: held, unproven } = heldCounts(changes);
  const ready = changes.length - held - unproven;
  const destructive = count(changes, ({ effect }) => effect === 'destroys');
  const correct = unknown.length > 0 ? ['correct the unknown names, then plan again.'] : [];
  if (changes.length === 0) {
    return [...correct, ...(manual.length === 0 ? [] : ['do the manual steps, then plan again.'])];
  }
  const flag = consent && destructive > 0 ? ' --allow-destructive' : '';
  const others = [
    ...(manual.length > 0 ? ['the manual steps'] : []),
    ...(unknown.length > 0 ? ['what needs an unknown name'] : []),
  ];
  const { asRun, withConsent } = impactsOf(plan);
  const left = others.length > 0 ? `, all but ${others.join(' and ')}` : '';
  const rest = `${amountText(counted(ready, 'change'), asRun)}${left}`;
  return [
    ...correct,
    ...(ready > 0 ? [{ command: `apply${flag}`, does: rest }] : []),
    ...(held > 0
      ? heldAdvice(held, amountText(allText(withConsent.changes), withConsent), guardsWithConsent)
      : []),
    ...unprovenAdvice(unproven),
  ];
}

const allText = (changes: number): string => (changes === 1 ? '1 change' : `all ${changes}`);

const unprovenAdvice = (unproven: number): Advice[] =>
  unproven === 0
    ? []
    : [
        `compare the list with Arize's own pages; if it is right, the flag above lets what is held back (${unproven}) run.`,
      ];

function heldAdvice(held: number, does: string, guards: Plan['guards']): Advice[] {
  return isBlocked(guards)
    ? [`what is held back (${held}) is blocked even with --allow-destructive: see above.`]
    : [{ command: 'apply --allow-destructive', does }];
}

/** What to do after a run. */
export function afterRun(
  { outcomes, unverified }: RunResult,
  plan: Plan,
  layout: Layout,
): string[] {
  const { asks: held, unproven } = heldCounts(
    outcomes.filter(({ status }) => status === 'held').map(({ change }) => change),
  );
  const failed = count(outcomes, ({ status }) => status === 'failed');
  const missed = failed + count(outcomes, ({ status }) => status === 'skipped');
  const consent = held === 0 && plan.changes.some(({ effect }) => effect === 'destroys');
  const advice: Advice[] = [];
  if (missed === 0 && unverified !== undefined) {
    // A command about one thing would plan it once more.
    advice.push(
      layout.as === undefined
        ? { command: 'plan', does: 'reads the account, shows what is left' }
        : 'look in Arize whether it is done.',
    );
  }
  if (missed > 0) {
    const first = failed > 0 ? 'fix the failures and run it again' : 'run it again';
    advice.push(`${first}; finished changes are skipped.`, {
      command: `apply${consent ? ' --allow-destructive' : ''}`,
      does: 'plans anew, does what is left',
    });
  } else if (held > 0) {
    advice.push(...heldAdvice(held, `what is held back (${held})`, plan.guardsWithConsent));
  }
  advice.push(...unprovenAdvice(unproven));
  if (plan.unknown.length > 0) advice.push('correct the unknown names, then run it again.');
  if (plan.manual.length > 0)
    advice.push(
      `${counted(plan.manual.length, 'manual step is', 'manual steps are')} left: see the plan.`,
    );
  return adviceLines(advice, plan, layout);
}

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
  const { as, about } = layout;
  const given = about === undefined ? '' : ` ${about}`;
  const lineOf = (command: string): string => {
    const line =
      as === undefined
        ? command.replace(/^(?:plan|apply)(?![\w-])/, (verb) => `${verb}${given}`)
        : command.replace(/^plan/, as).replace(/^apply/, `${as} --apply`);
    return commandLine(line, plan, layout);
  };
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
