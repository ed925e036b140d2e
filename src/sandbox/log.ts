import { appendFileSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { isCount, isMissingOr, isShape, isText } from './checks.ts';
import { unwritableError } from './stateError.ts';

/** One request that the sandbox saw. No key and no body is in it. */
export interface LogEntry {
  /** When it arrived, by the clock of the machine. */
  at: string;
  method: string;
  /** With the query. */
  path: string;
  /** The operation, such as `list_users`; of GraphQL the operation's name, when it has one. */
  operation: string;
  /** The status of the response, or that the connection broke. */
  status: number | 'dropped';
  /** Whose key it was; absent for an unknown key. */
  email?: string;
  /** The fault that was played, when one was. */
  fault?: string;
}

/** How many entries a log keeps. */
const KEPT = 1000;

/** The log of requests lies beside the state, so that it can be read while the sandbox runs. */
function logFile(stateFile: string): string {
  return `${stateFile}.log`;
}

const isEntry = isShape<LogEntry>({
  at: isText,
  method: isText,
  path: isText,
  operation: isText,
  status: (value) => isCount(value) || value === 'dropped',
  email: isMissingOr(isText),
  fault: isMissingOr(isText),
});

/** The entry in a line; none in one that a killed process left half written. */
function parsed(line: string): LogEntry[] {
  try {
    const entry: unknown = JSON.parse(line);
    return isEntry(entry) ? [entry] : [];
  } catch {
    return [];
  }
}

/** The last requests to a sandbox with this state file, oldest first; empty when there is no log. */
export function readLog(stateFile: string, last = KEPT): LogEntry[] {
  let text: string;
  try {
    text = readFileSync(logFile(stateFile), 'utf8');
  } catch {
    return [];
  }
  const lines = text.split('\n').filter((line) => line !== '');
  return lines.slice(Math.max(0, lines.length - last)).flatMap(parsed);
}

/** Removes the log that lies beside a state file. */
export function removeLog(stateFile: string): void {
  rmSync(logFile(stateFile), { force: true });
}

/** A log of requests: in memory, and beside the state file when there is one. */
export interface Log {
  add(entry: LogEntry): void;
  last(count: number): LogEntry[];
}

export function openLog(stateFile: string | undefined): Log {
  const entries = stateFile === undefined ? [] : readLog(stateFile);
  let lines = Number.POSITIVE_INFINITY;
  return {
    add(entry) {
      entries.push(entry);
      if (entries.length > KEPT) entries.shift();
      if (stateFile === undefined) return;
      const file = logFile(stateFile);
      try {
        if (lines > 2 * KEPT) {
          // Written whole at first and when it has grown to twice its size, appended to otherwise.
          const text = entries.map((each) => `${JSON.stringify(each)}\n`).join('');
          writeFileSync(file, text, { mode: 0o600 });
          lines = entries.length;
        } else {
          appendFileSync(file, `${JSON.stringify(entry)}\n`);
          lines += 1;
        }
      } catch (error) {
        throw unwritableError(file, error);
      }
    },
    last: (count) => entries.slice(Math.max(0, entries.length - count)),
  };
}
