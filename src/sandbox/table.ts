import type { Check } from './checks.ts';
import { isCount } from './checks.ts';
import { isRecord } from './records.ts';

/** The part that all rows share: a number that is never reused. */
export interface Numbered {
  id: number;
}

/** How a table is written to the state file. */
export interface SavedTable<Row extends Numbered> {
  next: number;
  rows: Row[];
}

/** A table of a state file that cannot be read; the message names the part. */
export class DamagedTableError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'DamagedTableError';
  }
}

type Group = string | number;

/**
 * Rows by number, in order of creation, with groups kept beside them so that "the
 * members of this space" costs the members and not the table. What a row is grouped by never changes.
 */
export class Table<Row extends Numbered, Name extends string = never> {
  private next = 1;
  private readonly isRow: Check<Row>;
  private readonly rows = new Map<number, Row>();
  private readonly groupings: [name: Name, keyOf: (row: Row) => Group][];
  private readonly groups = new Map<Name, Map<Group, Map<number, Row>>>();
  private readonly listeners: ((row: Row) => void)[] = [];

  constructor(isRow: Check<Row>, groupings: Record<Name, (row: Row) => Group>) {
    this.isRow = isRow;
    this.groupings = [];
    for (const name in groupings) this.groupings.push([name, groupings[name]]);
    for (const [name] of this.groupings) this.groups.set(name, new Map());
  }

  /** Adds the row that `make` builds around its number. */
  add(make: (id: number) => Row): Row {
    const row = make(this.next++);
    this.put(row);
    return row;
  }

  /** Skips the numbers up to this one, because an id outside the table refers to a row that is gone. */
  startAfter(id: number): void {
    this.next = Math.max(this.next, id + 1);
  }

  get(id: number): Row | undefined {
    return this.rows.get(id);
  }

  /** The first row of a group, for groups that have at most one by the account's rules. */
  one(name: Name, group: Group): Row | undefined {
    const first = this.groups.get(name)?.get(group)?.values().next();
    return first?.done === false ? first.value : undefined;
  }

  /** Every row, oldest first. */
  all(): Row[] {
    return [...this.rows.values()];
  }

  /** The rows of one group, oldest first. */
  in(name: Name, group: Group): Row[] {
    const rows = [...(this.groups.get(name)?.get(group)?.values() ?? [])];
    return rows.toSorted((a, b) => a.id - b.id);
  }

  /** Changes fields that a row is grouped by. */
  change(row: Row, fields: Partial<Row>): Row {
    this.ungroup(row);
    Object.assign(row, fields);
    this.group(row);
    return row;
  }

  /** Calls `listener` before a row is removed, so that other tables can remove dependent rows. */
  whenEnding(listener: (row: Row) => void): void {
    this.listeners.push(listener);
  }

  /** Removes the dependent rows but keeps the row itself, as for a blocked person. */
  end(row: Row): void {
    for (const listener of this.listeners) listener(row);
  }

  /** Removes a row and its dependent rows. */
  remove(row: Row): void {
    this.end(row);
    this.rows.delete(row.id);
    this.ungroup(row);
  }

  /** Removes several rows. */
  clear(rows: readonly Row[]): void {
    for (const row of rows) this.remove(row);
  }

  save(): SavedTable<Row> {
    return { next: this.next, rows: this.all() };
  }

  /**
   * Fills an empty table with what `save` gave.
   * @throws DamagedTableError when it is anything else
   */
  restore(saved: unknown): void {
    if (!isRecord(saved) || !isCount(saved['next']) || !Array.isArray(saved['rows'])) {
      throw new DamagedTableError('is missing or is not a table');
    }
    const { next, rows } = saved;
    for (const [index, row] of rows.entries()) {
      if (!this.isRow(row) || row.id >= next || this.rows.has(row.id)) {
        throw new DamagedTableError(`has a damaged row (number ${index + 1})`);
      }
      this.put(row);
    }
    this.next = next;
  }

  private put(row: Row): void {
    this.rows.set(row.id, row);
    this.group(row);
  }

  private group(row: Row): void {
    for (const [name, keyOf] of this.groupings) {
      const groups = this.groups.get(name);
      const group = keyOf(row);
      const members = groups?.get(group) ?? new Map<number, Row>();
      members.set(row.id, row);
      groups?.set(group, members);
    }
  }

  private ungroup(row: Row): void {
    for (const [name, keyOf] of this.groupings) {
      const group = keyOf(row);
      const members = this.groups.get(name)?.get(group);
      members?.delete(row.id);
      if (members?.size === 0) this.groups.get(name)?.delete(group);
    }
  }
}
