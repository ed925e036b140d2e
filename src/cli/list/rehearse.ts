import type { Command } from '../commandContext.ts';
import { result, overwrite } from './flags.ts';

const group = 'Rehearse:';

export const rehearse: readonly Command[] = [
  {
    name: 'sandbox start',
    group,
    summary: 'serve the embedded Arize until Ctrl-C',
    text: 'Serves the embedded Arize of this folder to programs of this machine until Ctrl-C: REST, GraphQL, and the keys to use. Its account is kept in .ax-access/sandbox.json.',
    flags: [
      { flags: '--port <n>', text: 'the port to listen on (default: any free one)' },
      { flags: '--seed <path>', text: 'what the account starts with (default: the quickstart)' },
      {
        flags: '--fault <rule...>',
        text: 'what goes wrong, such as "error on POST /v2/roles, 2 times" or "latency 300 on * /v2/*"',
      },
    ],
    takes: [],
    formats: [],
    examples: [
      ['sandbox start', 'goes on with the account of this folder'],
      ['sandbox start --port 4180 --seed account.yaml', 'starts with one of your own'],
      ['sandbox start --fault "rate-limit 2 on graphql, 3 times"', 'and is slow to answer'],
    ],
    load: async () => (await import('../sandboxStart.ts')).sandboxStart,
  },
  {
    name: 'sandbox seed',
    group,
    summary: 'write an account of any size, to start the embedded Arize with',
    text: 'Writes a seed file: an account of any size and of many shapes, drawn from a number. The same numbers give the same account. Use it with --sandbox=FILE or sandbox start --seed FILE.',
    flags: [
      { flags: '--users <n>', text: 'people and bots (default: 20)' },
      { flags: '--spaces <n>', text: 'spaces (default: 4)' },
      { flags: '--organizations <n>', text: 'organizations (default: one for ten spaces)' },
      { flags: '--projects <n>', text: 'projects (default: three for each space)' },
      { flags: '--roles <n>', text: 'custom roles (default: 8)' },
      { flags: '--random <n>', text: 'the number that everything is drawn from (default: 1)' },
      overwrite,
    ],
    takes: ['out'],
    formats: [],
    examples: [
      ['sandbox seed -o account.yaml', 'a small account'],
      ['sandbox seed --users 5000 --spaces 200 --random 7 -o large.yaml', 'a large one'],
    ],
    load: async () => (await import('../sandboxSeed.ts')).sandboxSeed,
  },
  {
    name: 'sandbox show',
    group,
    summary: 'draw the embedded account of this folder as a tree',
    text: "Draws the account of this folder's embedded Arize as a tree: organizations, spaces, people, roles, projects. It only looks.",
    flags: [],
    takes: result,
    formats: ['text', 'json'],
    examples: [['sandbox show', 'what --sandbox works on']],
    load: async () => (await import('../sandboxShow.ts')).sandboxShow,
  },
  {
    name: 'sandbox log',
    group,
    summary: 'list the requests that the embedded Arize saw last',
    text: "Lists the requests that this folder's embedded Arize saw last, oldest first: when, the answer, the request, and whose key it was. No key and no body is in it.",
    flags: [{ flags: '--last <n>', text: 'how many (default: 20)' }],
    takes: result,
    formats: ['text', 'json'],
    examples: [['sandbox log --last 5', 'the last five']],
    load: async () => (await import('../sandboxLog.ts')).sandboxLog,
  },
  {
    name: 'sandbox reset',
    group,
    summary: 'forget the embedded account of this folder',
    text: 'Removes .ax-access/sandbox.json: the next run with --sandbox starts with a fresh account.',
    flags: [],
    takes: [],
    formats: [],
    examples: [['sandbox reset', 'starts afresh']],
    load: async () => (await import('../sandboxReset.ts')).sandboxReset,
  },
];
