import type { GlobalFlag } from './commandContext.ts';

/** Flags that stand before or after the command. */
export const globalFlags: readonly GlobalFlag[] = [
  {
    attribute: 'file',
    flags: '-f, --file <path>',
    text: 'the access file, - for stdin (default: access.yaml)',
  },
  {
    attribute: 'format',
    flags: '--format <format>',
    text: 'how the result is written',
  },
  { attribute: 'json', flags: '--json', text: 'short for --format json' },
  { attribute: 'out', flags: '-o, --out <path>', text: 'write the result to a file' },
  {
    attribute: 'sandbox',
    flags: '--sandbox [seed]',
    text: 'use the embedded Arize of this folder instead of your account; a seed file says what it starts with',
  },
  {
    attribute: 'profile',
    flags: '--profile <name>',
    text: "take key and address from a profile of Arize's ax command; the environment counts more",
  },
  {
    attribute: 'parallelism',
    flags: '--parallelism <n>',
    text: 'requests in flight (default: 8 reads, 4 writes)',
  },
  {
    attribute: 'timeout',
    flags: '--timeout <seconds>',
    text: 'for one request (default: 30)',
  },
  {
    attribute: 'timeLimit',
    flags: '--time-limit <minutes>',
    text: 'for the whole run (default: 60)',
  },
  {
    attribute: 'journalDir',
    flags: '--journal-dir <path>',
    text: 'where journals of runs are kept (default: .ax-access/journal beside the file)',
  },
  {
    attribute: 'insecureHttp',
    flags: '--insecure-http',
    text: 'send the API key over plain http to other machines, too',
  },
  {
    attribute: 'yes',
    flags: '--yes',
    text: 'answer beforehand what is asked before access is reduced; waives no guard',
  },
  {
    attribute: 'input',
    flags: '--no-input',
    text: 'never ask: what needs an answer fails without --yes',
    everywhere: true,
  },
  { attribute: 'color', flags: '--no-color', text: 'no colours', everywhere: true },
  {
    attribute: 'quiet',
    flags: '-q, --quiet',
    text: 'no progress and no notes, only warnings and errors',
    everywhere: true,
  },
  {
    attribute: 'verbose',
    flags: '-v, --verbose',
    text: 'show each request with its id and time, and the stack of unexpected errors',
    everywhere: true,
  },
];
