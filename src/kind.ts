import type { ReadClient, WriteClient } from './api/index.ts';
import { assertFields } from './fields.ts';
import type { JsonSchema, Spec, Typed } from './fields.ts';
import type {
  Effect,
  Fields,
  RoleRef,
  Key,
  KindName,
  List,
  ListKind,
  LiveItem,
  Mode,
  Ref,
  BuiltInRole,
} from './model.ts';
import { addressFrom } from './names.ts';

/** The keys of `manage:`, each deciding about the kinds that name it. */
export type ManageKey = 'members' | 'bindings' | 'roles' | 'restrictions';

/** What a kind takes from its value in the file. */
export interface ParsedEntry {
  readonly fields: Fields;
  readonly id?: string;
  readonly previously?: readonly string[];
  readonly create?: boolean;
  readonly until?: string;
  /** People and teams, as they are written, whom a team's grant leaves out. */
  readonly except?: readonly string[];
}

/** Reports something wrong with a value in the file; the path starts at the value. */
export type Complain = (
  code: string,
  message: string,
  more?: {
    readonly path?: readonly (string | number)[];
    readonly suggestion?: string | undefined;
    readonly severity?: 'error' | 'warning';
  },
) => void;

/** What a kind's `list` finds; the engine gives it its key and address. */
export interface FoundItem {
  readonly id: string;
  /** The last part of its key. */
  readonly name: string;
  readonly fields: Fields;
  /** A role that its holder has beside it, where the file speaks of the two as one. */
  readonly also?: RoleRef;
  readonly builtIn?: true;
  readonly service?: true;
  readonly status?: NonNullable<LiveItem['status']>;
}

export interface Person {
  readonly email: string;
  /** Known to be a person, and not the bot behind a service key. */
  readonly human: boolean;
}

/** What a kind may use while the account is read; parents and the kinds above are there already. */
export interface ReadContext {
  readonly client: ReadClient;
  /** What the file calls something that was read, by its id. */
  ref(kind: KindName, id: string): Ref | undefined;
  /** Who a user id is; somebody whom Arize does not list counts as no person. */
  person(id: string): Promise<Person>;
  /** What the file asks for at this address; undefined when it does not list it. */
  listed(address: string): Fields | undefined;
  /** How far the file decides about this map; undefined when it leaves it out. */
  mode(collection: string): Mode | undefined;
  /** Remembers a membership that an admin right may hide. */
  hide(address: string, right: string): void;
  /** Remembers why Arize would refuse to make something that the file asks for. */
  refuse(address: string, why: string): void;
  /** Remembers that the server is older than release 11.40. */
  older(): void;
  /** Says how much is in a list of Arize, where that is not what is found of a kind. */
  counted(list: Counted): void;
}

/** How much is in a list: in that of a place, or of the account. */
export type Counted = Pick<List, 'kind' | 'count' | 'masked'> & {
  readonly place?: LiveItem;
  /** Ids of the people whose rows they are, where a list reaches beyond the places that are read. */
  readonly holders?: readonly string[];
};

/** A list of Arize in which things of a kind stand. */
export interface Listing {
  readonly list: ListKind;
  /** It is one list of the whole account, whatever they sit in. */
  readonly isWhole?: true;
  /** Its rows that a thing stands in, by any names; its key, unless given. */
  rows?(item: Pick<LiveItem, 'key' | 'id' | 'fields' | 'also'>): readonly string[];
}

/** Where a secret goes, as the file names it. */
export type Sink =
  | { readonly file: string }
  | {
      readonly command: readonly string[];
      /** Variables of ours that the command gets: without being named here it gets none that begin with `ARIZE_`. */
      readonly env?: readonly string[];
    };

/** Takes secrets that Arize shows once to where they belong. Messages of its errors hold none. */
export interface Secrets {
  /** Whether a secret could go there, without writing anything. @throws Error when it could not */
  check(sink: Sink): Promise<void>;
  /** @throws Error when it did not arrive */
  deliver(sink: Sink, secret: string): Promise<void>;
}

/** What a kind may use while it writes. */
export interface WriteContext {
  readonly client: WriteClient;
  /** The id of something that is live, or was made earlier in this run. */
  id(address: string): string;
  readonly secrets: Secrets;
  /** The id of the person whose key is used, where Arize says so. */
  readonly caller: string | undefined;
  /** Gives a server time that did not answer. */
  pause(ms: number): Promise<void>;
}

/** What somebody asks for before its time: another in its place, or the end of those that it replaced. */
export type KeyRequest = 'replace' | 'retire';

/** A difference that somebody has to settle. */
export interface ManualStep {
  readonly field: string;
  readonly text: string;
}

/** What the passing of time asks of something that is there. */
export interface Due {
  readonly before: Fields;
  readonly after: Fields;
  readonly reason: string;
}

/** Answers what a judgement about a change needs to know of the rest. */
export interface EffectContext {
  /** What a role allows in the account, or will by the file; undefined for a role that nobody knows. */
  permissions(role: string, when: 'now' | 'then'): readonly string[] | undefined;
}

/**
 * Who comes in from above, beside those who hold something in the place itself: `admins` alone; `fallback`, everybody
 * who is in what is above and holds nothing here; or `all`, with all that they hold there.
 */
export type Inheritance = 'admins' | 'fallback' | 'all';

/** What things of a kind mean for who can do what. */
export type AccessRule =
  /** Says what a role allows. */
  | { readonly is: 'role'; allows(fields: Fields): readonly string[] | undefined }
  /** Gives a person something in the place that holds it; in the account, where nothing does. */
  | { readonly is: 'grant'; gives(fields: Fields): RoleRef | undefined }
  | {
      readonly is: 'place';
      /** Undefined where the account or the file does not say. */
      inherits(fields: Fields): Inheritance | undefined;
      /** The field that decides it. */
      readonly inheritanceField?: string;
      /** What built-in words allow here and below. Without it a word is all that is known. */
      readonly builtInRoles?: Readonly<Record<BuiltInRole, readonly string[]>>;
    }
  /** Shuts the place that holds it to whoever comes from above and is no admin. */
  | {
      readonly is: 'restriction';
      /** The permissions that pass all the same. */
      readonly keeps: readonly string[];
    };

/** What one kind of resource is, beside its fields and what is done with them. */
interface Facts {
  readonly name: KindName;
  /** Where it sits in the file; each star is a part of its key. One without a star at the end is a single value. */
  readonly at: readonly string[];
  readonly addressTemplate: readonly string[];
  readonly parent?: KindName;
  /** What people call it: "space member". */
  readonly label: string;
  readonly verbs: { readonly create: string; readonly update: string; readonly delete: string };
  /** What Arize's API calls it in the names of its operations, which the audit log keeps: `role_binding`. */
  readonly auditNoun: string;
  /** What its key ends with. A `person` is an e-mail, and teams may stand in its map. */
  readonly keyedBy: 'name' | 'person' | 'parent';
  /** Which key of `manage` governs it. Without one, only `removed:` takes it away. */
  readonly manage?: ManageKey;
  /** What Arize gives to a new one where nobody says anything. */
  readonly presets?: Fields;
  /** What it means for who can do what; nothing, for most fields of most kinds. */
  readonly access?: AccessRule;
  /** The lists of Arize in which they stand; one of their own below their parent, unless given. */
  readonly lists?: readonly Listing[];
  /** Lists that must be whole before one is deleted: what they do not show would be lost with it. */
  readonly provedBy?: readonly ListKind[];
  /** Kinds that its fields name by id, wherever those are: all of them are read where it is. */
  readonly refersTo?: readonly KindName[];
  /** Lists in which more may go along with one than is seen from where it is taken away. */
  readonly reaches?: readonly ListKind[];
  /** Arize makes another one under the same name, so one that a cut list does not show would be there twice. */
  readonly isMadeAgain?: true;
  /** Arize lists all of them at once, so looking into one more place costs nothing. */
  readonly accountWideList?: true;
  /** It is made only where the file says `create: true`: things of this kind usually come from elsewhere. */
  readonly createOnRequest?: true;
  /** JSON Schema of its value in the file, without what sits below it. */
  readonly schema: JsonSchema;
  /** JSON Schema annotations of the map that holds it. */
  readonly mapSchema?: JsonSchema;
  /** How entries of `removed`, `ignore` and `protected` name it. Without it only its address does. */
  readonly selector?: { readonly example: string; readonly title?: string };
  /** What an import says above them, and where the key may see only part of the account. */
  readonly comment?: { readonly whole: string; readonly part?: string };
  /** Creating what is there already changes it instead of making another or being refused (REST v2 types). */
  readonly upserts?: true;
  /** Arize shows too little of it to write it into a file: `import` leaves it out. */
  readonly writeOnly?: true;
  /** What whoever makes one must be, where more than rights is asked of them: a field of theirs that must not be false. */
  readonly makerMust?: { readonly be: string; readonly because: string };
  /** It is deleted only when nobody holds it any more. */
  readonly whenUnused?: true;
  /** It is deleted only when no SAML mapping names it. */
  readonly whenUnmapped?: true;

  /** Takes its value apart. The shape was checked before, but other problems of the file may remain: be lenient. */
  parse(value: unknown, complain: Complain): ParsedEntry | undefined;
  /** Everything of this kind below a parent (of the account when it has none). */
  list(reading: ReadContext, parent: LiveItem | undefined): Promise<readonly FoundItem[]>;
  /** A narrower look at one of them, where a list is long and Arize can search it. */
  find?(reading: ReadContext, key: Key): Promise<readonly FoundItem[]>;
  /** What must be there and comes before it, although no request names it. */
  after?(key: Key): readonly Ref[];
  /**
   * The other half, where a person's place is two things: a request about one may touch the other, and taking this one
   * out while the file keeps the other is one change.
   */
  otherHalf?(key: Key): Ref;
  /** Whether Arize takes along something else that a person holds, beside what sits below. */
  cascadesTo?(key: Key, other: Ref): boolean;
}

/** What is done with the fields of one kind of resource: outside, all kinds look alike; inside, fields have types. */
interface Hooks<F> {
  /** The value that the file has for these fields; the inverse of `parse`. */
  print(fields: F): unknown;
  /** Makes it and gives its id. */
  create(writing: WriteContext, key: Key, after: F): Promise<string>;
  update(
    writing: WriteContext,
    key: Key,
    id: string,
    change: { readonly before: F; readonly after: F },
  ): Promise<unknown>;
  remove(writing: WriteContext, key: Key, id: string, before: F): Promise<unknown>;
  /** What a creation or an update does to somebody's access. Deletions destroy. */
  effect(before: F | undefined, after: F, judging: EffectContext): Effect;
  /**
   * Of an update that gives and takes: what sets all that it gives and takes nothing yet. Undefined when nothing is
   * given.
   */
  expand?(before: F, after: F): Fields | undefined;
  /**
   * Why a deletion, or an update, ends something that no later run can bring back, as a part of a sentence; undefined
   * where all of it can be put back.
   * @param after what an update sets; undefined for a deletion
   */
  irreversible?(before: F, after: F | undefined): string | undefined;
  /** The things that it names: they must be there, they come before it, and their ids go into requests. */
  needs(key: Key, fields: F): readonly Ref[];
  /** Why a creation can't be asked for as the file says it; undefined when it can. */
  cannotCreate?(after: F): string | undefined;
  /** Whether Arize sends an e-mail to a person when it is made. */
  sendsEmail?(after: F): boolean;
  /** Whether making or updating it takes words that servers before release 11.40 spell otherwise, and refuse. */
  speaks?(action: 'create' | 'update', after: F): boolean;
  /** Whether an update may have to take the thing out for a moment before it is there again. */
  mayInterrupt?(before: F, after: F): boolean;
  /** Whether an update of several requests stopped between them, by the id that the thing has now. */
  isHalfDone?(before: F, after: F, id: string): boolean;
  /** Of what acts by a secret of its own. */
  readonly credential?: CredentialHooks<F>;
}

/** What becomes of something that acts by a secret of its own and ends on a day. */
interface CredentialHooks<F> {
  /** What it is an admin of once it is made or made anew. Undefined stands for the account. */
  adminOf(key: Key, fields: F): readonly (Ref | undefined)[];
  /** The fields with what counts from a day made definite: a lifetime becomes a date. */
  onDay(fields: F, today: string): Fields;
  /** What has come due by a day, although nothing differs: a key that is about to end. */
  due(wanted: F, found: F, today: string, asked?: KeyRequest): Due | undefined;
  /** What differs and no request settles as it stands, each with what to do instead. */
  manualSteps(wanted: F, found: F): readonly ManualStep[];
  /** What to know about it on a day: a key that ends, and nothing comes after it. */
  remark(wanted: F, found: F, today: string): string | undefined;
}

/** Everything about one kind of resource. A kind names only kinds above it in the list. */
export interface Kind extends Facts, Hooks<Fields> {
  readonly fields: Spec;
}

/** The same from inside, where its fields have their own types. */
export interface Definition<S extends Spec> extends Facts, Hooks<Typed<S>> {
  readonly fields: S;
}

export type { JsonSchema };

/**
 * Declares a kind. Its fields are checked where they come from, the file and Arize: from there on they hold what the
 * kind declares.
 */
export function defineKind<S extends Spec>(definition: Definition<S>): Kind;
export function defineKind(definition: Kind): Kind {
  const { fields, parse, list, find } = definition;
  const checked = <T extends { readonly fields: Fields }>(thing: T): T => {
    assertFields(fields, thing.fields);
    return thing;
  };
  return {
    ...definition,
    parse(value, complain) {
      const written = parse(value, complain);
      return written && checked(written);
    },
    list: async (reading, parent) => (await list(reading, parent)).map(checked),
    ...(find && { find: async (reading, key) => (await find(reading, key)).map(checked) }),
  };
}

/** The address of a thing of this kind. */
export const addressOf = (kind: Pick<Kind, 'addressTemplate'>, key: Key): string =>
  addressFrom(kind.addressTemplate, key);

const decode = (part: string): string => part.replaceAll('%2F', '/').replaceAll('%25', '%');

/** What an address names, among things of some kinds; undefined for what is no address of theirs. */
export function refFrom(
  kinds: readonly Pick<Kind, 'name' | 'addressTemplate'>[],
  address: string,
): Ref | undefined {
  const parts = address.split('/');
  for (const { name, addressTemplate } of kinds) {
    const fits =
      addressTemplate.length === parts.length &&
      addressTemplate.every((word, index) => word === '*' || word === parts[index]);
    if (!fits) continue;
    const key = parts.filter((_, index) => addressTemplate[index] === '*').map(decode);
    return { kind: name, key };
  }
  return undefined;
}

/** The address of the map that holds it: `space/Platform Team/team-alpha/member`. */
export function collectionOf(kind: Pick<Kind, 'addressTemplate'>, key: Key): string {
  const last = kind.addressTemplate.lastIndexOf('*');
  const isMap = last === kind.addressTemplate.length - 1;
  return addressFrom(isMap ? kind.addressTemplate.slice(0, -1) : kind.addressTemplate, key);
}
