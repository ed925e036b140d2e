import type { Index } from './document.ts';

/** A table that contains each value once. Its index refers to it. */
export class Table<Row> {
  readonly rows: Row[] = [];
  readonly #indices = new Map<string, Index>();
  readonly #keyOf: (row: Row) => string;

  /** @param keyOf equal for rows that are the same */
  constructor(keyOf: (row: Row) => string = JSON.stringify) {
    this.#keyOf = keyOf;
  }

  /** The index of a row, which is added if it is new. */
  at(row: Row): Index {
    const key = this.#keyOf(row);
    const known = this.#indices.get(key);
    if (known !== undefined) return known;
    const index = this.rows.push(row) - 1;
    this.#indices.set(key, index);
    return index;
  }
}

/** Permissions by name, and the sets of them that roles and people have. */
export class PermissionTable {
  readonly #names: Table<string>;
  readonly #sets = new Table<readonly Index[]>((set) => set.join());

  /** @param names in the order of their indices */
  constructor(names: readonly string[]) {
    this.#names = new Table((name) => name);
    for (const name of names) this.#names.at(name);
  }

  get names(): readonly string[] {
    return this.#names.rows;
  }

  get sets(): readonly (readonly Index[])[] {
    return this.#sets.rows;
  }

  /** The index of a set. */
  at(permissions: Iterable<string>): Index {
    const indices = [...new Set(permissions)].map((name) => this.#names.at(name));
    return this.#sets.at(indices.toSorted((a, b) => a - b));
  }
}
