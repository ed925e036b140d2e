import type { AccessDelta } from '../delta.ts';
import type { Plan, PlannedChange } from '../model.ts';
import type { SavedPlan, SavedWith } from './savedPlan.ts';

/** What a plan says about one change that depends on the account of that moment. */
type Marks = Pick<PlannedChange, 'held' | 'protectedBy' | 'noEffect'>;

/** Flags for the same account and journals, which the commands below a saved plan repeat. */
export interface ShownFlags {
  readonly profile?: string;
  readonly journal_dir?: string;
  readonly insecure_http?: true;
  readonly accept_count?: Readonly<Record<string, number>>;
}

/**
 * What a saved plan needs to be printed as it was: verdicts, notices and effects on people at the time. Only `show` reads it.
 * A run takes the changes and computes all of this again.
 */
export interface ShownPart extends Omit<Plan, 'account' | 'changes' | 'ids' | 'digest' | 'access'> {
  /** Whether it was planned with --allow-destructive. It is no consent to a run. */
  readonly planned_with_consent: boolean;
  readonly sandbox: boolean;
  /** Absent if there are none. */
  readonly flags?: ShownFlags;
  /** By address. */
  readonly marks: Readonly<Record<string, Marks>>;
  /** `with_consent` is absent if it is the same. */
  readonly access: { readonly as_run: AccessDelta; readonly with_consent?: AccessDelta };
}

/** The part of a plan that is saved for `show`. */
export function shownPart(
  { account: _account, changes, ids: _ids, digest: _digest, access, ...rest }: Plan,
  { consent, sandbox, flags }: Pick<SavedWith, 'consent' | 'sandbox' | 'flags'>,
): ShownPart {
  const { asRun, withConsent } = access;
  return {
    ...rest,
    planned_with_consent: consent,
    sandbox,
    ...(Object.keys(flags).length > 0 && { flags }),
    marks: Object.fromEntries(
      changes.flatMap((change) => {
        const { held, protectedBy, noEffect } = change;
        const marks = {
          ...(held && { held }),
          ...(protectedBy && { protectedBy }),
          ...(noEffect !== undefined && { noEffect }),
        };
        return Object.keys(marks).length === 0 ? [] : [[change.address, marks] as const];
      }),
    ),
    access: { as_run: asRun, ...(withConsent !== asRun && { with_consent: withConsent }) },
  };
}

/** A saved plan as it was planned. Its changes are those that a run would make, whatever else the file says. */
export function shownPlan({ account, changes, ids, digest, shown }: SavedPlan): Plan {
  const { planned_with_consent: _consent, sandbox: _sandbox, flags: _flags, ...plan } = shown;
  const { marks, access, ...rest } = plan;
  const { as_run: asRun, with_consent: withConsent = asRun } = access;
  return {
    ...rest,
    account,
    changes: changes.map((change) => ({ ...change, ...marks[change.address] })),
    access: { asRun, withConsent },
    ids,
    digest,
  };
}
