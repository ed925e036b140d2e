import { isRecord } from './records.ts';

/** Injected faults: what goes wrong, and for which requests. */

/** What a fault does. Times are milliseconds, but `retryAfter` is seconds as the header has it. */
export type Fault =
  /** The response is delayed. */
  | { fault: 'latency'; ms: number }
  /** 429 with `Retry-After`; nothing is done. */
  | { fault: 'rate-limit'; retryAfter: number }
  /** 500 with a problem document; nothing is done. */
  | { fault: 'error' }
  /** 502 with an HTML page, like a proxy's; nothing is done. */
  | { fault: 'bad-gateway' }
  /** The connection breaks; nothing is done. */
  | { fault: 'drop-before' }
  /** The work is done, and the connection breaks before the response. */
  | { fault: 'drop-after' }
  /** The response starts at once and its body takes this long. */
  | { fault: 'slow-body'; ms: number }
  /** Half of a list, which claims to have more pages but gives no cursor. */
  | { fault: 'cut-list' }
  /** A list that ends this many rows early and claims to be complete. */
  | { fault: 'shrink-list'; by: number }
  /** A write is accepted, but nothing is done. */
  | { fault: 'not-done' }
  /** Status 200 and half a body. */
  | { fault: 'malformed' }
  /** Before the request, another caller sends one of their own, as an account admin. */
  | { fault: 'change'; method: string; path: string; body?: unknown };

export type FaultName = Fault['fault'];

/** A fault, and the requests that it applies to. */
export type FaultRule = Fault & {
  /**
   * `POST /v2/roles`, with `*` for any text in the method or the path (the query does not count);
   * `graphql` for every GraphQL request, `graphql SpaceMembers` for those of one operation.
   */
  on: string;
  /** How many requests get the fault. Default: all. */
  times?: number;
  /** How many matching requests pass before the first fault. Default: none. */
  after?: number;
};

/** An invalid fault; the message says what is wrong with it. */
export class FaultError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'FaultError';
  }
}

const names: Readonly<Record<FaultName, true>> = {
  latency: true,
  'rate-limit': true,
  error: true,
  'bad-gateway': true,
  'drop-before': true,
  'drop-after': true,
  'slow-body': true,
  'cut-list': true,
  'shrink-list': true,
  'not-done': true,
  malformed: true,
  change: true,
};

/** The whole number of a field; `fallback` when it is absent. */
function count(rule: Record<string, unknown>, name: string, fallback?: number): number {
  const value = rule[name] ?? fallback;
  if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 3_600_000) {
    return value;
  }
  throw new FaultError(`\`${name}\` of a fault must be a whole number`);
}

function isName(value: unknown): value is FaultName {
  return typeof value === 'string' && Object.hasOwn(names, value);
}

function readFault(rule: Record<string, unknown>): Fault {
  const { fault } = rule;
  if (!isName(fault)) {
    const known = Object.keys(names).join(', ');
    throw new FaultError(`${JSON.stringify(fault)} is not a fault. Expected one of: ${known}`);
  }
  switch (fault) {
    case 'latency':
    case 'slow-body':
      return { fault, ms: count(rule, 'ms', 1000) };
    case 'rate-limit':
      return { fault, retryAfter: count(rule, 'retryAfter', 1) };
    case 'shrink-list':
      return { fault, by: count(rule, 'by', 1) };
    case 'change': {
      const { method, path, body } = rule;
      if (typeof method !== 'string' || typeof path !== 'string' || !path.startsWith('/v2/')) {
        throw new FaultError('A change needs a `method` and a `path` that begins with /v2/');
      }
      return { fault, method, path, ...(body === undefined ? {} : { body }) };
    }
    case 'error':
    case 'bad-gateway':
    case 'drop-before':
    case 'drop-after':
    case 'cut-list':
    case 'not-done':
    case 'malformed':
      return { fault };
  }
}

/** Reads one rule, as JSON or YAML has it. Throws a FaultError. */
export function readFaultRule(value: unknown): FaultRule {
  if (!isRecord(value)) throw new FaultError('A fault must be an object with `on` and `fault`');
  const fault = readFault(value);
  const { on } = value;
  if (typeof on !== 'string' || !/^(graphql( \w+)?|\S+ \/\S*)$/.test(on)) {
    const examples = '`POST /v2/roles`, `* /v2/users*`, `graphql` or `graphql SpaceMembers`';
    throw new FaultError(`\`on\` of a fault must be like ${examples}`);
  }
  const allowed = [...Object.keys(fault), 'on', 'times', 'after'];
  const extra = Object.keys(value).find((name) => !allowed.includes(name));
  if (extra !== undefined) throw new FaultError(`\`${extra}\` is not a field of ${fault.fault}`);
  return {
    on,
    ...fault,
    ...(value['times'] === undefined ? {} : { times: count(value, 'times') }),
    ...(value['after'] === undefined ? {} : { after: count(value, 'after') }),
  };
}

/** The number that a fault may have right behind its name. */
const numbers: Partial<Record<FaultName, string>> = {
  latency: 'ms',
  'slow-body': 'ms',
  'rate-limit': 'retryAfter',
  'shrink-list': 'by',
};

/**
 * Reads a rule from a line such as `drop-after on POST /v2/roles`, `latency 300 on * /v2/*` or
 * `rate-limit 2 on graphql SpaceMembers, 3 times, after 5`. Throws a FaultError.
 */
export function parseFault(line: string): FaultRule {
  const shape =
    /^(?<fault>[a-z-]+)(?: (?<number>\d+))? on (?<on>[^,]+?)(?:, (?<times>\d+) times?)?(?:, after (?<after>\d+))?$/;
  const found = shape.exec(line.trim())?.groups;
  const { fault, number, on, times, after } = found ?? {};
  if (found === undefined || !isName(fault)) {
    throw new FaultError(
      `${JSON.stringify(line)} is not a fault. Write it like \`drop-after on POST /v2/roles\` or ` +
        '`latency 300 on * /v2/*, 3 times, after 5`.',
    );
  }
  const field = numbers[fault];
  if (number !== undefined && field === undefined) {
    throw new FaultError(`${fault} takes no number`);
  }
  return readFaultRule({
    on,
    fault,
    ...(number === undefined || field === undefined ? {} : { [field]: Number(number) }),
    ...(times === undefined ? {} : { times: Number(times) }),
    ...(after === undefined ? {} : { after: Number(after) }),
  });
}

/** The parts of a request that rules are matched against. */
export interface FaultTarget {
  method: string;
  pathname: string;
  /** The name of a GraphQL operation. */
  operation: string;
}

function matches(on: string, request: FaultTarget): boolean {
  const [method = '', path = ''] = on.split(' ');
  if (method === 'graphql') {
    if (request.pathname !== '/graphql') return false;
    return path === '' || request.operation === path;
  }
  return isLike(method, request.method) && isLike(path, request.pathname);
}

function isLike(pattern: string, text: string): boolean {
  const parts = pattern.split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`, 'i').test(text);
}

/** A rule, and how many requests it has matched. */
export type FaultState = FaultRule & { matched: number };

/** The rules of a sandbox, in the order in which they were added. */
export interface FaultRules {
  add(rules: readonly FaultRule[]): void;
  clear(): void;
  list(): FaultState[];
  /** The faults that a request gets, in order. Counts the request. */
  take(request: FaultTarget): Fault[];
}

export function openFaults(rules: readonly FaultRule[]): FaultRules {
  const states: FaultState[] = [];
  const add = (more: readonly FaultRule[]): void => {
    for (const rule of more) states.push({ ...rule, matched: 0 });
  };
  add(rules);
  return {
    add,
    clear: () => void states.splice(0),
    list: () => states.map((state) => ({ ...state })),
    take(request) {
      const played: Fault[] = [];
      for (const state of states) {
        if (!matches(state.on, request)) continue;
        const number = state.matched - (state.after ?? 0);
        state.matched += 1;
        if (number >= 0 && number < (state.times ?? Number.POSITIVE_INFINITY)) played.push(state);
      }
      return played;
    },
  };
}
