import { limitNames } from '../../limits.ts';
import type {
  Change,
  Notice,
  Outcome,
  Plan,
  PlannedChange,
  RunResult,
  SkippedEntry,
} from '../../model.ts';
import { claimsOf } from '../../plan/claims.ts';
import { planAccessJson } from './access.ts';
import { followUpLine, remedyOf } from '../words/command.ts';
import type { Again } from '../words/command.ts';
import { count } from '../words/summary.ts';
import { sourceJson } from './source.ts';
import { claimJson } from './claim.ts';
import { undoJson, outcomeJson, failureJson } from './outcomes.ts';
import { isBlocked } from '../../plan/verdicts.ts';

/** What `schema` says: within a number, keys are only ever added. */
const planSchema = 'ax-access/plan@1';

/** What a document says about the run that made it. */
export interface Context {
  /** The version of this program. */
  readonly tool: string;
  readonly command: 'plan' | 'apply' | 'drift';
  /** Whether the run may destroy. */
  readonly consent: boolean;
  /** Only after a run that wrote. */
  readonly ran?: RunResult;
  readonly exitCode: number;
  /** What makes a printed command reach the same file and account again. */
  readonly again?: Again;
}

/** The words of the JSON, which stay what they were. */
const whyJson: Readonly<Record<Plan['manual'][number]['cause'], string>> = {
  'console-only': 'click',
  unsafe: 'refused',
  'next-run': 'later',
};

/**
 * A plan, a comparison or a run for programs, as `schema/plan.schema.json` describes it. There are no times in it, and
 * the same plan gives the same document.
 */
export function planJson(plan: Plan, context: Context): object {
  const { account, caller, changes } = plan;
  const { ran, again = {} } = context;
  const noticeJson = ({ code, message, address, source, ...notice }: Notice): object => ({
    code,
    message: [message, ...(remedyOf(notice, again, plan) ?? [])].join(' '),
    ...(address !== undefined && { address }),
    ...sourceJson(source),
  });
  const claims = claimsOf(plan);
  return {
    schema: planSchema,
    tool: context.tool,
    command: context.command,
    file: plan.file,
    account: { id: account.id, name: account.name },
    ...(caller && {
      caller: { id: caller.id, email: caller.email, account_admin: caller.accountAdmin },
    }),
    ...(plan.loosened.length > 0 && { loosened: plan.loosened.map(noticeJson) }),
    consent: context.consent,
    blocked: isBlocked(plan.guards),
    summary: summary(plan, context.ran?.outcomes),
    claim: claimJson(claims.account),
    changes: changes.map(plannedJson),
    observed: plan.observed.map((change) => changeJson(change, change.requires)),
    manual: plan.manual.map(
      ({ address, kind, cause, message, source, skips, renamedTo, next }) => ({
        address,
        kind,
        why: whyJson[cause],
        message: next ? `${message} ${followUpLine(next, again, plan)}` : message,
        ...sourceJson(source),
        ...(skips && { skips: skips.map(skippedJson) }),
        ...(renamedTo !== undefined && { renamed_to: renamedTo }),
      }),
    ),
    unknown: plan.unknown.map(({ address, kind, key, message, suggestion, source, skips }) => ({
      address,
      kind,
      key,
      message,
      ...(suggestion !== undefined && { suggestion }),
      ...sourceJson(source),
      skips: skips.map(skippedJson),
    })),
    kept: plan.kept.map(({ removal: { address, kind, key }, because }) => ({
      address,
      kind,
      key,
      because: because.map(skippedJson),
    })),
    notices: plan.notices.map(noticeJson),
    untouched: plan.untouched.map(({ kind, scope, reason, count: n }) => ({
      kind,
      scope,
      reason,
      count: n,
    })),
    coverage: plan.coverage.map(({ kind, scope, count: n, complete, reason }) => ({
      kind,
      scope,
      count: n,
      complete,
      ...(reason !== undefined && { reason }),
    })),
    access: planAccessJson(plan, claims),
    limits: Object.fromEntries(
      limitNames.map((name) => {
        const limit = plan.limits[name];
        const position = limit.source === 'file' ? limit.position : undefined;
        return [name, { limit: limit.value, limit_source: limit.source, ...sourceJson(position) }];
      }),
    ),
    guards: plan.guards.map(verdictJson),
    guards_with_consent: plan.guardsWithConsent.map(verdictJson),
    ids: plan.ids,
    digest: plan.digest,
    ...(ran && { outcomes: ran.outcomes.map((outcome) => outcomeJson(outcome, plan, again)) }),
    ...(ran?.undo && { undo: undoJson(ran.undo) }),
    ...(ran?.unverified && { unverified: failureJson(ran.unverified) }),
    exit_code: context.exitCode,
  };
}

function summary(
  { changes, observed, manual, unknown, kept, untouched }: Plan,
  outcomes: readonly Outcome[] | undefined,
): object {
  const became = (status: Outcome['status']): number =>
    count(outcomes ?? [], (outcome) => outcome.status === status);
  return {
    create: count(changes, ({ action }) => action === 'create'),
    update: count(changes, ({ action }) => action === 'update'),
    delete: count(changes, ({ action }) => action === 'delete'),
    reduces: count(changes, ({ effect }) => effect === 'reduces'),
    destroys: count(changes, ({ effect }) => effect === 'destroys'),
    irreversible: count(changes, ({ irreversible }) => irreversible !== undefined),
    held: count(changes, ({ held }) => held !== undefined),
    manual: manual.length,
    unknown: unknown.length,
    kept: kept.length,
    observed: observed.length,
    untouched: untouched.reduce((sum, each) => sum + each.count, 0),
    ...(outcomes && { done: became('done'), failed: became('failed'), skipped: became('skipped') }),
  };
}

const skippedJson = ({ address, source }: SkippedEntry): object => ({
  address,
  ...sourceJson(source),
});

const plannedJson = (change: PlannedChange): object => ({
  ...changeJson(change, change.needs),
  stage: change.stage,
  ...(change.held && { held: change.held }),
  ...(change.protectedBy && { protected_by: change.protectedBy }),
  ...(change.noEffect !== undefined && { no_effect: change.noEffect }),
});

const changeJson = (change: Change, needs: readonly string[]): object => ({
  address: change.address,
  kind: change.kind,
  key: change.key,
  action: change.action,
  effect: change.effect,
  ...(change.action !== 'create' && { id: change.id }),
  before: change.action === 'create' ? null : change.before,
  after: change.action === 'delete' ? null : change.after,
  ...(change.action === 'update' && change.becomes && { becomes: change.becomes.address }),
  ...(change.reason !== undefined && { reason: change.reason }),
  ...(change.irreversible !== undefined && {
    irreversible: true,
    irreversible_why: change.irreversible,
  }),
  ...sourceJson(change.source),
  needs,
  consequences: change.cascade,
});

const verdictJson = ({
  rule,
  scope,
  verdict,
  message,
  accept,
  changes,
  people,
  measure,
}: Plan['guards'][number]): object => ({
  rule,
  scope,
  verdict,
  message,
  ...(accept !== undefined && { accept }),
  changes,
  ...(people && { people }),
  ...(measure && {
    have: measure.have,
    limit: measure.limit,
    limit_source: measure.source,
  }),
});
