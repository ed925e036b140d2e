import type { ReadClient, WriteClient } from './api/index.ts';
import { assertFields } from './fields.ts';
import type { JsonSchema, Spec, Typed } from './fields.ts';
import type {
  Effect,
  Fields,
  FollowUp,
  RoleRef,
  Key,
  KindName,
  List,
  ListKind,
  LiveItem,
  Mode,
  Notice,
  Ref,
  BuiltInRole,
  Tombstone,
} from './model.ts';
import { addressFrom } from './names.ts';

/** A person as REST lists them. */
export interface ListedUser {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly status: string;
  readonly role: { readonly type: string; readonly name: string | undefined };
  readonly is_developer: boolean | undefined;
}

/** The keys of `manage:`. Each governs the kinds that name it. */
export type ManageKey = 'members' | 'bindings' | 'roles' | 'restrictions';

/** What a kind reads from its value in the file. */
export interface ParsedEntry {
  readonly fields: Fields;
  readonly id?: string;
  readonly previously?: readonly string[];
  readonly create?: boolean;
  readonly until?: string;
  /** People and teams, as written, that the grant of a team leaves out. */
  readonly except?: readonly string[];
}

/** Reports a problem with a value in the file. The path starts at the value. */
export type Complain = (
  code: string,
  message: string,
  more?: {
    readonly path?: readonly (string | number)[];
    readonly suggestion?: string | undefined;
    readonly severity?: 'error' | 'warning';
  },
) => void;

/** What the `list` of a kind finds. The engine adds the key and the address. */
export interface FoundItem {
  readonly id: string;
  /** The last part of its key. */
  readonly name: string;
  readonly fields: Fields;
  /** A second role of the same person, where the file treats the two as one item. */
  readonly also?: RoleRef;
  readonly builtIn?: true;
  readonly service?: true;
  readonly status?: NonNullable<LiveItem['status']>;
}

export interface Person {
  readonly email: string;
  /** Whether this is known to be a person, not the service identity behind a key. */
  readonly human: boolean;
}

/** The people whom a reading meets, where it does not read the list of all. */
export interface KnownPeople {
  /** By id. */
  readonly people: Map<string, KnownPerson>;
  /** The ids of those who hold something that was read. */
  readonly asked: Set<string>;
  /** The first page of the list of all. */
  readonly sample: readonly ListedUser[];
  /** The people with a pending or expired invitation. */
  readonly pending: Promise<readonly ListedUser[] | undefined>;
  /** Set when a person was not found, so that the whole list was read after all. */
  isWhole: boolean;
}

/** A user as GraphQL has them. */
export interface KnownPerson {
  readonly id: string;
  readonly email: string | null;
  readonly status: string | null;
  readonly userType: string | null;
  readonly accountRole: string | null;
}

/** What a kind can use while the account is read. Parents and the kinds above are read already. */
export interface ReadContext {
  readonly client: ReadClient;
  /** Whether the caller is an account admin, to whom lists that Arize filters by rights show everything. */
  readonly seesAll: boolean;
  /** Whether blocked people are needed too, although neither file nor question names them. */
  readonly everybody?: true;
  /** The name in the file of an item that was read, by its id. Waits until its kind is read. */
  ref(kind: KindName, id: string): Promise<Ref | undefined>;
  /** Set when the list of people is not read, only the people whom something is about. */
  readonly known?: KnownPeople;
  /** The list of people, if it was read already. */
  readonly users?: readonly ListedUser[];
  /** Looks up a user by id. A user whom Arize does not show counts as not human. */
  person(id: string): Promise<Person>;
  /** The names of items of a kind to which the file, or a question, refers. */
  named(kind: KindName): readonly string[];
  /** All items of a kind above in the list, where the whole account is read. */
  whole(kind: KindName): Promise<readonly LiveItem[] | undefined>;
  /** The fields that the file sets at this address; undefined if it lists nothing there. */
  listed(address: string): Fields | undefined;
  /** The entry under `removed` at this address; its id names the only one to remove of several with that name. */
  removal(address: string): Pick<Tombstone, 'id'> | undefined;
  /** How this map of the file is managed; undefined if the file omits it. */
  mode(collection: string): Mode | undefined;
  /** Records that an admin right may hide a membership at this address. */
  hide(address: string, right: string): void;
  /** Records why Arize would refuse to create something that the file lists. */
  refuse(address: string, why: string): void;
  /** Records that the server is older than release 11.40. */
  older(): void;
  /** Records the length of a list, where it differs from the number of items found. */
  counted(list: Counted): void;
}

/** The length of a list in Arize, either of the account or of one resource. */
export type Counted = Pick<List, 'kind' | 'count' | 'masked'> & {
  readonly place?: LiveItem;
  /** The ids of the people in its rows, for a list that reaches beyond the resources that are read. */
  readonly holders?: readonly string[];
};

/** A list in Arize that contains items of a kind. */
export interface Listing {
  readonly list: ListKind;
  /** Whether it is one list for the whole account. */
  readonly isWhole?: true;
  /** The row names under which an item is in the list. Default: its key. */
  rows?(item: Pick<LiveItem, 'key' | 'id' | 'fields' | 'also'>): readonly string[];
}

/** Where the file sends a secret. */
export type Sink =
  | { readonly file: string }
  | {
      readonly command: readonly string[];
      /** The `ARIZE_` variables that the command gets. It gets no others, so our API key stays out of it. */
      readonly env?: readonly string[];
    };

/** Delivers secrets, which Arize shows only once. Its error messages never contain a secret. */
export interface Secrets {
  /**
   * Checks whether a secret could be delivered, without writing anything.
   * @throws Error if it could not
   */
  check(sink: Sink): Promise<void>;
  /** @throws Error if the secret did not arrive */
  deliver(sink: Sink, secret: string): Promise<void>;
}

/** What a kind can use while it writes. */
export interface WriteContext {
  readonly client: WriteClient;
  /** The id of an item that is live, or was created earlier in this run. */
  id(address: string): string;
  readonly secrets: Secrets;
  /** The id of the caller, if Arize says whose API key this is. */
  readonly caller: string | undefined;
  /** Waits, to give a server time after a lost response. */
  pause(ms: number): Promise<void>;
}

/** What a person requests ahead of time: a new key, or the revocation of the keys it replaced. */
export type KeyRequest = 'replace' | 'retire';

/** A difference that a person has to settle. */
export interface ManualStep {
  readonly field: string;
  readonly text: string;
  readonly next?: FollowUp;
}

/** What to know about an item, as the end of a sentence about it. */
export interface Remark {
  readonly text: string;
  readonly next?: Notice['next'];
}

/** A change that is due only because time has passed. */
export interface Due {
  readonly before: Fields;
  readonly after: Fields;
  readonly reason: string;
}

/** What is needed from the rest of the account to judge the effect of a change. */
export interface EffectContext {
  /** The permissions of a role, either live or as in the file; undefined for an unknown role. */
  permissions(role: string, when: 'now' | 'then'): readonly string[] | undefined;
}

/**
 * Who gets in from the parent, in addition to people with a grant in the resource itself: only its `admins`;
 * with `fallback`, every member of the parent who has no grant here; with `all`, everyone, with everything
 * they have there.
 */
export type Inheritance = 'admins' | 'fallback' | 'all';

/** What items of a kind mean for access. */
export type AccessRule =
  /** It defines what a role allows. */
  | { readonly is: 'role'; allows(fields: Fields): readonly string[] | undefined }
  /** It gives a person a role in its parent, or in the account if it has no parent. */
  | { readonly is: 'grant'; gives(fields: Fields): RoleRef | undefined }
  | {
      readonly is: 'place';
      /** Undefined if neither the account nor the file says. */
      inherits(fields: Fields): Inheritance | undefined;
      /** The field that decides this. */
      readonly inheritanceField?: string;
      /** What built-in roles allow here and below. Without it, only the name of the role is known. */
      readonly builtInRoles?: Readonly<Record<BuiltInRole, readonly string[]>>;
    }
  /** It closes its parent to people who get in from above without being admins. */
  | {
      readonly is: 'restriction';
      /** The permissions that still get in. */
      readonly keeps: readonly string[];
    };

/** What a kind of resource is, apart from its fields and operations. */
interface Facts {
  readonly name: KindName;
  /**
   * Where it is in the file. Each star is a part of its key; without a star at the end it is a single value.
   */
  readonly at: readonly string[];
  readonly addressTemplate: readonly string[];
  readonly parent?: KindName;
  /** Its name in messages: "space member". */
  readonly label: string;
  readonly verbs: {
    readonly create: string;
    readonly update: string;
    readonly delete: string;
    /** For an update that destroys, unless it is the same as for any update. */
    readonly destroyingUpdate?: string;
  };
  /** Its name in the operations of the Arize API, which the audit log records: `role_binding`. */
  readonly auditNoun: string;
  /** What its key ends with. A `person` is an e-mail address, and a map of people may also contain teams. */
  readonly keyedBy: 'name' | 'person' | 'parent';
  /** The key of `manage` that governs it. Without one, only `removed:` removes it. */
  readonly manage?: ManageKey;
  /** The values that Arize sets on a new one by default. */
  readonly presets?: Fields;
  /** What it means for access, if anything. */
  readonly access?: AccessRule;
  /** The lists in Arize that contain it. Default: one list below its parent. */
  readonly lists?: readonly Listing[];
  /**
   * Lists that must be complete before one is deleted, because items that they do not show would be lost too.
   */
  readonly provedBy?: readonly ListKind[];
  /** Kinds that its fields name by id, anywhere in the account. All of them are read along with it. */
  readonly refersTo?: readonly KindName[];
  /** Lists that may lose more items with a removal than can be seen from where it happens. */
  readonly reaches?: readonly ListKind[];
  /**
   * Arize accepts a second one with the same name, so one that a truncated list omits would be created twice.
   */
  readonly isMadeAgain?: true;
  /** Kinds that have the same names in Arize: a file cannot list one name as both. */
  readonly sharesNamesWith?: readonly KindName[];
  /** Arize lists all of them at once, so looking into one more resource costs nothing. */
  readonly accountWideList?: true;
  /** It is only created if the file says `create: true`, because such items usually come from elsewhere. */
  readonly createOnRequest?: true;
  /** The JSON Schema of its value in the file, without the items below it. */
  readonly schema: JsonSchema;
  /** JSON Schema annotations of the map that contains it. */
  readonly mapSchema?: JsonSchema;
  /** How entries of `removed`, `ignore` and `protected` name it. Without it, only an address can. */
  readonly selector?: { readonly example: string; readonly title?: string };
  /** The comment above them in an imported file; `part` if the key may see only part of the account. */
  readonly comment?: { readonly whole: string; readonly part?: string };
  /** Creating one that exists updates it, instead of creating a second one or failing (REST v2 types). */
  readonly upserts?: true;
  /** Arize shows too little of it to compare it, so `import` omits it, unless it can be imported in part. */
  readonly writeOnly?: true;
  /** `import` writes what Arize shows of it, and the plan of that is empty. */
  readonly isImportedInPart?: true;
  /** A field that must not be false for the person who creates one, where permissions are not enough. */
  readonly makerMust?: { readonly be: string; readonly because: string };
  /** It is only deleted once no person holds it. */
  readonly whenUnused?: true;
  /** It is only deleted once no SAML mapping names it. */
  readonly whenUnmapped?: true;

  /** Parses its value. The shape has been checked, but the file may still have problems, so be lenient. */
  parse(value: unknown, complain: Complain): ParsedEntry | undefined;
  /** Lists everything of this kind below a parent, or in the account if it has no parent. */
  list(reading: ReadContext, parent: LiveItem | undefined): Promise<readonly FoundItem[]>;
  /** Looks one up without reading the whole list, where Arize can search. */
  find?(reading: ReadContext, key: Key): Promise<readonly FoundItem[]>;
  /** What must exist first, although no request names it. */
  after?(key: Key): readonly Ref[];
  /**
   * The other half of an access slot that consists of two items: a request about one may change the other,
   * and removing this one while the file keeps the other is a single change.
   */
  otherHalf?(key: Key): Ref;
  /** Whether Arize also removes another item of the same person, beyond those below this one. */
  cascadesTo?(key: Key, other: Ref): boolean;
}

/**
 * The operations on one kind of resource. From outside all kinds look alike; inside, their fields are typed.
 */
interface Hooks<F> {
  /** The value in the file for these fields: the inverse of `parse`. */
  print(fields: F): unknown;
  /** Creates it and returns its id. */
  create(writing: WriteContext, key: Key, after: F): Promise<string>;
  update(
    writing: WriteContext,
    key: Key,
    id: string,
    change: { readonly before: F; readonly after: F },
  ): Promise<unknown>;
  remove(writing: WriteContext, key: Key, id: string, before: F): Promise<unknown>;
  /** What a creation or an update does to access. Deletions always destroy. */
  effect(before: F | undefined, after: F, judging: EffectContext): Effect;
  /**
   * For an update that both adds and removes: the fields that add everything and remove nothing yet.
   * Undefined if the update adds nothing.
   */
  expand?(before: F, after: F): Fields | undefined;
  /**
   * Why a deletion or an update cannot be undone by a later run, as part of a sentence; undefined if it can.
   * @param after what an update sets; undefined for a deletion
   */
  irreversible?(before: F, after: F | undefined): string | undefined;
  /** The items that it names. They must exist first, and their ids go into requests. */
  needs(key: Key, fields: F): readonly Ref[];
  /** Resources in which it works, apart from its parent: removing it takes it from all of them. */
  worksIn?(fields: F): readonly Ref[];
  /** Why it cannot be created as the file describes it; undefined if it can. */
  cannotCreate?(after: F): string | undefined;
  /** Why it cannot be removed by its name; undefined if it can. */
  cannotRemove?(key: Key, before: F): Pick<ManualStep, 'text' | 'next'> | undefined;
  /** Whether Arize e-mails the person when it is created. */
  sendsEmail?(after: F): boolean;
  /** Whether the request uses values that servers before release 11.40 spell differently and refuse. */
  speaks?(action: 'create' | 'update', after: F): boolean;
  /** Whether an update may have to remove the item for a moment. */
  mayInterrupt?(before: F, after: F): boolean;
  /** Whether an update of several requests was interrupted, judged by the id that the item has now. */
  isHalfDone?(before: F, after: F, id: string): boolean;
  /** For items that act by a secret of their own. */
  readonly credential?: CredentialHooks<F>;
}

/** A role of the service identity behind a secret. */
export interface CredentialGrant {
  /** Undefined stands for the account. */
  readonly place: Ref | undefined;
  /** Undefined if the file does not say. */
  readonly role: RoleRef | undefined;
}

/** How an item with a secret and an expiry date changes over time. */
interface CredentialHooks<F> {
  /** What its service identity holds once it is created or replaced. */
  grants(key: Key, fields: F): readonly CredentialGrant[];
  /** The fields as of a day: a lifetime becomes a date. */
  onDay(fields: F, today: string): Fields;
  /** What is due by a day although nothing differs, such as replacing a key that is about to expire. */
  due(wanted: F, found: F, today: string, asked?: KeyRequest): Due | undefined;
  /** Differences that no request can settle, each with what to do instead. */
  manualSteps(key: Key, wanted: F, found: F): readonly ManualStep[];
  /** What a change revokes: for each its id and when it was created. No request revokes anything else. */
  revoked(id: string, before: F, after: F | undefined): readonly string[];
  /** What to know about it on a day, such as that it expires and is not replaced. */
  remarks(key: Key, wanted: F, found: F, today: string): readonly Remark[];
}

/** Everything about one kind of resource. A kind may only name kinds above it in the list. */
export interface Kind extends Facts, Hooks<Fields> {
  readonly fields: Spec;
}

/** The same from inside, with the types of its own fields. */
export interface Definition<S extends Spec> extends Facts, Hooks<Typed<S>> {
  readonly fields: S;
}

export type { JsonSchema };

/**
 * Declares a kind. Fields from the file and from Arize are checked here, so that all later code can rely on
 * them.
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

/** The address of an item of this kind. */
export const addressOf = (kind: Pick<Kind, 'addressTemplate'>, key: Key): string =>
  addressFrom(kind.addressTemplate, key);

const decode = (part: string): string => part.replaceAll('%2F', '/').replaceAll('%25', '%');

/** The item that an address names, among the given kinds; undefined if it is not an address of theirs. */
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

/** The address of the map that contains it: `space/Platform Team/team-alpha/member`. */
export function collectionOf(kind: Pick<Kind, 'addressTemplate'>, key: Key): string {
  const last = kind.addressTemplate.lastIndexOf('*');
  const isMap = last === kind.addressTemplate.length - 1;
  return addressFrom(isMap ? kind.addressTemplate.slice(0, -1) : kind.addressTemplate, key);
}
