import { emailIn } from '../../key.ts';
import { kindOf, refAddress } from '../../kinds/index.ts';
import type { Desired, Live, Ref } from '../../model.ts';
import { byText, canonicalEmail, canonicalName } from '../../names.ts';
import type { Target } from '../../plan/narrow.ts';
import { suggestion } from '../suggestion.ts';
import { visible } from '../../text.ts';
import { ambiguousName } from '../ambiguousName.ts';
import { CliError } from '../cliError.ts';

/**
 * Resolves the values of --target: an address, an e-mail, or the end of an item's path that identifies it.
 * @throws CliError (resource) for a text that matches no item, or several
 */
export function targetsOf(
  texts: readonly string[],
  { items, removed }: Pick<Desired, 'items' | 'removed'>,
  live: Pick<Live, 'items'>,
): readonly Target[] {
  const refs: readonly Ref[] = [...live.items, ...items, ...removed];
  const byAddress = new Map(refs.map((ref) => [refAddress(ref), ref]));
  const byName = named(refs, live.items);
  const people = new Set(refs.filter(isOfPerson).map(({ key }) => emailIn(key)));
  return texts.map((text): Target => {
    const ref = byAddress.get(text.trim());
    if (ref !== undefined) return { ref };
    const things = byName.get(canonicalName(text)) ?? new Map<string, Ref>();
    const person = canonicalEmail(text);
    const found: readonly (readonly [address: string, target: Target])[] = [
      ...(people.has(person)
        ? [[refAddress({ kind: 'user', key: [person] }), { person }] as const]
        : []),
      ...[...things].map(([address, thing]) => [address, { ref: thing }] as const),
    ];
    const [first, second] = found;
    if (first === undefined) throw unknown(text, [...people, ...byName.keys()]);
    if (second !== undefined)
      throw ambiguousName(
        text,
        'items',
        found.map(([address]) => address).toSorted(byText),
        'Use one of these addresses.',
      );
    return first[1];
  });
}

const isOfPerson = ({ kind }: Ref): boolean => kindOf(kind).keyedBy === 'person';

/**
 * Items by their possible names: their own name, and longer ones with their parents. A name
 * can contain a slash or an @. An item that is about to be renamed has both names.
 */
function named(
  refs: readonly Ref[],
  live: Live['items'],
): ReadonlyMap<string, ReadonlyMap<string, Ref>> {
  const names = new Map<string, Map<string, Ref>>();
  const add = (key: Ref['key'], ref: Ref): void => {
    for (const index of key.keys()) {
      const name = key.slice(index).join('/');
      names.set(name, (names.get(name) ?? new Map<string, Ref>()).set(refAddress(ref), ref));
    }
  };
  for (const ref of refs) if (kindOf(ref.kind).keyedBy === 'name') add(ref.key, ref);
  for (const item of live) {
    const { name } = item.fields;
    const isThing = kindOf(item.kind).keyedBy === 'name';
    if (isThing && typeof name === 'string') add([...item.key.slice(0, -1), name], item);
  }
  return names;
}

function unknown(text: string, names: readonly string[]): CliError {
  if (canonicalName(text) === 'account') {
    return new CliError('usage', '--target account means everything.', 'Leave it out.');
  }
  return new CliError(
    'resource',
    `No such item in the account or the file: "${visible(text)}".`,
    suggestion(text, names) ?? 'Use an e-mail, a name, or an address from the plan.',
  );
}
