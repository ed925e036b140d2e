import type { Budget, RequestEvent } from '../api/index.ts';
import type { Outcome, PlannedChange } from '../model.ts';
import { visible } from '../text.ts';
import type { CommandContext } from './command.ts';
import type { Terminal } from './terminal.ts';

/** Shows progress on stderr: a live line on a terminal, an occasional line elsewhere. */
export interface Progress {
  /** Something happened to a request. */
  request(event: RequestEvent): void;
  /** A number of changes is about to be made. */
  begin(total: number): void;
  start(change: PlannedChange): void;
  /** A change waits for a server. */
  wait(change: PlannedChange, ms: number, reason: string): void;
  end(outcome: Outcome): void;
  /** Removes the line. */
  stop(): void;
  /** What to say if the process ends in the middle of changes; undefined before they start. */
  lastWords(): string | undefined;
}

/** The time between two lines in a log. */
const quietMs = 5000;
const barWidth = 20;

/** The progress of a run: none with `-q` or json, and with `-v` each request instead of a summary. */
export function openProgress({ globals, format, terminal }: CommandContext): Progress {
  const { quiet, verbose } = globals;
  const silent = quiet || format === 'json';
  const shown = verbose
    ? everyRequest(terminal)
    : silent
      ? nothing
      : terminal.errIsTerminal && !terminal.automated
        ? line(terminal)
        : lines(terminal);
  return remembering(silent ? shown : announcing(terminal, shown));
}

/** Says once how long the reading takes, when a query has to wait for the limit of queries a minute. */
function announcing(terminal: Terminal, shown: Shown): Shown {
  let isSaid = false;
  return {
    ...shown,
    request(event) {
      const { budget } = event;
      if (!isSaid && budget !== undefined && budget.ms >= 1000) {
        isSaid = true;
        const { total, perMinute, ms } = budget;
        terminal.tell(
          `Reading takes ${about(ms)}: it needs ${total} queries, and Arize allows ${perMinute} a minute.`,
        );
      }
      shown.request(event);
    },
  };
}

type Shown = Omit<Progress, 'lastWords'>;

/** Tracks the changes in flight. */
function remembering(shown: Shown): Progress {
  const flying = new Set<string>();
  let [total, ended] = [0, 0];
  return {
    ...shown,
    begin(count) {
      total = count;
      shown.begin(count);
    },
    start(change) {
      flying.add(change.address);
      shown.start(change);
    },
    end(outcome) {
      flying.delete(outcome.change.address);
      ended += 1;
      shown.end(outcome);
    },
    lastWords() {
      if (total === 0) return undefined;
      const inFlight =
        flying.size === 0 ? 'none' : `${[...flying].map(visible).join(', ')}: look in Arize`;
      return `Stopped at once. Finished: ${ended} of ${total}. In flight: ${inFlight}. Plan again to see what is left.`;
    },
  };
}

const nothing: Shown = {
  request: () => undefined,
  begin: () => undefined,
  start: () => undefined,
  wait: () => undefined,
  end: () => undefined,
  stop: () => undefined,
};

const everyRequest = (terminal: Terminal): Shown => ({
  ...nothing,
  request: (event) => tellRequest(terminal, event),
  wait: ({ address }, ms, reason) =>
    terminal.tell(`${visible(address)}: waiting ${seconds(ms)}: ${reason}`),
});

function tellRequest(terminal: Terminal, event: RequestEvent): void {
  const head = `${event.method} ${visible(event.path)}`;
  const again = event.attempt > 1 ? ` (try ${event.attempt})` : '';
  switch (event.type) {
    case 'sent':
      return;
    case 'answered': {
      const id = event.requestId === undefined ? '' : `, request id ${visible(event.requestId)}`;
      terminal.tell(`${head}: ${event.status} in ${Math.round(event.ms)} ms${again}${id}`);
      return;
    }
    case 'failed':
      terminal.tell(`${head}: ${event.reason} after ${Math.round(event.ms)} ms${again}`);
      return;
    case 'waiting':
      terminal.tell(`${head}: waiting ${seconds(event.ms)}: ${event.reason}`);
  }
}

interface State {
  /** Responses so far. */
  answered: number;
  /** Changes: all of them, those that ended, and the one in progress. */
  total: number;
  ended: number;
  current: string;
  /** Of the queries, and when it was true: once one of them had to wait for the limit. */
  budget?: { readonly now: Budget; readonly until: number };
}

/** The state of the progress, and its text. */
function tally() {
  const state: State = { answered: 0, total: 0, ended: 0, current: '' };
  /** What is read or written: how much of it is done, and how much there is, where that is known. */
  const stage = (): { readonly words: string; readonly done: number; readonly of: number } => {
    const { answered, total, ended, budget } = state;
    if (total > 0 && (ended < total || budget === undefined)) {
      return { words: `Applying: ${ended} of ${total}`, done: ended, of: total };
    }
    if (budget !== undefined) {
      const { now, until } = budget;
      const left = until - performance.now();
      const words = `Reading Arize AX: ${now.answered} of ${now.total} queries`;
      const when = left > 0 ? `, ${about(left)} left` : '';
      return { words: `${words}${when}`, done: now.answered, of: now.total };
    }
    const words = `Reading Arize AX${answered === 0 ? '' : `: ${answered} ${answered === 1 ? 'response' : 'responses'}`}`;
    return { words, done: 0, of: 0 };
  };
  return {
    state,
    words: () => stage().words,
    barred: () => {
      const { words, done, of } = stage();
      return `${bar(done, of)}${words}`;
    },
    note(event: RequestEvent): void {
      if (event.type === 'answered') state.answered += 1;
      if (event.budget === undefined) return;
      state.budget = { now: event.budget, until: performance.now() + event.budget.ms };
    },
  };
}

/** A line that changes, on a terminal. */
function line(terminal: Terminal): Shown {
  const { state, barred, note } = tally();
  let wait: { until: number; reason: string } | undefined;
  let clock: NodeJS.Timeout | undefined;
  const draw = (): void => {
    // For the countdown of a wait; it does not keep the process alive.
    clock ??= setInterval(draw, 1000).unref();
    const left = wait === undefined ? 0 : wait.until - performance.now();
    const waiting = left > 0 ? `, waiting ${seconds(left)}: ${wait?.reason}` : '';
    const doing = waiting === '' && state.current !== '' ? `  ${state.current}` : '';
    terminal.status(`${barred()}${waiting}${doing}`);
  };
  const waitFor = (ms: number, reason: string): void => {
    wait = { until: performance.now() + ms, reason };
  };
  return {
    request(event) {
      note(event);
      if (isHeldUp(event)) waitFor(event.ms, event.reason);
      draw();
    },
    wait(_change, ms, reason) {
      waitFor(ms, reason);
      draw();
    },
    begin(total) {
      state.total = total;
      draw();
    },
    start({ address }) {
      state.current = visible(address);
      draw();
    },
    end() {
      state.ended += 1;
      draw();
    },
    stop() {
      clearInterval(clock);
      clock = undefined;
      terminal.status('');
    },
  };
}

/** Lines in a log: every few seconds, and for each stretch of waiting. */
function lines(terminal: Terminal): Shown {
  const { state, words, note } = tally();
  let last = performance.now();
  let waitingUntil = 0;
  const tell = (text: string): void => {
    last = performance.now();
    terminal.tell(text);
  };
  const waitFor = (ms: number, reason: string): void => {
    const now = performance.now();
    // Concurrent requests wait for the same reason: one line for all of them.
    if (ms >= 1000 && now >= waitingUntil) tell(`${words()}, waiting ${seconds(ms)}: ${reason}`);
    waitingUntil = Math.max(waitingUntil, now + ms);
  };
  return {
    request(event) {
      note(event);
      if (isHeldUp(event)) waitFor(event.ms, event.reason);
      else if (event.type === 'answered' && performance.now() - last >= quietMs) tell(words());
    },
    wait: (_change, ms, reason) => waitFor(ms, reason),
    begin(total) {
      state.total = total;
    },
    start: () => undefined,
    end() {
      state.ended += 1;
      // The result announces the end.
      if (performance.now() - last >= quietMs && state.ended < state.total) tell(words());
    },
    stop: () => undefined,
  };
}

type Waiting = Extract<RequestEvent, { readonly type: 'waiting' }>;

/** Whether something holds up a request that was not foreseen: the limit of queries has its own words. */
const isHeldUp = (event: RequestEvent): event is Waiting =>
  event.type === 'waiting' && event.isForLimit !== true;

function bar(done: number, total: number): string {
  if (total === 0) return '';
  const full = Math.min(barWidth, Math.round((barWidth * done) / total));
  return `[${'#'.repeat(full)}${'.'.repeat(barWidth - full)}] `;
}

const seconds = (ms: number): string => `${Math.max(1, Math.ceil(ms / 1000))} s`;

/** A time that is only known roughly. */
const about = (ms: number): string => {
  const left = Math.max(1, Math.ceil(ms / 1000));
  return left > 90 ? `about ${Math.ceil(left / 60)} min` : `about ${Math.ceil(left / 10) * 10} s`;
};
