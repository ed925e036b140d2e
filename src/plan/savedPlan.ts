import { createHash, randomUUID } from 'node:crypto';
import { validate } from 'validators:saved-plan';
import type { Fields, LimitName, LimitValues, Plan, PlannedChange } from '../model.ts';
import { digestOf } from './digest.ts';

const format = 'ax-access/saved-plan@';
const schema = `${format}2` as const;

/** For how long a saved plan may be run. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A plan in a file. Consent is not in it, nor any verdict: those are given and made when it is run. */
export interface SavedPlan {
  readonly schema: typeof schema;
  /** Tells two plans of the same work apart: each is run once. */
  readonly id: string;
  readonly tool: string;
  /** ISO 8601, UTC. */
  readonly made_at: string;
  readonly account: Plan['account'];
  /** The host of the API. */
  readonly host: string;
  /** The files that it was made of, the main one first. They are what is loaded again when it is run. */
  readonly sources: readonly { readonly file: string; readonly text: string }[];
  /** The day that it was made for, UTC. */
  readonly today: string;
  readonly assert_roles: boolean;
  /** What the verdicts were measured by, no matter where they come from. */
  readonly limits: Readonly<Record<LimitName, number>>;
  /** In order, each with what its object looked like. */
  readonly changes: readonly PlannedChange[];
  /** Addresses of the unknown names that the plan told of: running it ends as the plan did. */
  readonly unknown?: readonly string[];
  readonly ids: Plan['ids'];
  readonly digest: string;
  /** Of all the rest, so that no one reads one thing in the file and runs another. */
  readonly checksum: string;
}

/** A change as the file has it: its format keeps the names that it began with. */
type SavedChange<C = PlannedChange> = C extends PlannedChange
  ? Omit<C, 'cascade' | 'expand'> & {
      readonly consequences: C['cascade'];
      readonly first?: Fields;
    }
  : never;

/** A saved plan as it stands in its file. */
export type SavedPlanFile = Omit<SavedPlan, 'changes'> & {
  readonly changes: readonly SavedChange[];
};

/** What is known where a plan is saved, beside the plan. */
export type SavedWith = Pick<SavedPlan, 'tool' | 'host' | 'sources' | 'today' | 'assert_roles'>;

/** A plan as it is saved. */
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
 * Of everything in the file, what a later release writes there too. It finds an edit; who makes one on purpose can make a
 * checksum, too.
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

/** The limits of a saved plan, as if they had been given as flags: what was reviewed counts. */
export const limitsIn = (saved: SavedPlan): LimitValues => saved.limits;

/** Until when a saved plan may be run. */
export const expiryOf = ({ made_at }: SavedPlan): Date =>
  new Date(Date.parse(made_at) + LIFETIME_MS);

/** What is wrong with a file that should hold a saved plan. */
export class InvalidSavedPlanError extends Error {
  override readonly name = 'InvalidSavedPlanError';
}

/** A saved plan of a release that wrote them in another format. */
export class OtherFormatError extends Error {
  override readonly name = 'OtherFormatError';
  /** The access file that it says it was made of. */
  readonly file: string | undefined;

  constructor(file: string | undefined) {
    super('It is of another format.');
    this.file = file;
  }
}

/**
 * Takes the text of a saved plan apart.
 * @throws OtherFormatError for one of another release, InvalidSavedPlanError when it is something else, or was altered
 */
export function parseSavedPlan(text: string): SavedPlan {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new InvalidSavedPlanError('it is no JSON, or was cut off');
  }
  if (!validate(value)) {
    if (isOfAnotherFormat(value)) throw new OtherFormatError(fileIn(value));
    const [first] = validate.errors ?? [];
    const where = first?.instancePath || 'it';
    const altered = within(value, 'schema') === schema ? 'it was altered: ' : '';
    throw new InvalidSavedPlanError(`${altered}${where} ${first?.message ?? 'is different'}`);
  }
  const { limits } = value;
  const limit = (name: LimitName) => ({ value: limits[name], source: 'flag' }) as const;
  const digest = digestOf({
    ...value,
    changes: value.changes.map(fromSaved),
    limits: {
      removal_percent: limit('removal_percent'),
      removals: limit('removals'),
      emptied_scopes: limit('emptied_scopes'),
      people_losing_all_access: limit('people_losing_all_access'),
      min_admins: limit('min_admins'),
    },
  });
  if (digest !== value.digest)
    throw new InvalidSavedPlanError('it was altered: its digest is another one');
  const { checksum, ...rest } = value;
  if (checksumOf(rest) !== checksum) {
    throw new InvalidSavedPlanError('it was altered: its checksum is another one');
  }
  return { ...value, changes: value.changes.map(fromSaved) };
}

/** Whether it says that it is a saved plan as another release writes them, with anything else in it. */
const isOfAnotherFormat = (value: unknown): boolean =>
  typeof value === 'object' &&
  value !== null &&
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
