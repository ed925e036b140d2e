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
 * What has to change in one of the files so that it calls something by another name, wherever it is named there.
 * @param more `keepsOld` where the account bore the old name until somebody renamed it: `previously` says so then
 */
export function renameEdits(
  item: DesiredItem,
  name: string,
  subject: Subject,
  more: { readonly keepsOld?: boolean } = {},
): readonly Edit[] {
  const { desired, file, written } = subject;
  const path = pathOf(item);
  // A list goes on in the files that a file includes: each has entries of its own.
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

/** What groups get at login, in it or by it. */
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
  // Places stand there as they do under `organizations` of the file.
  const inner = pathOf({ kind, key });
  return groups.flatMap((at): readonly Edit[] => {
    const path = [...at, ...inner];
    const above = meantAt(written, path.slice(0, -1));
    const isThere = keyIn(above, ownName(key)) !== undefined;
    return isThere ? [{ op: 'rename', path, name }] : [];
  });
}

/** The places in which a group gets a role by its name. */
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
 * What in this file names it, or something in it: grants, by hand or by team, also those that count for no person, and
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

/** Selectors that name it, or what it is in. */
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

/** An entry that names an address: of the thing, or of something in it. */
function addressEdits(
  list: string,
  index: number,
  address: string,
  item: DesiredItem,
  name: string,
): readonly Edit[] {
  // Behind the word for its kind, an address has the names of everything that a thing is in.
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

/** Whether things of a kind sit in things of another, or are those. */
function isBelow(name: KindName, above: KindName): boolean {
  const { parent } = kindOf(name);
  return name === above || (parent !== undefined && isBelow(parent, above));
}
