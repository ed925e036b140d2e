import type { KeyRow } from '../../keys/list.ts';
import type { Acceptance, DesiredItem, PlannedChange, Ref } from '../../model.ts';
import type { Position } from '../../document/problem.ts';
import type { MappedProvider } from '../../read/identityProviders.ts';
import type { Directory } from '../../saml/directory.ts';
import type { SamlFinding } from '../../saml/check.ts';
import type { Sources } from '../sources.ts';

/** Identity providers, and what is wrong with their role mappings. */
export interface Mapped {
  readonly providers: readonly MappedProvider[];
  readonly findings: readonly SamlFinding[];
  /** Finds what the mappings refer to. */
  readonly directory: Directory;
}

/** What is looked through for findings. */
export interface Inspected extends Sources {
  /** Service keys, if they were read. */
  readonly keys?: readonly KeyRow[];
  /** The role mappings of identity providers, or why they could not be read. */
  readonly saml?: Mapped | { readonly unread: string };
  /** As `2027-03-31`, in UTC. */
  readonly today: string;
}

/** What was found, as plain data. */
export type Facts =
  /** One person alone is an admin of the account, or of an organization. */
  | { readonly code: 'sole-admin'; readonly person: string; readonly place?: Ref }
  /** A custom role whose holders can grant or destroy access. */
  | {
      readonly code: 'can-grant';
      readonly role: string;
      readonly permissions: readonly string[];
      readonly holders: readonly string[];
    }
  /** A role mapping that refers to something that does not exist. */
  | { readonly code: 'dead-mapping'; readonly mapping: SamlFinding }
  /** A public space with restricted projects: its other contents are open to the whole organization. */
  | {
      readonly code: 'public-with-restricted';
      readonly place: Ref;
      readonly restricted: readonly Ref[];
      /** The people who get in only because it is public. */
      readonly guests: readonly string[];
    }
  | { readonly code: 'key-never-ends' | 'key-unused'; readonly key: KeyRow; readonly says: string }
  /** Grants that are neither in the file nor changed by its plan. */
  | { readonly code: 'not-in-file'; readonly place: Ref; readonly people: readonly string[] }
  /** A planned removal after which the person still has the same access. */
  | { readonly code: 'no-effect'; readonly change: PlannedChange; readonly way: string }
  | {
      readonly code: 'ends-soon';
      readonly item: DesiredItem;
      readonly until: string;
      readonly days: number;
    }
  | { readonly code: 'invitation-expired'; readonly person: string }
  /** A person of the account who is in none of its organizations. */
  | { readonly code: 'no-organization'; readonly person: string };

/** What one inspection finds. */
export interface Found {
  readonly facts: Facts;
  /** The item that it is about, by which `accepted` can name it; absent if it is about the account. */
  readonly ref?: Ref;
  readonly people: readonly string[];
  readonly places: readonly (Ref | undefined)[];
  /** What else makes it another finding when it changes: what is accepted must not cover more later. */
  readonly about?: unknown;
  readonly source?: Position;
  /** Lines for the access file that fix it. */
  readonly yaml?: string;
}

/** Something to look at. */
export interface Finding extends Found {
  /** Stable until what it says changes. */
  readonly id: string;
  readonly severity: 'high' | 'medium' | 'low';
  readonly accepted?: Acceptance;
  /** The acceptance that covered it and has expired. */
  readonly lapsed?: Acceptance;
}
