/**
 * The types that all stages share, as plain data.
 *
 *     access.yaml --load--> Desired --.
 *                                      >--diff--> Difference --plan--> Plan --apply--> Outcome[]
 *     Arize AX  ----read--> Live -----'
 */

import type { PlanAccess } from './delta.ts';
import type { Position, Problem } from './document/problem.ts';

export type KindName =
  | 'role'
  | 'user'
  | 'organization'
  | 'organization_member'
  | 'space'
  | 'space_member'
  | 'space_binding'
  | 'service_key'
  | 'shared_key'
  | 'project'
  | 'project_binding'
  | 'project_restriction';

/** Arize's built-in roles of accounts, organizations and spaces. */
export type BuiltInRole = 'admin' | 'member' | 'read-only' | 'annotator';

/** What a grant gives: a built-in role, or another role by name. */
export type RoleRef = BuiltInRole | { readonly custom: string };

export type Value = string | boolean | readonly string[] | { readonly custom: string };

/** The fields of an item that can be compared. An absent field is unmanaged (desired) or unknown (live), never empty. */
export type Fields = { readonly [name: string]: Value };

/** The names that identify an item, parents first: `[organization, space, e-mail]`. Never ids. */
export type Key = readonly string[];

/** A reference to an item by kind and key. */
export interface Ref {
  readonly kind: KindName;
  readonly key: Key;
}

/** An item that the file lists. */
export interface DesiredItem {
  readonly kind: KindName;
  readonly key: Key;
  readonly address: string;
  readonly fields: Fields;
  readonly source: Position;
  /** The team through which the person is listed here. */
  readonly team?: string;
  /** Where that team lists the person. */
  readonly listed?: Position;
  /** The id pinned in the file. The item is then looked up by this id alone. */
  readonly id?: string;
  readonly previously?: readonly string[];
  /** The file allows creating it, even if another item looks like its former self. */
  readonly create?: boolean;
  /** The last day of a grant, UTC. */
  readonly until?: string;
  /** The entry that applies after that day: what a team gives a person whose own or stronger grant has ended. */
  readonly otherwise?: DesiredItem;
  /** Narrower teams whose weaker role does not lower the person. */
  readonly weaker?: readonly WeakerTeam[];
  /** It applies because another grant ended; this is that grant's last day. */
  readonly lapsed?: string;
}

/** A team that gives a person less in a place than another of their teams does. */
export interface WeakerTeam {
  readonly team: string;
  readonly role: BuiltInRole;
  readonly source: Position;
}

export type Mode = 'full' | 'additive' | 'observe';

/** A map in the file. A map that is left out is not managed; an empty map removes every entry. */
export interface Collection {
  readonly kind: KindName;
  readonly address: string;
  readonly mode: Mode;
  readonly source: Position;
}

/** Selects items by name; a name may contain `*` where patterns are allowed. */
export interface Selector extends Ref {
  /** Whether its names are patterns: `*` matches any characters, `\*` a literal star. */
  readonly isPattern?: true;
  readonly reason?: string;
  readonly source: Position;
}

/** An item to remove, named exactly: by its name, or for a grant by its address. */
export interface Tombstone extends Ref {
  /** Only the one with this id, where Arize accepts several of a name. */
  readonly id?: string;
  readonly reason?: string;
  readonly source: Position;
}

/** A finding that an owner accepts until a given day. Guards, limits and rules cannot be accepted. */
export interface Acceptance {
  /** What it covers: one finding, or an item with everything inside it. */
  readonly of: Selector | { readonly address: string } | { readonly finding: string };
  /** `known_drift` is the older name, for drift only. */
  readonly list: 'accepted' | 'known_drift';
  readonly owner: string;
  /** The last day, in UTC: `2027-03-31`. */
  readonly until: string;
  readonly reason?: string;
  readonly source: Position;
  /** Whether it matches a warning of the file. */
  readonly isUsed?: true;
}

/** A warning of a file that an owner accepts. */
export interface AcceptedWarning {
  readonly problem: Problem;
  readonly by: Acceptance;
}

/** What a rule is about: any access, a built-in role or a stronger one, or a permission. */
export type RuleAction =
  | { readonly is: 'access' }
  | { readonly is: 'role'; readonly role: BuiltInRole }
  | { readonly is: 'permission'; readonly permission: string };

/** People as a rule names them. */
export type RulePeople =
  | { readonly is: 'anyone' }
  /** Admins of the resource in question. */
  | { readonly is: 'admins' }
  | { readonly is: 'person'; readonly email: string }
  | { readonly is: 'pattern'; readonly pattern: string }
  | { readonly is: 'team'; readonly team: string; readonly emails: readonly string[] }
  /** Everyone who holds the role anywhere in the account. */
  | { readonly is: 'holders'; readonly role: string };

/** Resources as a rule names them, with everything inside. Its names are patterns. */
export interface RulePlaces extends Selector {
  /** What must hold for the resource: `private`, `restricted`. */
  readonly where: Readonly<Record<string, boolean>>;
}

export type RuleClaim =
  | { readonly is: 'may_not'; readonly actions: readonly [RuleAction] }
  | { readonly is: 'may'; readonly actions: readonly [RuleAction] }
  /** No one person can do all of them in one resource. */
  | { readonly is: 'nobody_may'; readonly actions: readonly RuleAction[] }
  | {
      readonly is: 'only';
      readonly actions: readonly [RuleAction];
      readonly people: readonly RulePeople[];
    }
  | { readonly is: 'at_most'; readonly actions: readonly [RuleAction]; readonly count: number };

/** An entry of `rules`: what must always be true about who can do what. */
export interface WrittenRule {
  readonly name: string;
  readonly claim: RuleClaim;
  readonly people: readonly RulePeople[];
  readonly on: readonly RulePlaces[];
  readonly except: readonly RulePeople[];
  /** The last day of the exception, UTC. */
  readonly until?: string;
  /** Whether service identities count. */
  readonly services?: true;
  readonly severity: 'block' | 'warn';
  readonly reason?: string;
  readonly source: Position;
}

/** The limits of a run. Each has its own key under `limits:` and its own flag. */
export type LimitName =
  | 'removal_percent'
  | 'removals'
  | 'emptied_scopes'
  | 'people_losing_all_access'
  | 'min_admins';

export type LimitValues = Readonly<Partial<Record<LimitName, number>>>;

/** A limit as written in the file. */
export interface WrittenLimit {
  readonly value: number;
  readonly position: Position;
}

/** The limit that applies, and where it was set. */
export type Limit =
  | { readonly value: number; readonly source: 'default' | 'flag' }
  | { readonly value: number; readonly source: 'file'; readonly position: Position };

export type Limits = Readonly<Record<LimitName, Limit>>;

/** A role that a SAML group gets at login in an organization, a space or a project, by name. */
export interface SamlGrant extends Ref {
  readonly kind: 'organization' | 'space' | 'project';
  readonly role: RoleRef;
  readonly source: Position;
}

/** An identity provider as listed under `saml:`, with all its groups. */
export interface SamlProvider {
  /** One of its e-mail domains. */
  readonly domain: string;
  readonly groups: readonly SamlGroup[];
  readonly source: Position;
}

/** What the members of a SAML group get when they log in. */
export interface SamlGroup {
  /** The SAML attribute that holds a person's groups. */
  readonly attribute: string;
  readonly name: string;
  readonly accountAdmin: boolean;
  readonly grants: readonly SamlGrant[];
  readonly source: Position;
}

/** The text of a file, with the name that positions use for it. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Desired {
  readonly file: string;
  /** The file and the files it includes, to show the line of a problem that only the account reveals. */
  readonly sources: readonly Source[];
  /** The day for which it is evaluated, UTC. Without one, nothing has expired. */
  readonly today?: string;
  /** The only account this file may be used with. */
  readonly account?: string;
  readonly items: readonly DesiredItem[];
  /** Expired grants, which count as unlisted. */
  readonly expired: readonly DesiredItem[];
  /** By address: `role`, `space/Platform Team/team-alpha/member`, … */
  readonly collections: ReadonlyMap<string, Collection>;
  readonly removed: readonly Tombstone[];
  readonly ignore: readonly Selector[];
  readonly protected: readonly Selector[];
  /** Accepted findings. A run settles accepted differences like any others. */
  readonly accepted?: readonly Acceptance[];
  readonly limits: Readonly<Partial<Record<LimitName, WrittenLimit>>>;
  /** Absent if there are none. */
  readonly rules?: readonly WrittenRule[];
  /** Absent if the file has no `saml` key. */
  readonly saml?: readonly SamlProvider[];
}

/** An item in the account, under the name that the file uses for it. */
export interface LiveItem {
  readonly kind: KindName;
  readonly key: Key;
  readonly address: string;
  /** What its kind needs to find it again; opaque to all other code. */
  readonly id: string;
  readonly fields: Fields;
  /** A second role of the holder, if the file treats the two as one. */
  readonly also?: RoleRef;
  /** Whether it is a predefined role, which others can use and no run changes. */
  readonly builtIn?: true;
  /** Whether it belongs to a service identity, or to a user not known to be a person. */
  readonly service?: true;
  /** A state in the account that matters to readers: a pending or expired invitation, or a blocked person. */
  readonly status?: 'invited' | 'expired' | 'blocked';
}

/** A list that was read, how many items it had, and whether it is complete. */
export interface Coverage {
  /** `role_use` and `identity_provider` are not kinds of the file; they are read to judge by. */
  readonly kind: KindName | 'role_use' | 'identity_provider';
  /** Address of the parent; empty for the account. */
  readonly scope: string;
  readonly count: number;
  readonly complete: boolean;
  readonly reason?: string;
  /** Reading did not fail, but Arize does not show everything, or this release does not understand all of it. */
  readonly unshown?: true;
}

/** What Arize's lists contain: the kinds of the file, and what is read to judge by. */
export type ListKind = KindName | 'identity_provider';

/**
 * A list as Arize's API returns it, whatever a file calls its rows. For example, role bindings are one list for all spaces,
 * whether the file has them under `members` or under `bindings`.
 */
export interface List {
  readonly kind: ListKind;
  /** Id of the organization, space or project that the list belongs to; absent for lists of the account. */
  readonly place?: string;
  /** For messages and `--accept-count`: its kind, and the resource under its name in Arize. */
  readonly name: string;
  /** Address of that resource in the file; empty for the account. */
  readonly scope: string;
  readonly count: number;
  /** How many rows show an admin right that may hide a membership. */
  readonly masked?: number;
  /** The number of rows for each e-mail, if the list covers more resources than were read. */
  readonly holders?: ReadonlyMap<string, number>;
}

/** A role binding anywhere in the account, possibly outside the file. */
export interface RoleUse {
  /** Ids of the role and of the space or project. */
  readonly role: string;
  readonly resource: string;
  readonly email: string;
}

export interface Caller {
  readonly id: string;
  readonly email: string;
  readonly accountAdmin: boolean;
}

/** The id of a resource, and the built-in role or the id of the role that is granted there. */
export type MappedRole = readonly [place: string, role: string];

/** One role mapping: the access that people with these attributes get at login. */
export interface RoleMapping {
  readonly attributes: readonly (readonly [name: string, value: string])[];
  readonly accountAdmin: boolean;
  readonly organization?: { readonly id: string; readonly role: string | undefined };
  /** Built-in roles in spaces. */
  readonly spaceWords: readonly MappedRole[];
  /** Other roles in spaces, by id. */
  readonly spaceRoles: readonly MappedRole[];
  readonly projectRoles: readonly MappedRole[];
}

/** What an identity provider grants at login, by the ids of roles, organizations and spaces. */
export interface IdentityProvider {
  readonly id: string;
  readonly domains: readonly string[];
  /** Whether each login overwrites the roles of its people. */
  readonly syncsRoles: boolean;
  /** Ids of the roles, organizations, spaces and projects that its mappings and defaults name. */
  readonly mentions: readonly string[];
  readonly mappings: readonly RoleMapping[];
  /** Ids of the defaults for people without a mapping. */
  readonly defaults: { readonly organization?: string; readonly space?: string };
  /** What could not be read or understood, as parts of sentences. The provider may mention more than `mentions`. */
  readonly unknown?: readonly string[];
}

/** An entry whose name or id the account contradicts: no item has it, or two have. */
export interface Contradiction {
  readonly address: string;
  readonly message: string;
  readonly suggestion: string;
}

export interface Live {
  readonly account: { readonly id: string; readonly name: string };
  /** The owner of the API key; absent if Arize does not say. */
  readonly caller?: Caller;
  /** Whether the server is older than release 11.40: it can be read, but refuses some writes. */
  readonly older?: true;
  readonly items: readonly LiveItem[];
  /** Absent if there are none. The item with the name in the file may be a different one. */
  readonly contradictions?: readonly Contradiction[];
  /** Memberships that an admin right may hide, by address, with that right. They are neither removed nor added back. */
  readonly hidden: ReadonlyMap<string, string>;
  /** Those of whom Arize does not say whether they are people or service identities, by e-mail. Absent if there are none. */
  readonly untyped?: ReadonlySet<string>;
  /** Items that Arize would refuse to create, by address, with the reason. */
  readonly refused?: ReadonlyMap<string, string>;
  /** All role bindings of the account; absent if nothing needed them. */
  readonly roleUses?: readonly RoleUse[];
  /** Why the other holders of a role are unknown. If set, no role is deleted. */
  readonly usesUnknown?: string;
  /** Absent if they could not be read; the coverage says why. */
  readonly identityProviders?: readonly IdentityProvider[];
  readonly coverage: readonly Coverage[];
  /** Every list that was read completely. */
  readonly lists: readonly List[];
}

/** The effect of a change on people's access, which decides when it runs and whether it needs consent. */
export type Effect = 'grants' | 'reduces' | 'destroys';

interface ChangeBase {
  readonly address: string;
  readonly kind: KindName;
  readonly key: Key;
  readonly effect: Effect;
  /** For display only; no code depends on it. */
  readonly reason?: string;
  readonly source?: Position;
  /** It has come due on this day, although nothing differs. */
  readonly due?: true;
  /** Addresses of the items that must exist first, whether or not a run creates them. */
  readonly requires: readonly string[];
  /** Addresses of the items that Arize also removes; they need no request of their own. */
  readonly cascade: readonly string[];
  /** Why an undo file cannot fully restore what this removes, as part of a sentence. Absent if one can. */
  readonly irreversible?: string;
}

export type Change = ChangeBase &
  (
    | { readonly action: 'create'; readonly after: Fields }
    | {
        readonly action: 'update';
        readonly id: string;
        readonly before: Fields;
        readonly after: Fields;
        /** The item that it becomes: an entry under `members` becomes one under `bindings`. */
        readonly becomes?: Ref & { readonly address: string };
      }
    | { readonly action: 'delete'; readonly id: string; readonly before: Fields }
  );

/** An entry of the file that a run skips, because it needs an item that no run can use. */
export interface SkippedEntry {
  readonly address: string;
  /** The line to correct. */
  readonly source: Position;
}

/** A command that a reader can run next, before the flags for the same file and account: a rendering adds them. */
export interface FollowUp {
  readonly words: readonly string[];
  /** What it takes flags for. */
  readonly reads: 'file' | 'account' | 'both';
}

/** A difference that no request can settle. */
export interface Manual {
  readonly address: string;
  readonly kind: KindName;
  /** Only the Arize UI can do it, it would do harm, or it takes a second run. */
  readonly cause: 'console-only' | 'unsafe' | 'next-run';
  readonly message: string;
  readonly source?: Position;
  /** Entries of the file that are skipped with it: the grants of a blocked person, the contents of a renamed item. */
  readonly skips?: readonly SkippedEntry[];
  /** The name that it now seems to have in Arize. */
  readonly renamedTo?: string;
  readonly next?: FollowUp;
}

/**
 * A name in the file that does not exist in the account: a typo, or a deleted item. Entries that need it are skipped, and
 * the rest goes on.
 */
export interface UnknownName extends Ref {
  readonly address: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly source: Position;
  readonly skips: readonly SkippedEntry[];
}

/**
 * A removal that this run leaves out: the file does not list the item, but an unknown name beside it may refer to it.
 */
export interface KeptRemoval {
  readonly removal: Change;
  readonly because: readonly SkippedEntry[];
}

/** Information that is not a difference. */
export interface Notice {
  readonly code: string;
  readonly message: string;
  /** What to do about it, after the message: `Send a new one: ax-access …`. */
  readonly next?: FollowUp & { readonly does: string };
  readonly address?: string;
  readonly source?: Position;
}

/** Live items that a run does not touch, counted by reason. */
export interface Untouched {
  readonly kind: KindName;
  readonly scope: string;
  readonly reason:
    | 'not-managed'
    | 'additive'
    | 'ignored'
    | 'service'
    | 'hidden'
    | 'built-in'
    | 'unverified'
    | 'partly-shown';
  readonly count: number;
}

/**
 * Differences outside a narrowed run: counted, but not part of its plan. A command about one item compares nothing else.
 */
export type Elsewhere =
  | { readonly by: 'target' | 'saved-plan'; readonly count: number }
  | { readonly by: 'command' };

/** The difference between the file and the account. */
export interface Difference {
  readonly changes: readonly Change[];
  /** Differences in maps that the file only observes. */
  readonly observed: readonly Change[];
  readonly manual: readonly Manual[];
  readonly unknown: readonly UnknownName[];
  readonly kept: readonly KeptRemoval[];
  readonly notices: readonly Notice[];
  readonly untouched: readonly Untouched[];
  /** Absent if this is the whole difference. */
  readonly elsewhere?: Elsewhere;
}

export interface Verdict {
  readonly rule: 'caller' | 'sight' | 'release' | 'shrunk' | 'protected' | 'rule' | LimitName;
  /** Address of the judged item; empty for the account. */
  readonly scope: string;
  /** `blocked`: nothing may be written. `held`: some changes are held back, and the rest may run. */
  readonly verdict: 'ok' | 'held' | 'blocked';
  readonly message: string;
  /** The flag that lets it pass, quoted for a shell. */
  readonly accept?: string;
  /** Addresses of the changes that it concerns. */
  readonly changes: readonly string[];
  /** The people that it concerns, if it counts people. */
  readonly people?: readonly string[];
  /** For numeric rules: the number that the run reaches, the limit, and where the limit was set. */
  readonly measure?: {
    readonly have: number;
    readonly limit: number;
    readonly source: Limit['source'];
  };
}

/** Ids recorded by earlier runs, by address in the file. */
export type KnownIds = ReadonlyMap<string, string>;

/** The length of a list when it was last judged, and the time of that run (ISO 8601). */
export interface Baseline extends Pick<List, 'count' | 'masked'> {
  readonly at: string;
}

/** What is known from earlier runs. */
export interface History {
  /** The baseline of each list, by the key of the list. */
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** Addresses of the maps that the file owned in the last run that used it. */
  readonly owned: ReadonlySet<string>;
  readonly ids: KnownIds;
  /** Lengths that a person confirmed, by the name of the list. */
  readonly accepted: ReadonlyMap<string, number>;
}

/** Why a change is held back: consent is missing, it depends on a possibly truncated list, or on a held change. */
export type Hold = 'needs-consent' | 'unproven' | 'needs-held';

export type PlannedChange = Change & {
  /** Addresses of the changes in the same plan that must come before it. */
  readonly needs: readonly string[];
  readonly stage: 1 | 2 | 3;
  readonly held?: Hold;
  /** Addresses of the protected entries it takes from. It may, because the file or the command names it exactly. */
  readonly protectedBy?: readonly string[];
  /** The access path that leaves the person with the same access after the grant is removed. */
  readonly noEffect?: string;
  /** For an update that both grants and reduces: the fields set in the first stage, which only grant. */
  readonly expand?: Fields;
};

export interface Plan {
  readonly file: string;
  readonly account: { readonly id: string; readonly name: string };
  readonly caller?: Caller;
  /** In the order in which they run. */
  readonly changes: readonly PlannedChange[];
  readonly observed: readonly Change[];
  readonly manual: readonly Manual[];
  readonly unknown: readonly UnknownName[];
  readonly kept: readonly KeptRemoval[];
  readonly notices: readonly Notice[];
  /** Where the file guards less than its reviewed or previously used version; empty if none is known. */
  readonly loosened: readonly Notice[];
  readonly untouched: readonly Untouched[];
  /** Differences outside this plan; absent if the plan covers everything. */
  readonly elsewhere?: Elsewhere;
  /** Whether the file lists SAML mappings, which no plan compares. */
  readonly saml?: true;
  readonly coverage: readonly Coverage[];
  /** Who gains and who loses access. */
  readonly access: PlanAccess;
  /** The limits that the verdicts are based on. */
  readonly limits: Limits;
  /** The verdicts on this run. If any is blocked, nothing is written. */
  readonly guards: readonly Verdict[];
  /** The verdicts with consent to everything destructive. */
  readonly guardsWithConsent: readonly Verdict[];
  /** Ids of the live items that the changes refer to, by address. */
  readonly ids: Readonly<Record<string, string>>;
  /** SHA-256 of the format, the account, the ordered changes and the limits; not of reasons, lines or consent. */
  readonly digest: string;
}

export type Outcome =
  | {
      readonly status: 'done';
      readonly change: PlannedChange;
      /** It was done already, by another person or as part of an earlier change. */
      readonly already?: true;
      /** Arize's ids of the requests. */
      readonly requestIds?: readonly string[];
    }
  | {
      readonly status: 'failed';
      readonly change: PlannedChange;
      readonly error: Error;
      readonly requestIds?: readonly string[];
      readonly half?: true;
    }
  | {
      readonly status: 'skipped';
      readonly change: PlannedChange;
      readonly because: string;
      /** Whether the half that only grants was done before the run stopped. */
      readonly half?: true;
    }
  | { readonly status: 'held'; readonly change: PlannedChange };

/** How to undo a run. */
export interface Undo {
  /** The undo file, and the command that plans it. Absent if no file can undo any of it. */
  readonly by?: { readonly file: string; readonly command: string };
  /** How many changes were done. */
  readonly done: number;
  /** How many of them cannot be undone. */
  readonly irreversible: number;
  /** How many added items stay, because only `removed` deletes them or the plan of the file refuses to. */
  readonly stays: number;
  /** How many of those stay because removing them would take from a protected item; none if absent. */
  readonly guarded?: number;
  /** The rules that block the plan of the file and that no flag can override. */
  readonly blocked: readonly Verdict['rule'][];
  /** Whether the file has to be edited before it can be used. */
  readonly needsEdit?: true;
}

/** How a run ended. */
export interface RunResult {
  readonly outcomes: readonly Outcome[];
  /** Absent if nothing was done. */
  readonly undo?: Undo;
  /** Why the result could not be read back, so that only Arize's responses confirm it. */
  readonly unverified?: Error;
}
