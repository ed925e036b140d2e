import type { KindName } from '../model.ts';

/**
 * The document of the access map, `ax-access/report@1`: what `report --json` prints and what the HTML page contains. It
 * consists of tables and indices, so that each name appears once. `npm run schema` makes `schema/report.schema.json` of
 * these types and their comments, for programs.
 *
 * A key that does not apply is left out, and a flag is never false. Texts are ready to show, but hold names as other people
 * wrote them.
 */

/** A position in a table. */
export type Index = number;

/** Lines of a file: the index of the file, the first line and, if there are several, the last one. */
export type Line = readonly [file: Index, line: number, last?: number];

/** Who has access to what and how, and what to look at; with an access file, also what its plan changes. */
export interface ReportDocument {
  /** The format of this document. Within a version, keys and values are only added. */
  readonly schema: 'ax-access/report@1';
  /** Version of ax-access. */
  readonly tool: string;
  /** The command that made it. */
  readonly command: 'report' | 'plan' | 'drift';
  /** What the tables describe, before any change: the live account, or with `--desired` the file alone. */
  readonly of: 'live' | 'desired';
  /** When it was made (ISO 8601, UTC). */
  readonly made: string;
  /** The day (UTC) for which last days are judged. */
  readonly today: string;
  /** The account; absent with `--desired`, which reads none. */
  readonly account?: {
    /** Its id. */
    readonly id: string;
    /** Its name. */
    readonly name: string;
  };
  /** The owner of the API key; absent if Arize does not say. */
  readonly caller?: {
    /** The e-mail address. */
    readonly email: string;
    /** Whether they are an admin of the account. If not, lists may be filtered. */
    readonly account_admin: boolean;
  };
  /** What the account is, if it is not a real one: `the sandbox`. */
  readonly where?: string;
  /** The access file. */
  readonly file?: {
    /** Its path, as given. */
    readonly name: string;
    /** The commit that it is checked out from, if CI says so. */
    readonly commit?: string;
  };
  /** The totals. */
  readonly totals: ReportTotals;
  /** What the map does not show, a sentence each. A statement with "no" or "no one" is only true together with them. */
  readonly leaves_out: readonly string[];
  /** The plan of the access file. */
  readonly plan?: ReportPlan;
  /** What to look at, worst first; accepted ones come last. */
  readonly findings: readonly ReportFinding[];
  /** Notices about the entries under `accepted`. */
  readonly notices: readonly {
    /** Ready to show. */
    readonly text: string;
    /** The line of the file that it is about. */
    readonly line?: Line;
  }[];
  /** People and service identities, by e-mail; also those that the plan adds. */
  readonly people: readonly ReportPerson[];
  /** The account, then each organization, space and project before what is in it, by name; also those that the plan adds. */
  readonly places: readonly ReportPlace[];
  /** The teams through which the file lists people. */
  readonly teams: readonly ReportTeam[];
  /** Roles, custom and predefined, by name. */
  readonly roles: readonly ReportRole[];
  /** The roles that people can have somewhere. */
  readonly levels: readonly ReportLevel[];
  /** Every grant. */
  readonly grants: readonly ReportGrant[];
  /** Who can do what where, and by which ways in. */
  readonly access: ReportAccess;
  /** The access rules of the file; absent if it has none. */
  readonly rules?: readonly ReportRule[];
  /** Service keys; absent if they were not read. */
  readonly service_keys?: readonly ReportKey[];
  /** Identity providers with their role mappings; absent if they were not read. */
  readonly saml?: readonly ReportProvider[];
  /** The names of permissions. */
  readonly permissions: readonly string[];
  /** Sets of permissions: indices into `permissions`, ascending. */
  readonly permission_sets: readonly (readonly Index[])[];
  /** The files that lines refer to. */
  readonly files: readonly ReportFile[];
  /** The lists that were read. */
  readonly coverage: readonly ReportCoverage[];
}

/** A file with lines that this document refers to. */
export interface ReportFile {
  /** Its path. */
  readonly name: string;
  /** Its address at the checked-out commit. `#L12` after it is line 12. */
  readonly url?: string;
}

/** How many there are in the account now. */
export interface ReportTotals {
  /** People, without service identities. */
  readonly people: number;
  /** Service identities. */
  readonly services: number;
  /** Organizations. */
  readonly organizations: number;
  /** Spaces. */
  readonly spaces: number;
  /** Projects. */
  readonly projects: number;
  /** Custom roles. */
  readonly roles: number;
  /** Service keys; absent if they were not read. */
  readonly service_keys?: number;
  /** Admins of the account. */
  readonly account_admins: number;
  /** People with a pending or expired invitation. */
  readonly pending: number;
  /** Findings that are not accepted. */
  readonly findings: number;
  /** Accepted findings. */
  readonly accepted: number;
}

/** A person, or a service identity. */
export interface ReportPerson {
  /** The e-mail address; an id if Arize does not show it. */
  readonly email: string;
  /** The name. */
  readonly name?: string;
  /** The role in the account: an index into `levels`. */
  readonly role?: Index;
  /** The state of the person; absent for an active one. */
  readonly status?: 'invited' | 'expired' | 'blocked';
  /** Whether this is a service identity, the account behind a service key. */
  readonly service?: true;
  /** The teams of the file that the person gets grants through: indices into `teams`. */
  readonly teams?: readonly Index[];
  /** The entry under `users`. */
  readonly line?: Line;
  /** Whether the plan adds or removes the person. */
  readonly plan?: 'new' | 'gone';
  /** Whether that is held back without consent. */
  readonly held?: true;
}

/** Where people can have access: the account, an organization, a space or a project. */
export interface ReportPlace {
  /** What it is: `account`, `organization`, `space` or `project`. */
  readonly kind: 'account' | KindName;
  /** Its name; empty for the account with `--desired`. */
  readonly name: string;
  /** Its address in plans and findings; empty for the account. */
  readonly address: string;
  /** What it is in: an index into `places`; absent for the account. */
  readonly parent?: Index;
  /** Its id in Arize. */
  readonly id?: string;
  /** For spaces: whether it is private; absent if unknown. Everyone in the organization gets into a public one. */
  readonly private?: boolean;
  /** Whether a restriction closes it to people who have no grant in it. */
  readonly restricted?: true;
  /** Whether not everything was read that decides who gets in. */
  readonly unread?: true;
  /** Its entry in the file. */
  readonly line?: Line;
  /** Whether the plan adds or removes it. */
  readonly plan?: 'new' | 'gone';
  /** What the plan makes of it, if it opens or closes it. */
  readonly after?: {
    /** Whether it is private then. */
    readonly private?: boolean;
    /** Whether it is restricted then. */
    readonly restricted?: boolean;
  };
  /** Whether what the plan does to it is held back without consent. */
  readonly held?: true;
}

/** A team of the file. */
export interface ReportTeam {
  /** Its name. */
  readonly name: string;
}

/** A role. */
export interface ReportRole {
  /** Its name. */
  readonly name: string;
  /** Its id in Arize. */
  readonly id?: string;
  /** Whether it is a custom role; if not, Arize defines it. */
  readonly custom: boolean;
  /** Its description. */
  readonly description?: string;
  /** What it allows: an index into `permission_sets`; absent if unknown. */
  readonly permissions?: Index;
  /** Its entry in the file. */
  readonly line?: Line;
  /** Whether the plan adds or removes it. */
  readonly plan?: 'new' | 'gone';
  /** What it allows after the plan, if that differs: an index into `permission_sets`. */
  readonly after?: Index;
  /** Whether that is held back without consent. */
  readonly held?: true;
}

/** A role that a person can have somewhere: a built-in role, another role, or one that Arize does not show. */
export interface ReportLevel {
  /** Its name, ready to show. */
  readonly text: string;
  /** One to three letters and maybe a number, different for each level. */
  readonly short: string;
  /** Whether it is built in, one of `roles`, or unknown. */
  readonly is: 'built-in' | 'role' | 'unknown';
  /** An index into `roles`. */
  readonly role?: Index;
  /** What a built-in role allows in spaces and projects: an index into `permission_sets`. An admin may do everything. */
  readonly permissions?: Index;
}

/** A role given to a person in a place: what every way in is based on. */
export interface ReportGrant {
  /** An index into `people`. */
  readonly person: Index;
  /** Where it is given: an index into `places`. */
  readonly place: Index;
  /** An index into `levels`. */
  readonly level: Index;
  /** Whether it is a binding, which can exist beside a membership. */
  readonly binding?: true;
  /** Its entry in the file; absent if the file does not list it. */
  readonly line?: Line;
  /** The team through which the file lists the person: an index into `teams`. */
  readonly team?: Index;
  /** The last day (UTC), if the file sets one. */
  readonly until?: string;
  /** What the plan does to it. */
  readonly plan?: 'new' | 'gone' | 'changed';
  /** The level after a change: an index into `levels`. */
  readonly after?: Index;
  /** Whether that is held back without consent. */
  readonly held?: true;
}

/** A way in, relative to the place that it leads into, so that people and places share it. */
export interface ReportWay {
  /** A grant in the place itself, an admin right above it, a grant above it in a place that is open to its members, or a grant above it that passes on. */
  readonly how: 'own' | 'admin' | 'fallback' | 'inherited';
  /** How far above the place the grant is: 0 for the place itself, 1 for what it is in. */
  readonly up: number;
  /** What the grant gives: an index into `levels`. */
  readonly level: Index;
  /** The only permissions that a restriction lets through: an index into `permission_sets`. */
  readonly only?: Index;
  /** Whether it is unknown if this way is open. */
  readonly unsure?: true;
}

/** What a person can do in a place, and by which ways in. People and places share it. */
export interface ReportCell {
  /** Indices into `access.ways`; for an admin, only the admin rights. */
  readonly ways: readonly Index[];
  /** What the person holds, strongest first: indices into `levels`. Empty for no access. */
  readonly levels: readonly Index[];
  /** Whether the person can do everything. */
  readonly admin?: true;
  /** What the person can do, as far as known: an index into `permission_sets`. Absent for admins, and where only the role is known. */
  readonly permissions?: Index;
  /** Whether the person may be able to do more or less than this. */
  readonly unsure?: true;
  /** Whether it is certain that the person gets in. */
  readonly enters?: true;
  /** Whether the person has a grant in the place itself. */
  readonly own?: true;
}

/** Who can do what where, packed: most people of an organization have the same access to most of it. */
export interface ReportAccess {
  /** Ways in. */
  readonly ways: readonly ReportWay[];
  /** What people can do somewhere. The first one is no access. */
  readonly cells: readonly ReportCell[];
  /** Access that many people share: pairs of indices into `places` and `access.cells`, one after the other. */
  readonly patterns: readonly (readonly Index[])[];
  /** For each of `people`, in the same order. A place that is in none of the pairs has cell 0. */
  readonly people: readonly {
    /** Indices into `access.patterns`. */
    readonly like?: readonly Index[];
    /** What differs from these: pairs of indices into `places` and `access.cells`. */
    readonly but?: readonly Index[];
  }[];
}

/** An access rule of the file, and whether it holds before and after the plan. */
export interface ReportRule {
  /** Its name. */
  readonly name: string;
  /** What it says, ready to show. */
  readonly claim: string;
  /** Whether a plan that would break it is blocked, or only warns. */
  readonly severity: 'block' | 'warn';
  /** Why there is such a rule. */
  readonly reason?: string;
  /** Its entry in the file. */
  readonly line?: Line;
  /** The resources that it is about: indices into `places`. */
  readonly places: readonly Index[];
  /** The people that it is about, including excepted ones: indices into `people`; absent if it is about all of them. */
  readonly people?: readonly Index[];
  /** In what the tables describe, before any change. */
  readonly before: ReportRuleVerdict;
  /** After the plan, as it would run. */
  readonly as_run?: ReportRuleVerdict;
  /** After the plan, with consent to all of it; absent if that is the same. */
  readonly with_consent?: ReportRuleVerdict;
}

/** Whether a rule holds. */
export interface ReportRuleVerdict {
  /** `unknown` if something that decides it is not known. */
  readonly verdict: 'ok' | 'broken' | 'unknown';
  /** What breaks it, the first of them. */
  readonly breaches: readonly {
    /** Ready to show: who, where, and the way in. */
    readonly text: string;
    /** An index into `people`. */
    readonly person?: Index;
    /** An index into `places`. */
    readonly place?: Index;
    /** The line that lets the person in or, where access is missing, the line of the rule. */
    readonly line?: Line;
  }[];
  /** How many breaches are not in `breaches`; absent if all are. */
  readonly more?: number;
  /** Why it could not be checked, a sentence part each. */
  readonly unknown: readonly string[];
}

/** A service key. */
export interface ReportKey {
  /** Its name. */
  readonly name: string;
  /** Its id in Arize. */
  readonly id: string;
  /** The spaces that it is valid for: indices into `places`. */
  readonly places: readonly Index[];
  /** Its creator; an id if Arize does not show the e-mail address. */
  readonly owner: string;
  /** Its creator, if known: an index into `people`. */
  readonly created_by?: Index;
  /** The day on which it was created. */
  readonly made: string;
  /** The day on which it expires; absent if it does not. */
  readonly expires?: string;
  /** The day on which it was last used; absent if it never was. */
  readonly last_used?: string;
  /** What a person should check: `never expires`. */
  readonly remarks: readonly string[];
  /** Its entry in the file. */
  readonly line?: Line;
}

/** An identity provider, and what its groups get when they log in. */
export interface ReportProvider {
  /** Its e-mail domains. */
  readonly domains: readonly string[];
  /** Whether each login overwrites the roles of its people. */
  readonly syncs_roles: boolean;
  /** Its role mappings. */
  readonly mappings: readonly {
    /** The group that it is for: `groups = ml-engineers`. */
    readonly group: string;
    /** Whether it makes account admins. */
    readonly account_admin?: true;
    /** What it grants. */
    readonly grants: readonly {
      /** An index into `places`; absent if the place does not exist. */
      readonly place?: Index;
      /** Ready to show: `member in space "team-alpha"`. */
      readonly text: string;
    }[];
  }[];
}

/** What the plan of the access file changes. */
export interface ReportPlan {
  /** The plan in a few words, with consent to all of it. */
  readonly title: string;
  /** Its last lines: how many changes, and how many people gain and lose access. */
  readonly summary: readonly string[];
  /** Whether the run may destroy (`--allow-destructive`). */
  readonly consent: boolean;
  /** The digest of the plan. */
  readonly digest: string;
  /** The numbers that matter most, each with the people and changes behind it. */
  readonly cards: readonly ReportCard[];
  /** The changes as the screen of `plan` shows them: worst first, and changes that have much in common in one row. */
  readonly sections: readonly {
    /** What its changes do to access. */
    readonly effect: 'destroys' | 'reduces' | 'grants';
    /** Ready to show. */
    readonly heading: string;
    /** Its rows. */
    readonly rows: readonly ReportRow[];
  }[];
  /** The changes, in the order in which they run. */
  readonly changes: readonly ReportChange[];
  /** What it does to access as it would run: changes that are held back do not happen. */
  readonly as_run: ReportSide;
  /** What it does with consent to all of it; absent if that is the same. */
  readonly with_consent?: ReportSide;
  /** What a reader must know besides the changes. */
  readonly beside: readonly {
    /** A guard that the file loosens, a manual step, an unknown name, a removal that is left out, a difference that is only observed, or a notice. */
    readonly is: 'loosened' | 'manual' | 'unknown' | 'kept' | 'observed' | 'notice';
    /** Ready to show. */
    readonly text: string;
    /** The address of the item that it is about. */
    readonly address?: string;
    /** The line of the file that it is about. */
    readonly line?: Line;
    /** A command that settles it, or shows more. */
    readonly command?: string;
  }[];
  /** The limits of the run. */
  readonly limits: readonly {
    /** Its name. */
    readonly name: string;
    /** Its value. */
    readonly value: number;
    /** What sets it. */
    readonly source: 'default' | 'flag' | 'file';
    /** Where the file sets it. */
    readonly line?: Line;
  }[];
  /** What to do next. */
  readonly next: readonly {
    /** A complete command. */
    readonly command?: string;
    /** What it does, or a sentence without a command. */
    readonly text: string;
  }[];
  /** For `drift`: which side changed, and who may have done it. */
  readonly drift?: {
    /** How many differences there are, in a few words. */
    readonly title: string;
    /** The same in a sentence, with what is accepted. */
    readonly summary: string;
    /** What tells the sides apart: a git ref, or the time of the last run. */
    readonly compared_with?: string;
    /** A sentence about who made the changes, and how certain that is. */
    readonly asked?: string;
    /** The differences. */
    readonly findings: readonly ReportDrift[];
  };
}

/** A number that matters, with the people and changes behind it. */
export interface ReportCard {
  /** What it counts. */
  readonly id:
    | 'destroyed'
    | 'irreversible'
    | 'losing'
    | 'losing_all'
    | 'new_admins'
    | 'gaining'
    | 'emails';
  /** As the plan would run. */
  readonly as_run: ReportCount;
  /** With consent to all of it; absent if nothing is held back. */
  readonly with_consent?: ReportCount;
}

/** A number, with the people and the changes behind it. */
export interface ReportCount {
  /** The number. */
  readonly count: number;
  /** The words after it: `people lose access`. */
  readonly label: string;
  /** The people: indices into `people`. */
  readonly people: readonly Index[];
  /** The changes: indices into `plan.changes`. */
  readonly changes: readonly Index[];
}

/** A row of the plan's screen. */
export interface ReportRow {
  /** `+` adds, `~` changes, `-` removes, `x` cannot be undone, `!` makes an admin. */
  readonly sign: string;
  /** Its color. */
  readonly paint?: 'red' | 'yellow' | 'green';
  /** What is done. */
  readonly what: string;
  /** What it does to people. */
  readonly effect: string;
  /** The lines of the file. */
  readonly line?: Line;
  /** Its changes: indices into `plan.changes`. */
  readonly changes: readonly Index[];
  /** The people that it is about or whose access it changes: indices into `people`. */
  readonly people: readonly Index[];
  /** Those of them who lose access: indices into `people`. */
  readonly losing: readonly Index[];
  /** What it does beside all the other changes; absent if that is the same as when some are held back. */
  readonly with_consent?: ReportRowEffect;
}

/** What a row of the plan's screen does to people. */
export interface ReportRowEffect {
  /** What it does to people. */
  readonly effect: string;
  /** The people that it is about or whose access it changes: indices into `people`. */
  readonly people: readonly Index[];
  /** Those of them who lose access: indices into `people`. */
  readonly losing: readonly Index[];
}

/** A change. */
export interface ReportChange {
  /** The address of the item. */
  readonly address: string;
  /** Ready to show. */
  readonly text: string;
  /** What the item is: `space member`. */
  readonly kind: string;
  /** What is done to it. */
  readonly action: 'create' | 'update' | 'delete';
  /** What that does to access. */
  readonly effect: 'destroys' | 'reduces' | 'grants';
  /** Whom it is about: an index into `people`. */
  readonly person?: Index;
  /** Where it happens: an index into `places`. */
  readonly place?: Index;
  /** The role that it changes: an index into `roles`. */
  readonly role?: Index;
  /** What it sets, a text each: `role: member -> admin`. */
  readonly fields: readonly string[];
  /** Why, as the file says or because the file no longer lists it. */
  readonly reason?: string;
  /** Its line of the file. */
  readonly line?: Line;
  /** Why it cannot be undone, as part of a sentence; absent if it can. */
  readonly irreversible?: string;
  /** Why it is held back. */
  readonly held?: 'needs-consent' | 'unproven' | 'needs-held';
  /** The way in that leaves the person with the same access. */
  readonly no_effect?: string;
  /** Addresses of what Arize also removes. */
  readonly also_removes: readonly string[];
  /** The changes that come first: indices into `plan.changes`. */
  readonly needs: readonly Index[];
}

/** One side of a plan: as it would run, or with consent to all of it. */
export interface ReportSide extends ReportEffect {
  /** The plan in a few words. */
  readonly title: string;
  /** Whether a guard blocks the run. */
  readonly blocked: boolean;
  /** The verdicts of the guards and limits. */
  readonly guards: readonly ReportVerdict[];
}

/** What one side of a plan does to access. */
export interface ReportEffect {
  /** The cells that differ, by person. The cells before are in `access`. */
  readonly cells: readonly {
    /** An index into `people`. */
    readonly person: Index;
    /** Pairs of indices into `places` and `access.cells`, one after the other: the cells after the plan. */
    readonly to: readonly Index[];
  }[];
  /** What a person gains and loses in a place. */
  readonly kinds: readonly {
    /** Whether they gain access, lose access or both, or whether that is unknown. */
    readonly effect: 'gains' | 'loses' | 'changes' | 'unsure';
    /** The permissions gained: an index into `permission_sets`. */
    readonly gained?: Index;
    /** The permissions lost: an index into `permission_sets`. */
    readonly lost?: Index;
    /** The changes that cause it: indices into `plan.changes`. */
    readonly causes: readonly Index[];
  }[];
  /** Where access differs: triples of indices into `people`, `places` and `kinds`, one after the other. A cell can differ without this: another way in, the same access. */
  readonly differences: readonly Index[];
  /** The people who lose all access: indices into `people`. */
  readonly losing_all: readonly Index[];
  /** The people who become an admin somewhere. */
  readonly new_admins: readonly {
    /** An index into `people`. */
    readonly person: Index;
    /** An index into `places`. */
    readonly place: Index;
    /** The change that causes it: an index into `plan.changes`. */
    readonly cause?: Index;
  }[];
  /** What is not known about it, a sentence each. */
  readonly not_judged: readonly string[];
}

/** What a guard or a limit says about a run. */
export interface ReportVerdict {
  /** The name of the guard. */
  readonly rule: string;
  /** The address of the judged item; empty for the account. */
  readonly scope: string;
  /** Whether it passes, holds some changes back, or blocks the run. */
  readonly verdict: 'ok' | 'held' | 'blocked';
  /** Ready to show. */
  readonly text: string;
  /** The flag that lets it pass. */
  readonly accept?: string;
}

/** A difference between the file and the account. */
export interface ReportDrift {
  /** Its id, for `accepted` in the file and `drift --adopt`. */
  readonly id: string;
  /** The address of the item. */
  readonly address: string;
  /** Ready to show. */
  readonly text: string;
  /** Which side changed. */
  readonly direction: 'live' | 'file' | 'both' | 'unknown';
  /** The people who may have changed it, a text each, the likeliest first. */
  readonly who: readonly string[];
  /** Its line of the file. */
  readonly line?: Line;
}

/** What a finding is about. */
export type FindingCode =
  | 'sole-admin'
  | 'can-grant'
  | 'dead-mapping'
  | 'public-with-restricted'
  | 'key-never-ends'
  | 'key-unused'
  | 'not-in-file'
  | 'no-effect'
  | 'ends-soon'
  | 'invitation-expired'
  | 'no-organization';

/** Something to look at. */
export interface ReportFinding {
  /** Its id, for `accepted` in the file. It is the same in every report until the finding changes. */
  readonly id: string;
  /** What it is about. */
  readonly code: FindingCode;
  /** The heading of all findings of its code. */
  readonly heading: string;
  /** How much it matters. */
  readonly severity: 'high' | 'medium' | 'low';
  /** Ready to show. */
  readonly text: string;
  /** The address of the item, which `accepted` can name instead of the id. */
  readonly address?: string;
  /** The people that it is about: indices into `people`. */
  readonly people: readonly Index[];
  /** The places that it is about: indices into `places`. */
  readonly places: readonly Index[];
  /** The role that it is about: an index into `roles`. */
  readonly role?: Index;
  /** The line of the file that it is about. */
  readonly line?: Line;
  /** What fixes it. */
  readonly fix: {
    /** What the lines do; without lines, what to do. */
    readonly text: string;
    /** Lines for the access file, from the top key down; absent if none fix it. */
    readonly yaml?: string;
  };
  /** A command that fixes it or shows more. */
  readonly command?: string;
  /** The entry of the file that accepts it. */
  readonly accepted?: {
    /** The person or team responsible. */
    readonly owner: string;
    /** The last day (UTC). */
    readonly until: string;
    /** Why it is accepted. */
    readonly reason?: string;
    /** Where the file accepts it. */
    readonly line: Line;
  };
}

/** A list that was read. */
export interface ReportCoverage {
  /** What is in it: `space members`. */
  readonly what: string;
  /** Where: an index into `places`. */
  readonly place: Index;
  /** How many there are. */
  readonly count: number;
  /** Whether all of it was read and understood. */
  readonly complete: boolean;
  /** Why it is not complete. */
  readonly reason?: string;
}
