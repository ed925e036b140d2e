/**
 * The nouns of the program, as plain data: every stage speaks in these words.
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
  | 'project'
  | 'project_binding'
  | 'project_restriction';

/** Arize's built-in roles of accounts, organizations and spaces. */
export type BuiltInRole = 'admin' | 'member' | 'read-only' | 'annotator';

/** What a grant gives: one of the built-in words, or a role by its name. */
export type RoleRef = BuiltInRole | { readonly custom: string };

export type Value = string | boolean | readonly string[] | { readonly custom: string };

/** What can be compared about a thing. An absent field is unmanaged (desired) or unknown (live), never empty. */
export type Fields = { readonly [name: string]: Value };

/** A person or a thing by name, the parents first: `[organization, space, e-mail]`. Never made of ids. */
export type Key = readonly string[];

/** Names a thing without having it. */
export interface Ref {
  readonly kind: KindName;
  readonly key: Key;
}

/** One thing the file asks for. */
export interface DesiredItem {
  readonly kind: KindName;
  readonly key: Key;
  readonly address: string;
  readonly fields: Fields;
  readonly source: Position;
  /** The team that brought a person here. */
  readonly team?: string;
  /** Where that team lists the person. */
  readonly listed?: Position;
  /** Pinned in the file; found by nothing else then. */
  readonly id?: string;
  readonly previously?: readonly string[];
  /** The file says that it may be made although it is missing, or although something looks like its old self. */
  readonly create?: boolean;
  /** The last day of a grant, UTC. */
  readonly until?: string;
  /** What counts in its place after that day: what a team gives to a person who is named as well, or gets more until then. */
  readonly otherwise?: DesiredItem;
  /** Narrower teams whose weaker role does not lower the person. */
  readonly weaker?: readonly WeakerTeam[];
  /** It counts because the last day of another was this one. */
  readonly lapsed?: string;
}

/** A team that gives a person less in a place than another of their teams does. */
export interface WeakerTeam {
  readonly team: string;
  readonly role: BuiltInRole;
  readonly source: Position;
}

export type Mode = 'full' | 'additive' | 'observe';

/** A map that the file writes down. One it leaves out is left alone; an empty one is emptied. */
export interface Collection {
  readonly kind: KindName;
  readonly address: string;
  readonly mode: Mode;
  readonly source: Position;
}

/** Points at something by name; a name may hold `*` where patterns are allowed. */
export interface Selector extends Ref {
  /** Its names are patterns: `*` stands for any characters, `\*` for a star. */
  readonly isPattern?: true;
  readonly reason?: string;
  readonly source: Position;
}

/** Something that is to go, exactly as it is named: a thing, or a person's grant by its address. */
export interface Tombstone extends Ref {
  readonly reason?: string;
  readonly source: Position;
}

/** A finding for which a person answers, and that is no news until a day is over. Never a guard, a limit or a rule. */
export interface Acceptance {
  /** What it covers: one finding, or something with everything in it. */
  readonly of: Selector | { readonly address: string } | { readonly finding: string };
  /** `known_drift` is the older name, and speaks of drift alone. */
  readonly list: 'accepted' | 'known_drift';
  readonly owner: string;
  /** The last day, in UTC: `2027-03-31`. */
  readonly until: string;
  readonly reason?: string;
  readonly source: Position;
  /** It fits a warning of the file. */
  readonly isUsed?: true;
}

/** A warning of a file for which a person answers. */
export interface AcceptedWarning {
  readonly problem: Problem;
  readonly by: Acceptance;
}

/** What a run may do at most; each is a key of `limits:` and a flag of its own. */
export type LimitName =
  | 'removal_percent'
  | 'removals'
  | 'emptied_scopes'
  | 'people_losing_all_access'
  | 'min_admins';

export type LimitValues = Readonly<Partial<Record<LimitName, number>>>;

/** A limit as the file writes it. */
export interface WrittenLimit {
  readonly value: number;
  readonly position: Position;
}

/** A limit that counts, and who says so. */
export type Limit =
  | { readonly value: number; readonly source: 'default' | 'flag' }
  | { readonly value: number; readonly source: 'file'; readonly position: Position };

export type Limits = Readonly<Record<LimitName, Limit>>;

/** A role that a group gets at login: in an organization, a space or a project, by names. */
export interface SamlGrant extends Ref {
  readonly kind: 'organization' | 'space' | 'project';
  readonly role: RoleRef;
  readonly source: Position;
}

/** An identity provider as `saml:` says it: its groups are complete. */
export interface SamlProvider {
  /** One of its e-mail domains. */
  readonly domain: string;
  readonly groups: readonly SamlGroup[];
  readonly source: Position;
}

/** What the people of a group get when they log in. */
export interface SamlGroup {
  /** The SAML attribute that names the groups of a person. */
  readonly attribute: string;
  readonly name: string;
  readonly accountAdmin: boolean;
  readonly grants: readonly SamlGrant[];
  readonly source: Position;
}

/** A file by the name that positions bear, with its text. */
export interface Source {
  readonly file: string;
  readonly text: string;
}

export interface Desired {
  readonly file: string;
  /** The file, then those that it includes: to show the line of a problem that only the account reveals. */
  readonly sources: readonly Source[];
  /** The day on which it counts, UTC; without one, nothing has expired. */
  readonly today?: string;
  /** The only account that this file may be used with. */
  readonly account?: string;
  readonly items: readonly DesiredItem[];
  /** Grants whose last day is over: they count as unlisted. */
  readonly expired: readonly DesiredItem[];
  /** By address: `role`, `space/Platform Team/team-alpha/member`, … */
  readonly collections: ReadonlyMap<string, Collection>;
  readonly removed: readonly Tombstone[];
  readonly ignore: readonly Selector[];
  readonly protected: readonly Selector[];
  /** What people answer for. A run settles differences like any other. */
  readonly accepted?: readonly Acceptance[];
  readonly limits: Readonly<Partial<Record<LimitName, WrittenLimit>>>;
  /** Absent when the file says nothing about identity providers. */
  readonly saml?: readonly SamlProvider[];
}

/** One thing the account has, under the name that the file uses for it. */
export interface LiveItem {
  readonly kind: KindName;
  readonly key: Key;
  readonly address: string;
  /** What its kind needs to find it again. No other code looks inside. */
  readonly id: string;
  readonly fields: Fields;
  /** A role that its holder has beside it, where the file speaks of the two as one. */
  readonly also?: RoleRef;
  /** Can be named by others, is never changed: a predefined role. */
  readonly builtIn?: true;
  /** Belongs to a bot user, or to a user not known to be a person. */
  readonly service?: true;
  /** What else the account says about it and a reader should know: an expired invitation, a blocked address. */
  readonly status?: 'invited' | 'expired' | 'blocked';
}

/** What was read, how much of it there was, and whether it was all of it. */
export interface Coverage {
  /** `role_use` and `identity_provider` are read to judge by, and are no kinds of the file. */
  readonly kind: KindName | 'role_use' | 'identity_provider';
  /** Address of the parent; empty for the account. */
  readonly scope: string;
  readonly count: number;
  readonly complete: boolean;
  readonly reason?: string;
  /** Reading it did not fail: Arize does not show all of it, or this release does not know all that it shows. */
  readonly unshown?: true;
}

/** What the lists of Arize are about: the kinds of the file, and what is read to judge by. */
export type ListKind = KindName | 'identity_provider';

/**
 * A list of Arize as its API gives it, no matter what a file calls its rows: role bindings are one list for all spaces,
 * and a role alone counts among them whether the file has it under `members` or under `bindings`.
 */
export interface List {
  readonly kind: ListKind;
  /** Id of the organization, space or project whose list it is; absent for the lists of the account. */
  readonly place?: string;
  /** For people and `--accept-count`: its kind, and the place as Arize calls it. */
  readonly name: string;
  /** Address of that place in the file; empty for the account. */
  readonly scope: string;
  readonly count: number;
  /** How many rows show an admin right, and nothing of a membership that may lie below it. */
  readonly masked?: number;
  /** How many rows are whose, by e-mail, where a list reaches beyond the places that are read. */
  readonly holders?: ReadonlyMap<string, number>;
}

/** A role bound somewhere, maybe outside of what the file speaks of. */
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

/** What an identity provider hands out at login, by the ids of roles, organizations and spaces. */
export interface IdentityProvider {
  readonly id: string;
  readonly domains: readonly string[];
  /** Every login overwrites the roles of its people. */
  readonly syncsRoles: boolean;
  /** Ids of the roles, organizations, spaces and projects that its mappings and defaults name. */
  readonly mentions: readonly string[];
  /** What of it could not be read or is not understood, as parts of sentences: it may mention more. */
  readonly unknown?: readonly string[];
}

/** What the file lists by a name or an id that the account contradicts: none has it, or two have. */
export interface Contradiction {
  readonly address: string;
  readonly message: string;
  readonly suggestion: string;
}

export interface Live {
  readonly account: { readonly id: string; readonly name: string };
  /** Whose key it is; absent when Arize does not say. */
  readonly caller?: Caller;
  /** The server is older than release 11.40: what it reads it understands, and not all that is written to it. */
  readonly older?: true;
  readonly items: readonly LiveItem[];
  /** Absent when there is none. What is called as the file says there may be another thing. */
  readonly contradictions?: readonly Contradiction[];
  /** Memberships that an admin right may hide, by address, with the right: neither removed nor added back. */
  readonly hidden: ReadonlyMap<string, string>;
  /** What Arize would refuse to make, by address, with the reason. */
  readonly refused?: ReadonlyMap<string, string>;
  /** Every binding of the account; absent when nothing that was asked for needs it. */
  readonly roleUses?: readonly RoleUse[];
  /** Why it is not known who else holds a role, where that is so: no role is deleted then. */
  readonly usesUnknown?: string;
  /** Absent when they could not be read; the coverage says why. */
  readonly identityProviders?: readonly IdentityProvider[];
  readonly coverage: readonly Coverage[];
  /** Every list that was read to its end. */
  readonly lists: readonly List[];
}

/** What a change does to a person's access, which decides when it runs and whether it needs consent. */
export type Effect = 'grants' | 'reduces' | 'destroys';

interface ChangeBase {
  readonly address: string;
  readonly kind: KindName;
  readonly key: Key;
  readonly effect: Effect;
  /** For people; nothing branches on it. */
  readonly reason?: string;
  readonly source?: Position;
  /** Nothing differs: the day has come for it. */
  readonly due?: true;
  /** What must be there before, whether or not a run has to make it: addresses. */
  readonly requires: readonly string[];
  /** What the API takes along by itself; never a request of its own. */
  readonly cascade: readonly string[];
  /** Why no undo file can put back all that this ends, as a part of a sentence. Absent where one can. */
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
        /** It is another thing afterwards: what was listed under `members` is under `bindings`. */
        readonly becomes?: Ref & { readonly address: string };
      }
    | { readonly action: 'delete'; readonly id: string; readonly before: Fields }
  );

/** An entry of the file that a run leaves out, because it needs something that no run can use. */
export interface SkippedEntry {
  readonly address: string;
  /** The line to correct. */
  readonly source: Position;
}

/** A difference that no request of ours can settle. */
export interface Manual {
  readonly address: string;
  readonly kind: KindName;
  /** Only Arize's own pages can do it, it would do harm, or it takes a second run. */
  readonly cause: 'console-only' | 'unsafe' | 'next-run';
  readonly message: string;
  readonly source?: Position;
  /** Entries of the file that are skipped with it: the grants of a blocked person, what is in something renamed. */
  readonly skips?: readonly SkippedEntry[];
  /** What Arize seems to call it now. */
  readonly renamedTo?: string;
}

/**
 * A name in the file that nothing in the account has: a slip of the pen, or something that was deleted. What needs it
 * is skipped, the rest goes on.
 */
export interface UnknownName extends Ref {
  readonly address: string;
  readonly message: string;
  readonly suggestion?: string;
  readonly source: Position;
  readonly skips: readonly SkippedEntry[];
}

/**
 * A removal that this run leaves out: the file does not list the thing, but an unknown name beside it may have meant
 * exactly this.
 */
export interface KeptRemoval {
  readonly removal: Change;
  readonly because: readonly SkippedEntry[];
}

/** Something to know that is no difference. */
export interface Notice {
  readonly code: string;
  readonly message: string;
  readonly address?: string;
  readonly source?: Position;
}

/** Live things that were seen and are left alone, counted by the reason. */
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
 * Differences that a run was told to leave alone: no part of its plan, and counted. A command about one thing compares
 * nothing else.
 */
export type Elsewhere =
  | { readonly by: 'target' | 'saved-plan'; readonly count: number }
  | { readonly by: 'command' };

/** Everything that separates the file from the account. */
export interface Difference {
  readonly changes: readonly Change[];
  /** Differences in what the file only observes. */
  readonly observed: readonly Change[];
  readonly manual: readonly Manual[];
  readonly unknown: readonly UnknownName[];
  readonly kept: readonly KeptRemoval[];
  readonly notices: readonly Notice[];
  readonly untouched: readonly Untouched[];
  /** Absent where all of it is here. */
  readonly elsewhere?: Elsewhere;
}

export interface Verdict {
  readonly rule: 'caller' | 'sight' | 'release' | 'shrunk' | 'protected' | LimitName;
  /** Address of what is judged; empty for the account. */
  readonly scope: string;
  /** `blocked`: nothing may be written. `held`: some changes are held back, and the rest may run. */
  readonly verdict: 'ok' | 'held' | 'blocked';
  readonly message: string;
  /** The flag with which it passes, as a shell takes it. */
  readonly accept?: string;
  /** Addresses of the changes that it is about. */
  readonly changes: readonly string[];
  /** The people that it is about, where it counts people. */
  readonly people?: readonly string[];
  /** Where a rule is a number: what the run comes to, what may be, and who says so. */
  readonly measure?: {
    readonly have: number;
    readonly limit: number;
    readonly source: Limit['source'];
  };
}

/** Ids under which things were known, by their address in the file. */
export type KnownIds = ReadonlyMap<string, string>;

/** What a list is held to: how much was in it as far as it was judged, and in which run (ISO 8601). */
export interface Baseline extends Pick<List, 'count' | 'masked'> {
  readonly at: string;
}

/** What is known of earlier runs. */
export interface History {
  /** What each list is held to, by the key of the list. */
  readonly baselines: ReadonlyMap<string, Baseline>;
  /** Addresses of the maps that the file decided about in the last run that used it. */
  readonly owned: ReadonlySet<string>;
  readonly ids: KnownIds;
  /** Numbers that a person checked and found right, by the name of the list. */
  readonly accepted: ReadonlyMap<string, number>;
}

/** Why a change waits: consent is missing, a list that it rests on may be cut, or something it needs waits. */
export type Hold = 'needs-consent' | 'unproven' | 'needs-held';

export type PlannedChange = Change & {
  /** The changes of the same plan that come before it, by address. */
  readonly needs: readonly string[];
  readonly stage: 1 | 2 | 3;
  readonly held?: Hold;
  /** Entries of `protected` that it takes from, by address: it may, because the file or the command names it exactly. */
  readonly protectedBy?: readonly string[];
  /** The way in that stays for the person it takes a grant from, who can do afterwards what they could before. */
  readonly noEffect?: string;
  /** What an update that gives and takes sets in the first stage already: all that it gives, and nothing taken yet. */
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
  /** Where the file guards less than the version of it that was reviewed or used before; nothing where none is known. */
  readonly loosened: readonly Notice[];
  readonly untouched: readonly Untouched[];
  /** Differences that are no part of it; absent where there are none. */
  readonly elsewhere?: Elsewhere;
  /** The file speaks of SAML mappings, which no plan compares. */
  readonly saml?: true;
  readonly coverage: readonly Coverage[];
  /** Who can do what afterwards that they could not do before, and the other way round. */
  readonly access: PlanAccess;
  /** What the verdicts were measured by. */
  readonly limits: Limits;
  /** What this run would break; with anything blocked, nothing is written. */
  readonly guards: readonly Verdict[];
  /** The same with consent to everything destructive. */
  readonly guardsWithConsent: readonly Verdict[];
  /** Ids of the live things that the changes name, by address. */
  readonly ids: Readonly<Record<string, string>>;
  /** SHA-256 of the format, the account, the ordered changes and the limits; not of reasons, lines or consent. */
  readonly digest: string;
}

export type Outcome =
  | {
      readonly status: 'done';
      readonly change: PlannedChange;
      /** Another person was faster, or what came before took it along: it was as wanted already. */
      readonly already?: true;
      /** Ids under which Arize knows the requests that did it. */
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
      /** Its half that only gives was done before the run stopped. */
      readonly half?: true;
    }
  | { readonly status: 'held'; readonly change: PlannedChange };

/** The way back from what a run did. */
export interface Undo {
  /** The file that undoes it, and the command that plans it. Absent where no file undoes anything of it. */
  readonly by?: { readonly file: string; readonly command: string };
  /** How many changes were done. */
  readonly done: number;
  /** How many of them cannot be undone. */
  readonly irreversible: number;
  /** How much of what they added stays: only `removed` deletes it, or the plan of the file refuses to. */
  readonly stays: number;
  /** How much of that stays because taking it back would take something that is protected; none where absent. */
  readonly guarded?: number;
  /** What forbids the plan of the file, and no flag lets pass. */
  readonly blocked: readonly Verdict['rule'][];
  /** The file has to be edited before it can be used. */
  readonly needsEdit?: true;
}

/** How a run ended. */
export interface RunResult {
  readonly outcomes: readonly Outcome[];
  /** Absent where nothing was done. */
  readonly undo?: Undo;
  /** Why what was done could not be read again: only Arize's answers stand for it. */
  readonly unverified?: Error;
}
