import type { Account } from './account.ts';
import type { Behaviour } from './behaviour.ts';
import type { Route } from './rest/call.ts';
import type { Seed, SeedOrganization, SeedProject, SeedSpace } from './seed.ts';
import type { SeedCheck } from './seedCheck.ts';
import type { Numbered, Table } from './table.ts';
import type { Leaf } from './tree.ts';

/** The levels of a seed, each with its contents. */
export interface Levels {
  account: Seed;
  organization: SeedOrganization;
  space: SeedSpace;
  project: SeedProject;
}

export type Level = keyof Levels;

/** A check of a seed under way at one level. */
export interface SeedPlace<At extends Level> {
  check: SeedCheck;
  path: readonly string[];
  /** The organization around it, if it is in one. */
  organization?: SeedOrganization;
  given: Levels[At];
  /** Checks what the resources have at a level below. */
  below<Below extends Level>(
    level: Below,
    key: readonly string[],
    given: Levels[Below],
    organization?: SeedOrganization,
  ): void;
}

/** The planting of a seed at one level. */
export interface Planting<At extends Level> {
  account: Account;
  behaviour: Partial<Behaviour>;
  given: Levels[At];
  /** The row that this level belongs to; 0 for the account. */
  owner: number;
  /** Plants what the resources have at a level below. */
  below<Below extends Level>(level: Below, given: Levels[Below], owner: number): void;
}

/** A look at the account at one level. */
export interface View {
  account: Account;
  owner: number;
}

/** How a resource is read from and written to one level of a seed. */
export interface SeedPart<At extends Level> {
  /** Reports what the seed's schema cannot say. */
  check?(place: SeedPlace<At>): void;
  /** Adds rows. The order of the list of resources is the order of planting. */
  plant(planting: Planting<At>): void;
  /** The inverse of `plant`: the part of a seed, without default values. */
  show(
    view: View & {
      below<Below extends Level>(level: Below, owner: number): Partial<Levels[Below]>;
    },
  ): Partial<Levels[At]>;
}

/** The lines of a resource in the tree that people read, at one level. */
export interface TreePart {
  /** Puts the lines under a heading that counts them; only at the level of the account. */
  title?: string;
  lines(view: View & { below(level: Level, owner: number): Leaf[] }): Leaf[];
}

/** The parts of a resource that do not depend on its rows. */
export interface AnyResource {
  /**
   * The version of the state file that first had this table, or first had it in today's shape. An
   * older file is read as if the table were empty.
   */
  since: number;
  /** The type in its global ids; absent when its rows have no id of their own. */
  idType?: string;
  /** Runs first: reserves ids that a seed contains, so that no new item gets them. */
  reserve?(planting: Planting<'account'>): void;
  /** Comes before anything of a seed is planted. */
  prepare?(planting: Planting<'account'>): void;
  seed?: { readonly [At in Level]?: SeedPart<At> };
  tree?: { readonly [At in Level]?: TreePart };
  /** Says to the other tables what goes when one of their rows ends, with `whenEnding`. */
  attach?(account: Account): void;
  /** Its operations of REST v2. */
  routes?: readonly Route[];
}

/** Everything that the sandbox knows of one resource. */
export interface Resource<
  Row extends Numbered,
  Group extends string = never,
  Id extends string = never,
> extends AnyResource {
  idType?: Id;
  /** An empty table, with the check of its rows for state files, and the keys that rows are found by. */
  table(): Table<Row, Group>;
}
