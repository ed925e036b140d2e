import equal from 'fast-deep-equal';
import type { Kind } from '../../kind.ts';
import { withNames } from '../../fields.ts';
import { keyIn, valueAt } from '../edit/edits.ts';
import type { Edit, YamlPath } from '../edit/edits.ts';
import { chainOf, kindOf, kinds, refAddress, roleKind } from '../../kinds/index.ts';
import { isGrantKind, roleIn } from '../../kinds/grants.ts';
import type { Acceptance, DesiredItem, Fields, Key, KindName, Ref } from '../../model.ts';
import type { Position } from '../../document/problem.ts';
import { canonicalName, patternFor } from '../../names.ts';
import { meantAt, pathOf, roleEdits } from './subject.ts';
import { grantMaps } from './teamEdits.ts';
import type { Subject } from './subject.ts';
import { isRecord } from '../../records.ts';
import { ownName } from '../../key.ts';

/**
 * The edits that rename an item in one of the files, wherever it is named there.
 * @param more `keepsOld` if the account had the old name until it was renamed there; then `previously` gets it
 */
export function renameEdits(
  item: DesiredItem,
  name: string,
  subject: Subject,
  more: { readonly keepsOld?: boolean } = {},
): readonly Edit[] {
  const { desired, file, written } = subject;
  const path = pathOf(item);
  // A list continues in included files: each has its own entries.
  const isHere = ({ source }: { readonly source: Position }): boolean => source.file === file;
  return [
    { op: 'rename', path, name },
    ...(isHere(item) ? previouslyEdits(item, name, path, more.keepsOld === true) : []),
    ...namesOf(item, name, subject),
    ...(['removed', 'ignore', 'protected'] as const).flatMap((list) =>
      selectorEdits(list, desired[list].filter(isHere), item, name, written),
    ),
    ...(['accepted', 'known_drift'] as const).flatMap((list) =>
      selectorEdits(
        list,
        (desired.accepted ?? [])
          .filter((each) => each.list === list && isHere(each))
          .map(({ of }) => of),
        item,
        name,
        written,
      ),
    ),
    ...samlEdits(item, name, written),
  ];
}

function previouslyEdits(
  { key, previously = [] }: DesiredItem,
  name: string,
  path: YamlPath,
  keepsOld: boolean,
): readonly Edit[] {
  const own = ownName(key);
  const old = keepsOld && !previously.includes(own) ? [own] : [];
  const earlier = [...old, ...previously.filter((each) => canonicalName(each) !== name)];
  if (earlier.length === previously.length && old.length === 0) return [];
  const at = [...path, 'previously'];
  return [
    earlier.length === 0 ? { op: 'remove', path: at } : { op: 'set', path: at, value: earlier },
  ];
}

/** The grants of SAML groups on the item, or with it. */
function samlEdits({ kind, key }: DesiredItem, name: string, written: unknown): readonly Edit[] {
  const keys = (at: YamlPath): readonly string[] => {
    const value = valueAt(written, at);
    return isRecord(value) ? Object.keys(value) : [];
  };
  const groups = keys(['saml']).flatMap((domain) =>
    keys(['saml', domain, 'groups']).map((group) => ['saml', domain, 'groups', group] as const),
  );
  if (kind === roleKind.name)
    return groups.flatMap((at) => samlRoles(valueAt(written, at), at, key, name));
  // Organizations and spaces are written there as under `organizations`.
  const inner = pathOf({ kind, key });
  return groups.flatMap((at): readonly Edit[] => {
    const path = [...at, ...inner];
    const above = meantAt(written, path.slice(0, -1));
    const isThere = keyIn(above, ownName(key)) !== undefined;
    return isThere ? [{ op: 'rename', path, name }] : [];
  });
}

/** The paths where a group gets a role by name. */
function samlRoles(value: unknown, at: YamlPath, [old = '']: Key, name: string): readonly Edit[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, each]): readonly Edit[] => {
    const path = [...at, key];
    const names =
      ['spaces', 'projects'].includes(String(at.at(-1))) || ['role', 'custom'].includes(key);
    if (typeof each !== 'string') return samlRoles(each, path, [old], name);
    return names && canonicalName(each) === old ? [{ op: 'set', path, value: name }] : [];
  });
}

/**
 * The entries of this file that name the item or a child of it: grants, by name or by team, even for no person, and
 * whatever else has it in a field.
 */
function namesOf(item: DesiredItem, name: string, { desired, written }: Subject): readonly Edit[] {
  const old = item.key.length - 1;
  const rename = (ref: Ref): Ref => ({
    kind: ref.kind,
    key: chainOf(ref).some((above) => refAddress(above) === item.address)
      ? ref.key.map((part, index) => (index === old ? name : part))
      : ref.key,
  });
  const changed = ({ fields: spec }: Kind, fields: Fields): Fields =>
    Object.fromEntries(
      Object.entries(withNames(spec, fields, rename)).filter(
        ([field, value]) => !equal(value, fields[field]),
      ),
    );
  const grants = grantMaps(written).flatMap(({ kind, path, content }) =>
    Object.entries(content).flatMap(([entry, value]) => {
      const fields = kind.parse(value, () => undefined)?.fields ?? {};
      const role = roleIn(changed(kind, fields));
      return role === undefined ? [] : roleEdits([...path, entry], role, written);
    }),
  );
  const others = desired.items.flatMap((each): readonly Edit[] => {
    const kind = kindOf(each.kind);
    const path = pathOf(each);
    if (isGrantKind(kind) || meantAt(written, path) === undefined) return [];
    const value = kind.print(changed(kind, each.fields)) ?? {};
    return Object.entries(value).map(([key, part]) => ({
      op: 'set',
      path: [...path, key],
      value: part,
    }));
  });
  return [...grants, ...others];
}

/** Selectors that name the item or a parent of it. */
function selectorEdits(
  list: string,
  refs: readonly (Ref | Exclude<Acceptance['of'], Ref>)[],
  item: DesiredItem,
  name: string,
  written: unknown,
): readonly Edit[] {
  const entries = valueAt(written, [list]);
  if (!Array.isArray(entries)) return [];
  return refs.flatMap((ref, index): readonly Edit[] => {
    const entry: unknown = entries[index];
    if ('finding' in ref) return [];
    if (!('key' in ref)) return addressEdits(list, index, ref.address, item, name);
    const isNamed = chainOf(ref).some((above) => refAddress(above) === item.address);
    if (!isNamed || !isRecord(entry)) return [];
    if (item.kind in entry) {
      return [{ op: 'set', path: [list, index, item.kind], value: patternFor(name) }];
    }
    if (!('address' in entry)) return [];
    const key = ref.key.map((part, at) => (at === item.key.length - 1 ? name : part));
    return [
      { op: 'set', path: [list, index, 'address'], value: refAddress({ kind: ref.kind, key }) },
    ];
  });
}

/** Entries with the address of the item or of a child of it. */
function addressEdits(
  list: string,
  index: number,
  address: string,
  item: DesiredItem,
  name: string,
): readonly Edit[] {
  // After the kind, an address has the names of all parents of an item.
  const [, ...own] = item.address.split('/');
  const [word, ...names] = address.split('/');
  const isInside = kinds.some(
    (kind) => kind.addressTemplate[0] === word && isBelow(kind.name, item.kind),
  );
  if (!isInside || !own.every((part, at) => part === names[at])) return [];
  const [, ...renamed] = refAddress({
    kind: item.kind,
    key: [...item.key.slice(0, -1), name],
  }).split('/');
  const value = [word, ...renamed, ...names.slice(own.length)].join('/');
  return [{ op: 'set', path: [list, index, 'address'], value }];
}

/** Whether a kind is the same as another, or below it. */
function isBelow(name: KindName, above: KindName): boolean {
  const { parent } = kindOf(name);
  return name === above || (parent !== undefined && isBelow(parent, above));
}
