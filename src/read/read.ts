import { groupBy } from '../group.ts';
import { ApiError, isStopped, sameId } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { collectionOf } from '../kind.ts';
import type { Kind, Person, ReadContext } from '../kind.ts';
import { readAllBindings, readDashboardUses } from '../kinds/bindings.ts';
import { kinds, kindOf, personKind, personRef, refAddress } from '../kinds/index.ts';
import { whoIs } from '../kinds/people.ts';
import type {
  Contradiction,
  Coverage,
  Desired,
  IdentityProvider,
  KindName,
  Live,
  LiveItem,
} from '../model.ts';
import { byText, canonicalEmail } from '../names.ts';
import { mayEndUses } from './placesThatMayChange.ts';
import { IncompleteReadError } from './incomplete.ts';
import { listing } from './lists.ts';
import type { UnreadList } from './incomplete.ts';
import { readIdentityProviders } from './identityProviders.ts';
import { peopleFor } from './known.ts';
import { match } from './match.ts';
import type { Matched } from './match.ts';
import { peopleNamedIn } from './named.ts';
import { reachOf } from './reach.ts';
import { everything } from './scope.ts';
import type { Scope } from './scope.ts';
import { signal } from './signal.ts';
import { readViewer } from './viewer.ts';
import { WrongAccountError } from './wrongAccount.ts';

/**
 * Reads the live account as far as a file needs it.
 * @param desired the file's content; without it, everything that the file format can express is read
 * @param reach what to read, if not what the file touches; a function receives that scope
 * @throws IncompleteReadError if any needed list could not be read completely: nothing may be concluded from the rest
 * @throws WrongAccountError if the file is for another account than the API key's
 * @throws ApiError if the account itself could not be read
 */
export async function read(
  client: ReadClient,
  desired?: Desired,
  reach?: Scope | ((own: Scope) => Scope),
): Promise<Live> {
  const { account, caller } = await readViewer(client);
  if (desired?.account !== undefined && !sameId(desired.account, account.id)) {
    throw new WrongAccountError(desired.file, desired.account, account);
  }
  const unread: UnreadList[] = [];
  const coverage: Coverage[] = [];
  const contradictions: Contradiction[] = [];
  const items = new Map<KindName, readonly LiveItem[]>();
  const hidden = new Map<string, string>();
  const untyped = new Set<string>();
  const refused = new Map<string, string>();
  const server: { older?: true } = {};
  const lists = listing();
  const listed = new Map(desired?.items.map((item) => [item.address, item]));
  const below = groupBy(desired?.items ?? [], ({ kind, key }) => collectionOf(kindOf(kind), key));
  const removed = new Map(desired?.removed.map((each) => [refAddress(each), each]));
  // What a file needs takes long to tell for a large one, and a question about one resource asks for something else.
  const reached = desired && typeof reach !== 'object' ? reachOf(desired, hidden) : undefined;
  const needed = reached?.scope ?? everything();
  const scope = typeof reach === 'function' ? reach(needed) : (reach ?? needed);
  const ofFile = desired && !scope.onlyAskedPeople ? peopleNamedIn(desired) : [];
  const people = [...ofFile, ...(scope.people ?? [])];
  const done = new Map(kinds.map(({ name }) => [name, signal()]));

  const some = scope.fewPeople ? await peopleFor(client, people.length) : {};
  const { known } = some;

  const reading: ReadContext = {
    client,
    ...some,
    seesAll: caller?.accountAdmin === true,
    ...(scope.everybody && { everybody: true }),
    named: (kind) => (kind === personKind.name ? people : []),
    // A tombstone refers to the item at its address, so the item has to be found there.
    listed: (address) => listed.get(address)?.fields ?? (removed.has(address) ? {} : undefined),
    removal: (address) => removed.get(address),
    mode(collection) {
      if (desired === undefined) return 'full';
      const written = desired.collections.get(collection);
      if (written !== undefined) return written.mode;
      // Resources that are read although the file does not list them are read as if there were no file.
      const above = collection.slice(0, collection.lastIndexOf('/'));
      return reach !== undefined && !listed.has(above) ? 'full' : undefined;
    },
    async ref(kind, id) {
      await done.get(kind)?.came;
      return items.get(kind)?.find((item) => item.id === id);
    },
    async whole(kind) {
      if (scope.isWhole !== true) return undefined;
      await done.get(kind)?.came;
      return items.get(kind);
    },
    hide: (address, right) => hidden.set(address, right),
    refuse: (address, why) => refused.set(address, why),
    older: () => {
      server.older = true;
    },
    counted: lists.counted,
    person(id) {
      // Most people are in many lists.
      const found = met.get(id) ?? personOf(id);
      met.set(id, found);
      return found;
    },
  };

  const met = new Map<string, Promise<Person>>();
  async function personOf(id: string): Promise<Person> {
    const found = await whoIs(reading, id);
    const email = found.email ? canonicalEmail(found.email) : id;
    // A user listed under `users` counts as a person, whatever Arize reports.
    const human = found.userType === 'human' || listed.has(refAddress(personRef(email)));
    if (!human && found.userType !== 'bot') untyped.add(email);
    return { email, human };
  }

  /** Records a failed read and goes on, so that all failures are reported at once. */
  async function attempt<T>(kind: UnreadList['kind'], place: string, what: () => Promise<T>) {
    try {
      return await what();
    } catch (error) {
      if (!(error instanceof ApiError) || isStopped(error)) throw error;
      unread.push({ kind, scope: place, error });
      return undefined;
    }
  }

  /** Whether of a kind only the items are read that others lead to. */
  const isOfSome = (kind: Kind): boolean => kind === personKind && known?.isWhole === false;

  const begun = new Map<string, Promise<Matched | undefined>>();

  /** Reads the items of a kind in a parent, once. Undefined where they could not be read. */
  function begin(kind: Kind, parent: LiveItem | undefined): Promise<Matched | undefined> {
    const place = parent?.address ?? '';
    const id = `${kind.name} ${place}`;
    const matched = begun.get(id) ?? matchedIn(kind, parent);
    begun.set(id, matched);
    return matched;
  }

  async function matchedIn(kind: Kind, parent: LiveItem | undefined): Promise<Matched | undefined> {
    const place = parent?.address ?? '';
    const found = await attempt(kind.name, place, () => kind.list(reading, parent));
    if (found === undefined) return undefined;
    const key = parent?.key ?? [];
    const collection = collectionOf(kind, kind.keyedBy === 'parent' ? key : [...key, '']);
    // Arize guarantees no order, and the same account has to produce the same bytes.
    const inOrder = found.toSorted((a, b) => byText(a.name, b.name) || byText(a.id, b.id));
    return match(kind, key, inOrder, below.get(collection) ?? []);
  }

  /**
   * Begins to read whatever is wanted already, from the outside in: requests take time, and a later look at the same list
   * waits for the same answer. What more is wanted shows only when the kinds are taken in their order.
   */
  async function readAhead(within: Kind | undefined, parents: readonly (LiveItem | undefined)[]) {
    await Promise.all(
      kinds
        .filter((kind) => kind.parent === within?.name && !isOfSome(kind))
        .map(async (kind) => {
          const wanted = parents.filter((parent) => scope.wants(kind, parent));
          const found = await Promise.all(wanted.map((parent) => begin(kind, parent)));
          const inside = found.flatMap((each) => each?.items ?? []);
          if (kinds.some(({ parent }) => parent === kind.name)) await readAhead(kind, inside);
        }),
    );
  }

  async function readBelow(kind: Kind, parent: LiveItem | undefined): Promise<readonly LiveItem[]> {
    const matched = await begin(kind, parent);
    if (matched === undefined) return [];
    const place = parent?.address ?? '';
    const count = matched.items.length;
    coverage.push({ kind: kind.name, scope: place, count, complete: true });
    contradictions.push(...matched.contradictions);
    if (!isOfSome(kind)) lists.found(kind, parent, matched.items);
    return matched.items;
  }

  const mapped = scope.identityProviders
    ? readIdentityProviders(client).catch(leaveUnknown)
    : undefined;
  // It is waited for last, and not at all if the rest could not be read.
  mapped?.catch(() => undefined);
  const ahead = readAhead(undefined, [undefined]);
  // A list that is not understood ends the loop below, which reads the same lists.
  ahead.catch(() => undefined);
  for (const kind of kinds) {
    const parents = kind.parent === undefined ? [undefined] : (items.get(kind.parent) ?? []);
    const wanted = parents.filter((parent) => scope.wants(kind, parent) && !isOfSome(kind));
    // A kind needs the kinds above it; the parents of one kind are read in parallel.
    // eslint-disable-next-line no-await-in-loop
    const found = (await Promise.all(wanted.map((parent) => readBelow(kind, parent)))).flat();
    items.set(kind.name, found);
    done.get(kind.name)?.give();
    reached?.found(kind, found);
  }

  if (isOfSome(personKind)) {
    // The owner of the key is one of them, whatever they hold.
    const own = caller?.id;
    if (own !== undefined) await attempt(personKind.name, '', () => whoIs(reading, own));
    items.set(personKind.name, await readBelow(personKind, undefined));
  }

  const roleUses = scope.allBindings
    ? await attempt('role_use', '', () => readAllBindings(reading))
    : undefined;
  const going =
    desired !== undefined &&
    kinds.some((kind) => mayEndUses(kind, items.get(kind.name) ?? [], { desired, listed, hidden }));
  const elsewhere = roleUses && going ? await readDashboardUses(reading) : [];
  const usesUnknown = 'unread' in elsewhere ? elsewhere.unread.message : undefined;
  const uses =
    roleUses &&
    [...roleUses, ...('unread' in elsewhere ? [] : elsewhere)].toSorted(
      (a, b) =>
        byText(a.role, b.role) || byText(a.resource, b.resource) || byText(a.email, b.email),
    );
  if (uses) {
    const whole = { kind: 'role_use', scope: '', count: uses.length } as const;
    coverage.push(
      usesUnknown === undefined
        ? { ...whole, complete: true }
        : {
            ...whole,
            complete: false,
            reason: `role bindings on dashboards are missing: ${usesUnknown}`,
          },
    );
  }
  if (unread.length > 0) throw new IncompleteReadError(unread.toSorted(inOrderOfWork));
  const found = await mapped;
  const identityProviders = found instanceof ApiError ? undefined : found;
  if (found !== undefined) coverage.push(coverageOf(found));
  if (identityProviders) {
    lists.counted({ kind: 'identity_provider', count: identityProviders.length });
  }
  return {
    account,
    ...(caller && { caller }),
    ...server,
    items: kinds.flatMap(({ name }) => items.get(name) ?? []),
    ...(contradictions.length > 0 && {
      contradictions: contradictions.toSorted((a, b) => byText(a.address, b.address)),
    }),
    hidden: sorted(hidden),
    ...(untyped.size > 0 && { untyped: new Set([...untyped].toSorted(byText)) }),
    ...(refused.size > 0 && { refused: sorted(refused) }),
    ...(uses && { roleUses: uses }),
    ...(usesUnknown !== undefined && { usesUnknown }),
    ...(identityProviders && { identityProviders }),
    coverage: coverage.toSorted(inOrderOfWork),
    lists: await lists.all(async (id) => {
      if (known?.isWhole !== false) return (await reading.person(id)).email;
      const email = known.people.get(id)?.email;
      return email ? canonicalEmail(email) : id;
    }),
  };
}

/** Sorts by kind, then by resource; what is not a kind comes last. Responses arrive in no particular order. */
function inOrderOfWork<T extends Pick<Coverage, 'kind' | 'scope'>>(a: T, b: T): number {
  const rank = ({ kind }: T): number => {
    const index = kinds.findIndex(({ name }) => name === kind);
    return index < 0 ? kinds.length : index;
  };
  return rank(a) - rank(b) || byText(b.kind, a.kind) || byText(a.scope, b.scope);
}

const sorted = (map: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...map].toSorted(([a], [b]) => byText(a, b)));

function coverageOf(providers: readonly IdentityProvider[] | ApiError): Coverage {
  const place = { kind: 'identity_provider', scope: '' } as const;
  if (providers instanceof ApiError) {
    return { ...place, count: 0, complete: false, reason: providers.message };
  }
  const unknown = [...new Set(providers.flatMap((each) => each.unknown ?? []))];
  const whole = { ...place, count: providers.length };
  if (unknown.length === 0) return { ...whole, complete: true };
  return { ...whole, complete: false, unshown: true, reason: `${unknown.join('; ')}.` };
}

/** Mappings only decide whether a role or an organization may be deleted; without them, only that is refused. */
function leaveUnknown(error: unknown): ApiError {
  if (error instanceof ApiError && !isStopped(error)) return error;
  throw error;
}
