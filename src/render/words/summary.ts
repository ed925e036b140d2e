import { accountClaim, claimsOf } from '../../plan/claims.ts';
import { impactsOf, sortOf } from '../../plan/impact.ts';
import type { Impact } from '../../plan/impact.ts';
import type { Compared } from '../../plan/claims.ts';
import type { Plan, PlannedChange, Verdict } from '../../model.ts';
import { besides } from './claims.ts';
import { counted } from './names.ts';
import type { Entry } from './change.ts';
import { keptSentences } from './kept.ts';
import { isBlocked } from '../../plan/verdicts.ts';

/** How many changes wait for consent, and how many until a list has been checked. */
export function heldCounts(changes: readonly Entry[]): {
  readonly asks: number;
  readonly unproven: number;
} {
  const held = count(changes, (change) => change.held !== undefined);
  // If anything waits for consent, so does whatever depends on a held-back change.
  const asks = changes.some((change) => change.held === 'needs-consent')
    ? held - count(changes, (change) => change.held === 'unproven')
    : 0;
  return { asks, unproven: held - asks };
}

/** Each rule once, in the order of the verdicts. */
export const rulesOf = (guards: readonly Verdict[]): readonly string[] => [
  ...new Set(guards.map(({ rule }) => rule)),
];

export const count = <T>(items: readonly T[], is: (item: T) => boolean): number =>
  items.filter(is).length;

/**
 * What all changes of a plan come to, held ones too: `2 to add, 3 to change, 4 to destroy (2 cannot be undone)`. Those that
 * consent alone does not run are counted.
 */
export function totalsText(changes: readonly PlannedChange[]): string {
  const of = (sort: ReturnType<typeof sortOf>): number =>
    count(changes, (change) => sortOf(change) === sort);
  const lasting = count(changes, ({ irreversible }) => irreversible !== undefined);
  const { unproven } = heldCounts(changes);
  const notes = [
    ...(lasting === 0 ? [] : [`${lasting} cannot be undone`]),
    ...(unproven === 0 ? [] : [`${unproven} held back: see above`]),
  ];
  const note = notes.length === 0 ? '' : ` (${notes.join(', ')})`;
  return `${of('added')} to add, ${of('changed')} to change, ${of('destroyed')} to destroy${note}`;
}

/**
 * What a plan does to people, with consent and without: `31 people lose access (14 without --allow-destructive), 1 of
 * them everything; 2 people gain access.`
 */
export function accessSummary(plan: Plan): string {
  const { asRun, withConsent } = impactsOf(plan);
  const claim = claimsOf(plan).withConsent;
  const waits = plan.changes.some(({ held }) => held === 'needs-consent');
  const without = (of: keyof Impact): string =>
    waits && asRun[of] !== withConsent[of]
      ? ` (${asRun[of] === 0 ? 'none' : asRun[of]} without --allow-destructive)`
      : '';
  const part = (of: keyof Impact, noun: string, verbs: readonly [one: string, more: string]) => {
    const most = Math.max(withConsent[of], asRun[of]);
    if (most === 0) return [];
    const verb = verbs[most === 1 ? 0 : 1];
    return [`${counted(withConsent[of], noun)}${verb === '' ? '' : ` ${verb}`}${without(of)}`];
  };
  // Only if all who lose something lose everything, with consent and without.
  const isAll = [asRun, withConsent].every(({ losing: some, losingAll }) => losingAll === some);
  const losing = isAll
    ? []
    : part('losing', 'person', ['loses access', 'lose access']).map(
        (text) => `${text}${everythingText(withConsent)}`,
      );
  const all =
    losing.length > 0 || withConsent.losingAll === 0
      ? losing
      : part('losingAll', 'person', ['loses everything', 'lose everything']);
  const parts = [
    ...all,
    ...part('gaining', 'person', ['gains access', 'gain access']),
    ...part('newAdmins', 'new admin', ['', '']),
    ...part('adminKeys', 'new admin key', ['', '']),
    ...part('keysLosing', 'service key', ['loses access', 'lose access']),
    ...part('keysGaining', 'service key', ['gains access', 'gain access']),
    ...part('emails', 'e-mail', ['is sent', 'are sent']),
  ];
  if (parts.length > 0) return `${parts.join('; ')}${besides(claim)}.`;
  return claim.certain
    ? 'No person gains or loses access.'
    : `No person gains or loses access in what was read${besides(claim)}.`;
}

/** How many of those who lose access lose all of it. They are not others: `1 person loses access, 1 everything` reads as two. */
function everythingText({ losing, losingAll }: Impact): string {
  if (losingAll === 0) return '';
  return losingAll < losing ? `, ${losingAll} of them everything` : ', all of them everything';
}

/** The last line of a plan. */
export function planSummary(plan: Plan): string {
  const { changes, observed, manual, guards, unknown, kept } = plan;
  // What a run does not settle is shown above; what was not looked at is not.
  const left = besides(accountClaim(plan), ({ is }) => is === 'elsewhere' || is === 'lists');
  const rest = [
    ...(unknown.length > 0 ? [counted(unknown.length, 'unknown name')] : []),
    ...(manual.length > 0 ? [counted(manual.length, 'manual step')] : []),
    ...(observed.length > 0 ? [`${observed.length} only observed`] : []),
  ];
  const staying = keptSentences(kept).map((text) => ` ${text}`);
  if (changes.length === 0) {
    return rest.length === 0
      ? nothingText('changes', plan)
      : `Plan: nothing to apply, ${rest.join(', ')}${left}.${staying.join('')}`;
  }
  const blocked = isBlocked(guards) ? ' BLOCKED: nothing can be applied.' : '';
  return `Plan: ${[totalsText(changes), ...rest].join(', ')}${left}.${staying.join('')}${blocked}`;
}

/**
 * That a file and an account do not differ, as far as that was seen.
 * @param of what there is none of
 */
export function nothingText(of: 'changes' | 'drift', plan: Compared & Pick<Plan, 'file'>): string {
  const claim = accountClaim(plan);
  if (claim.certain) return `No ${of}. The account matches ${plan.file}.`;
  const left = besides(claim);
  const { elsewhere } = plan;
  if (elsewhere?.by === 'command') return `Nothing to do in Arize${left}.`;
  if (elsewhere === undefined || elsewhere.count === 0) {
    return `No ${of} in what was read${left}.`;
  }
  return elsewhere.by === 'target'
    ? `Nothing to do for what --target names${left}.`
    : `Nothing to do in the saved plan${left}.`;
}

/** `plan` shows what a run would do, `apply` what it is about to do. */
export type PlanMode = 'plan' | 'apply';
