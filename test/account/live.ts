import { addressOf, collectionOf } from '../../src/kind.ts';
import type { FoundItem, Kind } from '../../src/kind.ts';
import { kinds, kindOf, personKind } from '../../src/kinds/index.ts';
import type {
  Contradiction,
  Coverage,
  Desired,
  KindName,
  Live,
  LiveItem,
} from '../../src/model.ts';
import { firstHalf } from '../../src/kinds/people.ts';
import { byText } from '../../src/names.ts';
import { listing } from '../../src/read/lists.ts';
import { match } from '../../src/read/match.ts';
import { peopleNamedIn } from '../../src/read/named.ts';
import { reachOf } from '../../src/read/reach.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { shownProvider } from './providers.ts';
import { rowsOf } from './rows.ts';
import { bindingsOf, countBindings, emailOf, shownBy } from './shown.ts';
import type { Shows } from './shown.ts';

/**
 * The account of a seed as `read` gives it for a file, to an admin of the account, without a server in between.
 * `test/account/live.test.ts` holds the two to each other. What a server may refuse, cut or spoil needs the sandbox.
 */
export async function liveOf(seed: Seed, desired: Desired, behaviour: Shows = {}): Promise<Live> {
  const rows = rowsOf(seed);
  if (rows.caller.seed.role !== 'admin') {
    throw new Error('Only an admin of the account is shown all of it: ask the sandbox.');
  }
  const listed = new Map(desired.items.map((item) => [item.address, item]));
  const removed = new Map(
    desired.removed.map((each) => [addressOf(kindOf(each.kind), each.key), each]),
  );
  const hidden = new Map<string, string>();
  const refused = new Map<string, string>();
  const contradictions: Contradiction[] = [];
  const coverage: Coverage[] = [];
  const items = new Map<KindName, readonly LiveItem[]>();
  const lists = listing();
  const reach = reachOf(desired, hidden);

  const named = peopleNamedIn(desired);
  // REST lists nobody who is blocked: people are looked up by the addresses of the file that it lacks.
  const isShown = ({ status, name }: FoundItem, others: readonly FoundItem[]): boolean => {
    if (status !== 'blocked') return true;
    const active = new Set(others.flatMap((each) => (each.status === 'blocked' ? [] : each.name)));
    return [...named].some((each) => !active.has(each) && firstHalf(each) === firstHalf(name));
  };

  const find = shownBy(rows, behaviour, {
    listed: (address) => listed.get(address)?.fields ?? (removed.has(address) ? {} : undefined),
    removal: (address) => removed.get(address),
    mode: (collection) => desired.collections.get(collection)?.mode,
    roleName: (id) => items.get('role')?.find((role) => role.id === id)?.key[0] ?? id,
    spaceAddress: (id) => items.get('space')?.find((space) => space.id === id)?.address ?? id,
    hide: (address, right) => hidden.set(address, right),
    refuse: (address, why) => refused.set(address, why),
    counted: lists.counted,
  });

  const readBelow = (kind: Kind, parent: LiveItem | undefined): readonly LiveItem[] => {
    const found = find(kind.name, parent).filter((each, _, all) => isShown(each, all));
    if (kind === personKind) {
      const count = found.filter(({ status }) => status !== 'blocked').length;
      lists.counted({ kind: kind.name, count });
    }
    const scope = parent?.address ?? '';
    const key = parent?.key ?? [];
    coverage.push({ kind: kind.name, scope, count: found.length, complete: true });
    const map = collectionOf(kind, kind.keyedBy === 'parent' ? key : [...key, '']);
    const wanted = desired.items.filter(
      (item) => item.kind === kind.name && collectionOf(kind, item.key) === map,
    );
    const inOrder = found.toSorted((a, b) => byText(a.name, b.name) || byText(a.id, b.id));
    const matched = match(kind, key, inOrder, wanted);
    contradictions.push(...matched.contradictions);
    lists.found(kind, parent, matched.items);
    return matched.items;
  };

  for (const kind of kinds) {
    const parents = kind.parent === undefined ? [undefined] : (items.get(kind.parent) ?? []);
    const found = parents
      .filter((parent) => reach.scope.wants(kind, parent))
      .flatMap((parent) => readBelow(kind, parent));
    items.set(kind.name, found);
    reach.found(kind, found);
  }

  const uses = [...bindingsOf(rows).space, ...bindingsOf(rows).project]
    .map(({ role, resource, person }) => ({ role: role.id, resource, email: emailOf(person) }))
    .toSorted(
      (a, b) =>
        byText(a.role, b.role) || byText(a.resource, b.resource) || byText(a.email, b.email),
    );
  if (reach.scope.allBindings) {
    countBindings(rows, 'space', lists.counted);
    countBindings(rows, 'project', lists.counted);
    coverage.push({ kind: 'role_use', scope: '', count: uses.length, complete: true });
  }
  const providers = rows.providers.map(shownProvider).toSorted((a, b) => byText(a.id, b.id));
  if (reach.scope.identityProviders) {
    const count = providers.length;
    lists.counted({ kind: 'identity_provider', count });
    coverage.push({ kind: 'identity_provider', scope: '', count, complete: true });
  }
  return {
    account: rows.account,
    caller: { id: rows.caller.id, email: emailOf(rows.caller), accountAdmin: true },
    items: kinds.flatMap(({ name }) => items.get(name) ?? []),
    ...(contradictions.length > 0 && {
      contradictions: contradictions.toSorted((a, b) => byText(a.address, b.address)),
    }),
    hidden: sorted(hidden),
    ...(refused.size > 0 && { refused: sorted(refused) }),
    ...(reach.scope.allBindings && { roleUses: uses }),
    ...(reach.scope.identityProviders && { identityProviders: providers }),
    coverage: coverage.toSorted(inOrderOfWork),
    lists: await lists.all(async (id) => {
      const person = rows.people.find((each) => each.id === id);
      return person === undefined ? id : emailOf(person);
    }),
  };
}

/** The kinds first, each by its places; what is read beside them last. */
const inOrderOfWork = (a: Coverage, b: Coverage): number =>
  rankOf(a) - rankOf(b) || byText(b.kind, a.kind) || byText(a.scope, b.scope);

function rankOf({ kind }: Coverage): number {
  const index = kinds.findIndex(({ name }) => name === kind);
  return index < 0 ? kinds.length : index;
}

const sorted = (map: ReadonlyMap<string, string>): ReadonlyMap<string, string> =>
  new Map([...map].toSorted(([a], [b]) => byText(a, b)));
