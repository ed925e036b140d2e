import { shellWord } from '../../text.ts';
import { impactsOf } from '../../plan/impact.ts';
import type { Impact } from '../../plan/impact.ts';
import type { Plan, RunResult } from '../../model.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { commandLine } from './command.ts';
import type { Again } from './command.ts';
import { counted } from './names.ts';
import { count, heldCounts } from './summary.ts';

/** What the reader should do now: a sentence, or a command and what it does. */
export type Advice = string | { readonly command: string; readonly does: string };

/** How much a run does, and to how many people: `5 changes, 14 people lose access`. */
function amountText(changes: string, { losing, gaining }: Impact): string {
  if (losing > 0)
    return `${changes}, ${counted(losing, 'person')} ${losing === 1 ? 'loses' : 'lose'} access`;
  return gaining === 0
    ? changes
    : `${changes}, ${counted(gaining, 'person')} ${gaining === 1 ? 'gains' : 'gain'} access`;
}

/** What to run after a plan. */
export function adviceForPlan(plan: Plan, consent: boolean): Advice[] {
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
export function adviceForRun(
  { outcomes, unverified }: RunResult,
  plan: Plan,
  { as }: Again,
): Advice[] {
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
      as === undefined
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
  return advice;
}

/** A command of an advice as it reaches the same file, account and part of the file again. */
export function adviceCommand(command: string, plan: Pick<Plan, 'file'>, again: Again): string {
  const { as, about, saved } = again;
  if (saved !== undefined && /^apply\b/.test(command)) {
    const named = command.replace(/^apply/, `apply ${shellWord(saved.path)}`);
    return commandLine(named, plan, saved);
  }
  const given = about === undefined ? '' : ` ${about}`;
  const line =
    as === undefined
      ? command.replace(/^(?:plan|apply)(?![\w-])/, (verb) => `${verb}${given}`)
      : command.replace(/^plan/, as).replace(/^apply/, `${as} --apply`);
  return commandLine(line, plan, again);
}
