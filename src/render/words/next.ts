import { shellWord } from '../../text.ts';
import { impactsOf } from '../../plan/impact.ts';
import type { Impact } from '../../plan/impact.ts';
import { isLive, isSayable } from '../../drift/driftFinding.ts';
import type { Drift } from '../../drift/driftFinding.ts';
import { offerOf } from '../../plan/claims.ts';
import type { Plan, RunResult } from '../../model.ts';
import { isBlocked, isBlocking } from '../../plan/verdicts.ts';
import { commandLine } from './command.ts';
import type { Again } from './command.ts';
import { counted, nameText } from './names.ts';
import { count, heldCounts, rulesOf } from './summary.ts';

/** The reader's next step: a sentence, or a command with its purpose. */
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
      `resolve what is blocked (${rulesOf(guards.filter(isBlocking)).join(', ')}: see above), then plan again.`,
      ...(consent ? [{ command: 'plan', does: 'shows whether the rest passes' }] : []),
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
        `compare the list with the Arize UI; if it is right, add the flag above to run ${counted(unproven, 'held-back change')}.`,
      ];

function heldAdvice(held: number, does: string, guards: Plan['guards']): Advice[] {
  return isBlocked(guards)
    ? [
        `${counted(held, 'held-back change is', 'held-back changes are')} blocked even with --allow-destructive: see above.`,
      ]
    : [{ command: 'apply --allow-destructive', does }];
}

/** What to do after a run. */
export function adviceForRun(
  { outcomes, unverified }: RunResult,
  plan: Plan,
  { as, undoes }: Again,
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
        ? { command: 'plan', does: 'shows what is left' }
        : 'check in Arize whether the change was made.',
    );
  }
  if (missed > 0) {
    const first = failed > 0 ? 'fix the failures and run it again' : 'run it again';
    advice.push(`${first}; finished changes are skipped.`, {
      command: `apply${consent ? ' --allow-destructive' : ''}`,
      does: 'plans again, runs what is left',
    });
  } else if (held > 0) {
    advice.push(...heldAdvice(held, counted(held, 'held-back change'), plan.guardsWithConsent));
  }
  advice.push(...unprovenAdvice(unproven));
  if (undoes !== undefined && outcomes.some(({ status }) => status === 'done'))
    advice.push(`revert ${nameText(undoes)} too: its next apply would make these changes again.`);
  if (plan.unknown.length > 0) advice.push('correct the unknown names, then run it again.');
  if (plan.manual.length > 0)
    advice.push(
      `${counted(plan.manual.length, 'manual step is', 'manual steps are')} left, listed above.`,
    );
  return advice;
}

/**
 * The ways out of a drift: back to the file, into the file, or accepted for a time.
 * @param hasIds whether the reader sees the id of each difference
 */
export const adviceForDrift = (
  findings: Drift['findings'],
  plan: Plan,
  hasIds: boolean,
): readonly Advice[] =>
  findings.length === 0 ? [] : [...toTheFile(plan), ...intoTheFile(findings, hasIds)];

/** The commands that write differences into the file: all that changed in Arize, or the named ids. */
function intoTheFile(findings: Drift['findings'], hasIds: boolean): readonly Advice[] {
  const live = count(findings, isLive);
  const [only, ...more] = findings;
  const said = findings.find(isSayable);
  const all: readonly Advice[] =
    live === 0
      ? []
      : [
          {
            command: 'drift --adopt',
            does: `into the file: ${counted(live, 'change')}`,
          },
        ];
  if (only === undefined) return all;
  if (more.length === 0) {
    return [
      ...all,
      ...(live === 0 && said !== undefined
        ? [{ command: `drift --adopt ${only.id}`, does: 'takes it out of the file' }]
        : []),
      `or accept finding ${only.id} for a time, under \`accepted\` in the file.`,
    ];
  }
  if (!hasIds) {
    const does = said === undefined ? 'ids, to accept one' : 'ids, to adopt or accept one';
    return [...all, { command: 'drift --details', does }];
  }
  return [
    ...all,
    ...(said === undefined ? [] : [{ command: `drift --adopt ${said.id}`, does: 'only this one' }]),
    'or accept an id for a time, under `accepted` in the file.',
  ];
}

/** What makes the account match the file: only a run that no guard refuses is offered. */
function toTheFile(plan: Plan): readonly Advice[] {
  if (plan.changes.length === 0) return [];
  const { plain, withConsent } = offerOf(plan);
  const most = Math.max(plain, withConsent);
  const left = plan.changes.length - most;
  const impacts = impactsOf(plan);
  const amount = amountText(
    counted(most, 'change'),
    withConsent > plain ? impacts.withConsent : impacts.asRun,
  );
  return [
    ...(most === 0
      ? []
      : [
          {
            command: withConsent > plain ? 'apply --allow-destructive' : 'apply',
            does: `back to the file: ${amount}`,
          },
        ]),
    ...(left === 0
      ? []
      : [
          {
            command: 'plan --allow-destructive',
            does: `shows what blocks ${left === 1 ? '1 change' : `${left} changes`}`,
          },
        ]),
  ];
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
