import { counted, pluralOf } from '../../counted.ts';
import { ownName } from '../../key.ts';
import { isGrantKind } from '../../kinds/grants.ts';
import type { Level } from '../../delta.ts';
import { isBuiltInRole } from '../../fields.ts';
import type { Kind, Sink } from '../../kind.ts';
import { kindOf, kinds, parentOf } from '../../kinds/index.ts';
import type { Change, KindName, Ref, Value } from '../../model.ts';
import { visible } from '../../text.ts';
import { refOf } from '../../kinds/refOf.ts';
import { solid, words } from './pieces.ts';
import type { Piece } from './pieces.ts';

export { counted, pluralOf } from '../../counted.ts';

/** How items are called in sentences. */

// Nothing in it that could end a name or start another sentence.
const simple = /^[\p{L}\p{N}][\p{L}\p{N}\p{M}._@+'-]*$/u;

/**
 * A name as it stands in a line: in double quotes unless it is one plain word or an e-mail. A name like a built-in
 * role's is quoted too.
 */
export function nameText(name: string): string {
  const plain = simple.test(name) && visible(name) === name && !isBuiltInRole(name.toLowerCase());
  return plain ? name : quotedText(name);
}

/** A word of a command or a path: always in quotes. */
const quotedText = (text: string): string =>
  `"${visible(text.replaceAll('\\', '\\\\').replaceAll('"', '\\"'))}"`;

/** Such a word as a piece of a line. */
const quoted = (text: string): Piece => ({ ...solid(quotedText(text)), name: visible(text) });

/** Words of a command, one by one. */
export const commandPieces = (command: readonly string[]): Piece[] => command.map(quoted);

/** Where a secret goes: `the file "keys/a.key"`, `the command "vault" "kv" "put"`. */
const sinkPieces = (sink: Sink): Piece[] =>
  'file' in sink
    ? [...words('the file'), quoted(sink.file)]
    : [
        ...words('the command'),
        ...commandPieces(sink.command),
        ...(sink.env === undefined
          ? []
          : [...words('with'), ...sink.env.map((each) => solid(each))]),
      ];

/** The destination of a secret, shown after its key. */
export const secretPieces = (sink: Sink | undefined): Piece[] =>
  sink === undefined
    ? []
    : [solid(';', undefined, 0), ...words('its secret goes to'), ...sinkPieces(sink)];

/** A name as a piece of a line. */
export const namePiece = (text: string, gap = 1): Piece => ({
  ...solid(nameText(text), undefined, gap),
  name: visible(text),
});

/** A value on one line. A list is shown by its members elsewhere. */
export function valueText(value: Value): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'string') {
    if (isBuiltInRole(value)) return value;
    return /^(?:true|false)$/i.test(value) ? `"${value}"` : nameText(value);
  }
  if ('custom' in value) {
    // A capital is all that tells some roles from the built-in words, and a capital is easily missed.
    const { custom } = value;
    return isBuiltInRole(custom.toLowerCase())
      ? `custom role ${nameText(custom)}`
      : nameText(custom);
  }
  return value.length === 0 ? 'none' : value.map(nameText).join(', ');
}

/** The role that a person has in a resource. */
export const levelText = (level: Level): string =>
  level === 'unknown' ? 'a role that Arize does not show' : valueText(level);

/** The heading of changes of a kind without a parent: `People`. */
export function headingOf(kind: Kind): string {
  const plural = pluralOf(kind.label);
  return plural.charAt(0).toUpperCase() + plural.slice(1);
}

const containers: ReadonlySet<KindName> = new Set(kinds.flatMap(({ parent }) => parent ?? []));

/** Whether items of other kinds can be inside items of this kind. */
export const isContainer = (kind: KindName): boolean => containers.has(kind);

/** A kind among others of the same parent: `member` of a space, not `space member`. */
export function nounOf({ label, parent }: Kind): string {
  const outer = parent === undefined ? '' : `${kindOf(parent).label} `;
  return outer !== '' && label.startsWith(outer) ? label.slice(outer.length) : label;
}

/** Names joined by slashes, from the outside in: `"Platform Team" / team-alpha`. */
export const pathPieces = (key: readonly string[]): Piece[] =>
  key.flatMap((part, index) => (index === 0 ? [namePiece(part)] : [solid('/'), namePiece(part)]));

/** An item with its parents: `space team-alpha in "Platform Team"`. */
function describe(ref: Ref): Piece[] {
  const kind = kindOf(ref.kind);
  const parent = parentOf(ref);
  if (parent !== undefined && kind.keyedBy === 'parent') {
    return [...words(`${nounOf(kind)} of`), ...describe(parent)];
  }
  const self = [...words(nounOf(kind)), namePiece(ownName(ref.key))];
  if (parent === undefined) return self;
  if (kind.keyedBy === 'person') return [...self, ...words('of'), ...describe(parent)];
  return [...self, ...words('in'), ...pathPieces(parent.key)];
}

/** The item at an address, in words; the address itself if no kind matches. */
export function describeAddress(address: string): Piece[] {
  const ref = refOf(address);
  return ref === undefined ? words(address) : describe(ref);
}

type Doing = Pick<Change, 'kind' | 'key' | 'action'> & Partial<Pick<Change, 'effect'>>;

/** The verb of a change, such as `revoke`. */
export const verbOf = (
  { verbs }: Kind,
  { action, effect }: Pick<Doing, 'action' | 'effect'>,
): string =>
  action === 'update' && effect === 'destroys'
    ? (verbs.destroyingUpdate ?? verbs.update)
    : verbs[action];

/** Verb and noun of a change under the heading of its parent: `remove member jane@example.com`. */
export function doingHere(change: Doing): Piece[] {
  const { kind: kindName, key } = change;
  const kind = kindOf(kindName);
  const verb = verbOf(kind, change);
  if (kind.keyedBy === 'parent') return words(`${verb} ${outerLabel(kind)}`);
  if (isContainer(kindName)) return words(`${verb} ${kind.label}`);
  return [...words(actionWords(kind, change)), namePiece(ownName(key))];
}

/** Between a change and its parent. */
export const prepositions = { create: 'to', update: 'in', delete: 'from' } as const;

/** The same where no heading says the place: `remove member jane@example.com from space team-alpha in "Platform Team"`. */
export function doing(change: Doing): Piece[] {
  const kind = kindOf(change.kind);
  const verb = verbOf(kind, change);
  const parent = parentOf(change);
  if (kind.keyedBy === 'parent' && parent !== undefined)
    return [...words(verb), ...describe(parent)];
  if (isGrantKind(kind) && parent !== undefined) {
    const preposition = prepositions[change.action];
    return [...doingHere(change), ...words(preposition), ...describe(parent)];
  }
  return [...words(verb), ...describe(change)];
}

/** Verb and noun of many changes of one sort: `remove 3 members`. */
export function doingMany(kind: Kind, action: Change['action'], count: number): string {
  const noun = kind.manage === 'bindings' ? 'person' : nounOf(kind);
  return `${kind.verbs[action]} ${counted(count, noun)}`;
}

/** "Bind role binding" says it twice. */
const actionWords = (kind: Kind, change: Pick<Doing, 'action' | 'effect'>): string =>
  kind.manage === 'bindings' ? verbOf(kind, change) : `${verbOf(kind, change)} ${nounOf(kind)}`;

const outerLabel = ({ parent, label }: Kind): string =>
  parent === undefined ? label : kindOf(parent).label;

/** An item under the heading of its parent: `member jane@example.com`, or `this space`. */
export function thingHere({ kind: kindName, key }: Ref): Piece[] {
  const kind = kindOf(kindName);
  if (isContainer(kindName)) return words(`this ${kind.label}`);
  if (kind.keyedBy === 'parent') return words(nounOf(kind));
  return [...words(nounOf(kind)), namePiece(ownName(key))];
}
