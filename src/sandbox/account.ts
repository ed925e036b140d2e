import { EPOCH, timestamp } from './clock.ts';
import { isCount, isShape, isText } from './checks.ts';
import type { AnyResource } from './resource.ts';
import { resources } from './resources/index.ts';
import { DamagedTableError } from './table.ts';

type Resources = typeof resources;

/** The table of each resource, by its name in the list of resources. */
type Tables = { [Name in keyof Resources]: ReturnType<Resources[Name]['table']> };

interface AccountFacts {
  id: number;
  name: string;
  createdAt: string;
  /** The number of timestamps so far; time passes by counting. */
  ticks: number;
}

/** One Arize AX account: plain tables. */
export interface Account extends Tables, AccountFacts {}

/** The declarations of all resources, in the order of the list. */
export const everyResource: readonly AnyResource[] = Object.values(resources);

/** The version of the state file: that of the youngest table. */
export const stateVersion = Math.max(...everyResource.map(({ since }) => since));

const tableNames = Object.keys(resources).filter(isTableName);

function isTableName(name: string): name is keyof Resources {
  return Object.hasOwn(resources, name);
}

function emptyTables(list: Resources): Tables;
function emptyTables(list: Readonly<Record<string, { table(): object }>>): Record<string, object> {
  return Object.fromEntries(Object.entries(list).map(([name, each]) => [name, each.table()]));
}

/** An empty account. */
export function emptyAccount(name: string, id: number): Account {
  const createdAt = timestamp(new Date(EPOCH));
  const account = { id, name, createdAt, ticks: 0, ...emptyTables(resources) };
  // Later resources in the list depend on earlier ones, so they are removed first.
  for (const { attach } of everyResource.toReversed()) attach?.(account);
  return account;
}

/** The account as plain data, for the state file. */
export function saveAccount(account: Account): Record<string, unknown> {
  const { id, name, createdAt, ticks } = account;
  const tables = tableNames.map((table) => [table, account[table].save()] as const);
  return { id, name, createdAt, ticks, ...Object.fromEntries(tables) };
}

const isFacts = isShape<AccountFacts>({
  id: isCount,
  name: isText,
  createdAt: isText,
  ticks: isCount,
});

/**
 * The inverse of `saveAccount`. A table that is younger than the file is empty.
 * @param version the version of the file
 * @throws DamagedTableError when a part is missing or is not what was saved
 */
export function restoreAccount(saved: Readonly<Record<string, unknown>>, version: number): Account {
  if (!isFacts(saved)) throw new DamagedTableError('its account is missing or damaged');
  const account = emptyAccount(saved.name, saved.id);
  account.createdAt = saved.createdAt;
  account.ticks = saved.ticks;
  for (const name of tableNames) {
    if (resources[name].since > version) continue;
    const table: unknown = Object.entries(saved).find(([key]) => key === name)?.[1];
    try {
      account[name].restore(table);
    } catch (error) {
      if (!(error instanceof DamagedTableError)) throw error;
      throw new DamagedTableError(`its table \`${name}\` ${error.message}`);
    }
  }
  return account;
}
