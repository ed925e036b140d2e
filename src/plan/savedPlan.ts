import { isRecord } from '../records.ts';
import { createHash, randomUUID } from 'node:crypto';
import type { Fields, LimitName, LimitValues, Plan, PlannedChange } from '../model.ts';
import { kinds } from '../kinds/index.ts';
import { digestOf } from './digest.ts';
import { shownPart } from './shownPlan.ts';
import type { ShownFlags, ShownPart } from './shownPlan.ts';

const format = 'ax-access/saved-plan@';
const schema = `${format}2` as const;

/** How long a saved plan may be run. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A plan in a file. It holds no consent and no verdicts: both are decided when it runs. */
export interface SavedPlan {
  readonly schema: typeof schema;
  /** Distinguishes two plans of the same work, because each runs once. */
  readonly id: string;
  readonly tool: string;
  /** ISO 8601, UTC. */
  readonly made_at: string;
  readonly account: Plan['account'];
  /** The host of the API. */
  readonly host: string;
  /** The files it was made from, the main file first. Applying the plan loads these texts again. */
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  /** The day it was made for, UTC. */
  readonly today: string;
  readonly assert_roles: boolean;
  /** The limits it was judged by, wherever they were set. */
  readonly limits: Readonly<Record<LimitName, number>>;
  /** In order, each with the state of its item before. */
  readonly changes: readonly PlannedChange[];
  /** Addresses of the unknown names in the plan, so that running it ends with the same exit code. */
  readonly unknown?: readonly string[];
  readonly ids: Plan['ids'];
  readonly digest: string;
  /** The rest of the plan, for `show` alone: applying a saved plan judges it again. */
  readonly shown: ShownPart;
  /** Covers all other fields, so that the plan that runs is the plan that was read. */
  readonly checksum: string;
}

/** A change as the file spells it: the file format keeps the original field names. */
type SavedChange<C = PlannedChange> = C extends PlannedChange
  ? Omit<C, 'cascade' | 'expand'> & {
      readonly consequences: C['cascade'];
      readonly first?: Fields;
    }
  : never;

/** A saved plan as written to its file. */
export type SavedPlanFile = Omit<SavedPlan, 'changes'> & {
  readonly changes: readonly SavedChange[];
};

/** What a saved plan records beside the plan. */
export interface SavedWith extends Pick<
  SavedPlan,
  'tool' | 'host' | 'sources' | 'today' | 'assert_roles'
> {
  /** Whether it was planned with --allow-destructive, which decides how it is shown. */
  readonly consent: boolean;
  readonly sandbox: boolean;
  readonly flags: ShownFlags;
}

/** Prepares a plan for saving. */
export function savedPlan(plan: Plan, context: SavedWith, now: Date): SavedPlanFile {
  const saved = {
    schema,
    id: randomUUID(),
    tool: context.tool,
    made_at: now.toISOString(),
    account: plan.account,
    host: context.host,
    sources: context.sources,
    today: context.today,
    assert_roles: context.assert_roles,
    limits: valuesOf(plan),
    changes: plan.changes.map(toSaved),
    ...(plan.unknown.length > 0 && { unknown: plan.unknown.map(({ address }) => address) }),
    ids: plan.ids,
    digest: plan.digest,
    shown: shownPart(plan, context),
  } as const;
  return { ...saved, checksum: checksumOf(saved) };
}

function toSaved({
  held: _held,
  protectedBy: _protectedBy,
  noEffect: _noEffect,
  cascade,
  expand,
  ...change
}: PlannedChange): SavedChange {
  return { ...change, consequences: cascade, ...(expand && { first: expand }) };
}

function fromSaved({ consequences, first, ...change }: SavedChange): PlannedChange {
  return { ...change, cascade: consequences, ...(first && { expand: first }) };
}

/**
 * Covers everything in the file, including fields that a later release adds. It detects accidental edits, not deliberate
 * ones: a person who edits the file on purpose can compute a new checksum too.
 */
function checksumOf(saved: Omit<SavedPlanFile, 'checksum'>): string {
  const content = JSON.stringify(saved);
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

const valuesOf = ({ limits }: Plan): SavedPlan['limits'] => ({
  removal_percent: limits.removal_percent.value,
  removals: limits.removals.value,
  emptied_scopes: limits.emptied_scopes.value,
  people_losing_all_access: limits.people_losing_all_access.value,
  min_admins: limits.min_admins.value,
});

/** The limits of a saved plan, as if given as flags: the reviewed limits apply. */
export const limitsIn = (saved: SavedPlan): LimitValues => saved.limits;

/** When a saved plan expires. */
export const expiryOf = ({ made_at }: SavedPlan): Date =>
  new Date(Date.parse(made_at) + LIFETIME_MS);

/** A file that is not a valid saved plan. */
export class InvalidSavedPlanError extends Error {
  override readonly name = 'InvalidSavedPlanError';
}

/** A saved plan of a release that uses another format. */
export class OtherFormatError extends Error {
  override readonly name = 'OtherFormatError';
  /** The access file that it names as its source. */
  readonly file: string | undefined;

  constructor(file: string | undefined) {
    super('This saved plan is in another format.');
    this.file = file;
  }
}

/**
 * Parses the text of a saved plan.
 * @throws OtherFormatError for a plan of another format, InvalidSavedPlanError if it is not a saved plan or was altered
 */
export async function parseSavedPlan(text: string): Promise<SavedPlan> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidSavedPlanError('it is not valid JSON');
  }
  // As large as all the rest of a plan, and needed for a saved one alone.
  const { validate } = await import('validators:saved-plan');
  if (!validate(value)) {
    if (isOfAnotherFormat(value)) throw new OtherFormatError(fileIn(value));
    const [first] = validate.errors ?? [];
    const where = first?.instancePath || 'it';
    const altered = within(value, 'schema') === schema ? 'it was altered: ' : '';
    throw new InvalidSavedPlanError(`${altered}${where} ${first?.message ?? 'is different'}`);
  }
  const { limits } = value;
  const changes = value.changes.map(fromSaved);
  const limit = (name: LimitName) => ({ value: limits[name], source: 'flag' }) as const;
  const digest = digestOf({
    ...value,
    changes,
    limits: {
      removal_percent: limit('removal_percent'),
      removals: limit('removals'),
      emptied_scopes: limit('emptied_scopes'),
      people_losing_all_access: limit('people_losing_all_access'),
      min_admins: limit('min_admins'),
    },
  });
  if (digest !== value.digest)
    throw new InvalidSavedPlanError('it was altered: its digest does not match');
  const { checksum, ...rest } = value;
  if (checksumOf(rest) !== checksum) {
    throw new InvalidSavedPlanError('it was altered: its checksum does not match');
  }
  const strange = unknownKind([value.changes, value.shown]);
  if (strange !== undefined) {
    throw new InvalidSavedPlanError(
      `it names a kind of resource that does not exist, "${strange}"`,
    );
  }
  return { ...value, changes };
}

/** A kind that this release does not have, of any item of a plan. */
function unknownKind(value: unknown): string | undefined {
  if (Array.isArray(value)) {
    return value.map(unknownKind).find((each) => each !== undefined);
  }
  if (!isRecord(value)) return undefined;
  const { kind } = value;
  // What was read has names of lists too, which are shown as they are.
  if (typeof kind === 'string' && !('complete' in value)) {
    if (!kinds.some(({ name }) => name === kind)) return kind;
  }
  return unknownKind(Object.values(value));
}

/** Whether a value claims to be a saved plan in another format, whatever else it holds. */
const isOfAnotherFormat = (value: unknown): boolean =>
  isRecord(value) &&
  'schema' in value &&
  typeof value.schema === 'string' &&
  value.schema.startsWith(format) &&
  value.schema !== schema;

const within = (thing: unknown, name: string | number): unknown =>
  typeof thing === 'object' && thing !== null ? Reflect.get(thing, name) : undefined;

/** The main file of a saved plan in any format. */
function fileIn(value: unknown): string | undefined {
  const file = within(within(within(value, 'sources'), 0), 'file');
  return typeof file === 'string' ? file : undefined;
}
