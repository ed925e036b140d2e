import { accountClaim } from '../../plan/claims.ts';
import type { Compared } from '../../plan/claims.ts';
import type { Change, Plan, Verdict } from '../../model.ts';
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
  // What needs something that is held back waits for consent where anything does.
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

const verbs = { create: 'to create', update: 'to update', delete: 'to remove' } as const;

/** How many changes of one action there are, and what is special about some: `3 to remove (2 held back)`. */
function actionText(entries: readonly Entry[], action: Change['action']): string[] {
  const own = entries.filter((entry) => entry.action === action);
  if (own.length === 0) return [];
  const special = [
    [count(own, ({ effect }) => effect === 'reduces'), 'reduces access', 'reduce access'],
    [
      action === 'update' ? count(own, ({ effect }) => effect === 'destroys') : 0,
      'destructive',
      'destructive',
    ],
    [
      count(own, ({ irreversible }) => irreversible !== undefined),
      'cannot be undone',
      'cannot be undone',
    ],
    [count(own, ({ held }) => held !== undefined), 'held back', 'held back'],
  ] as const;
  const notes = special
    .filter(([n]) => n > 0)
    .map(([n, one, more]) => {
      if (n < own.length) return `${n} ${n === 1 ? one : more}`;
      return n === 1 || one === more ? one : `all ${more}`;
    });
  const text = `${own.length} ${verbs[action]}`;
  return [notes.length === 0 ? text : `${text} (${notes.join(', ')})`];
}

/** The last line of a plan. */
export function planSummary(plan: Plan): string {
  const { changes, observed, manual, guards, unknown, kept } = plan;
  // What a run does not settle is shown above; what was not looked at is not.
  const left = besides(accountClaim(plan), ({ is }) => is === 'elsewhere' || is === 'lists');
  const rest = [
    ...(unknown.length > 0 ? [counted(unknown.length, 'unknown name')] : []),
    ...(manual.length > 0 ? [`${manual.length} by hand`] : []),
    ...(observed.length > 0 ? [`${observed.length} only observed`] : []),
  ];
  const staying = keptSentences(kept).map((text) => ` ${text}`);
  if (changes.length === 0) {
    return rest.length === 0
      ? nothingText('changes', plan)
      : `Plan: nothing to apply, ${rest.join(', ')}${left}.${staying.join('')}`;
  }
  const parts = (['create', 'update', 'delete'] as const).flatMap((action) =>
    actionText(changes, action),
  );
  const blocked = isBlocked(guards) ? ' BLOCKED: nothing can be applied.' : '';
  return `Plan: ${[...parts, ...rest].join(', ')}${left}.${staying.join('')}${blocked}`;
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
