import equal from 'fast-deep-equal';
import type { ReadClient } from '../api/index.ts';
import { collectionOf } from '../kind.ts';
import type { FoundItem, Kind, ReadContext } from '../kind.ts';
import { kindOf, parentOf, personRef, refAddress } from '../kinds/index.ts';
import { whoIsUnlisted } from '../kinds/people.ts';
import type { Fields, LiveItem, PlannedChange } from '../model.ts';
import { canonicalEmail } from '../names.ts';
import { emailIn, ownName } from '../key.ts';

/** The state of a change, as far as Arize shows it. */
export type WriteState =
  | { readonly is: 'done'; readonly id: string }
  /** Not made yet. */
  | { readonly is: 'open' }
  /** Arize does not show it, but requesting it again does no harm. */
  | { readonly is: 'unseen'; readonly why: string }
  /** Another person changed it first. */
  | { readonly is: 'other'; readonly what: string };

/** Ids of items that are live or were created in this run, by address. */
type Ids = ReadonlyMap<string, string>;

/**
 * Checks whether a change was made, by reading only the list that its item belongs to.
 * @throws ApiError when that list cannot be read
 */
export async function readBack(
  change: PlannedChange,
  client: ReadClient,
  ids: Ids,
): Promise<WriteState> {
  const kind = kindOf(change.kind);
  const hidden = new Map<string, string>();
  const reading = readingFor(kind, change, client, ids, hidden);
  const found = kind.find
    ? await kind.find(reading, change.key)
    : await kind.list(reading, liveParent(change, ids));
  const item = found.find((each) => isMeant(kind, change, each));
  const right = hidden.get(change.address);
  if (item === undefined) {
    if (right !== undefined && change.action !== 'delete') {
      return { is: 'unseen', why: `it is hidden by the person's right as ${right}` };
    }
    switch (change.action) {
      case 'create':
        return { is: 'open' };
      case 'update':
        return { is: 'other', what: 'it no longer exists' };
      case 'delete':
        return { is: 'done', id: change.id };
    }
  }
  if (change.action === 'delete') return { is: 'open' };
  return standingOf(kind, change, item);
}

function standingOf(
  kind: Kind,
  change: Exclude<PlannedChange, { action: 'delete' }>,
  { id, fields }: FoundItem,
): WriteState {
  const { action, after } = change;
  const wanted = Object.keys(after).filter((name) => kind.fields[name]?.createOnly !== true);
  const wrong = wanted.filter(
    (name) => fields[name] !== undefined && !equal(fields[name], after[name]),
  );
  if (wrong.length > 0) {
    return action === 'update' || kind.upserts
      ? { is: 'open' }
      : { is: 'other', what: `it exists, but with a different ${wrong.join(', ')}` };
  }
  if (action === 'create') return { is: 'done', id };
  if (kind.isHalfDone?.(change.before, after, id)) return { is: 'open' };
  const unknown = wanted.filter((name) => fields[name] === undefined);
  return unknown.length > 0
    ? { is: 'unseen', why: `Arize does not show its ${unknown.join(', ')}` }
    : { is: 'done', id };
}

function isMeant(kind: Kind, change: PlannedChange, found: FoundItem): boolean {
  switch (kind.keyedBy) {
    case 'parent':
      return true;
    case 'person':
      return found.name === ownName(change.key);
    case 'name':
      return change.action === 'create'
        ? found.name === ownName(change.key)
        : found.id === change.id;
  }
}

/** The parent, as far as a list needs it; undefined for items of the account itself. */
function liveParent(change: PlannedChange, ids: Ids): LiveItem | undefined {
  const parent = parentOf(change);
  if (parent === undefined) return undefined;
  const address = refAddress(parent);
  const id = ids.get(address);
  if (id === undefined) throw new Error(`There is no id for ${address} in the plan.`);
  return { ...parent, address, id, fields: {} };
}

/** A read context as if the file contained only this change, with its references and its person. */
function readingFor(
  kind: Kind,
  change: PlannedChange,
  client: ReadClient,
  ids: Ids,
  hidden: Map<string, string>,
): ReadContext {
  const wanted: Fields | undefined = change.action === 'delete' ? undefined : change.after;
  const named = kind.needs(change.key, wanted ?? {});
  const email = emailIn(change.key);
  const userId = ids.get(refAddress(personRef(email)));
  const reading: ReadContext = {
    client,
    seesAll: false,
    ref: (name, id) =>
      Promise.resolve(named.find((ref) => ref.kind === name && ids.get(refAddress(ref)) === id)),
    named: () => [],
    listed: (address) => (address === change.address ? wanted : undefined),
    removal: (address) =>
      change.action === 'delete' && address === change.address ? { id: change.id } : undefined,
    mode: (collection) => (collection === collectionOf(kind, change.key) ? 'full' : undefined),
    whole: () => Promise.resolve(undefined),
    hide: (address, right) => hidden.set(address, right),
    refuse: () => undefined,
    older: () => undefined,
    counted: () => undefined,
    async person(id) {
      // The plan contains the person of the grant, so no other person has to be looked up.
      if (userId !== undefined) return { email: id === userId ? email : id, human: true };
      const found = await whoIsUnlisted(reading, id);
      return { email: found.email ? canonicalEmail(found.email) : id, human: true };
    },
  };
  return reading;
}
