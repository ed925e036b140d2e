import type { Help } from 'commander';
import type { Command } from './command.ts';
import { commands, families } from './commands/index.ts';
import type { CommandEntry, LoadedCommand } from './commands/index.ts';
import type { Flag } from './flag.ts';
import { everywhere, globalFlags, globalNames } from './globalFlags.ts';
import type { GlobalName } from './globalFlags.ts';

/** What help says about something, before it is laid out. */
export interface Page {
  readonly usage: string;
  readonly text: string;
  readonly sections: readonly Section[];
  readonly end: string;
}

interface Section {
  readonly heading: string;
  readonly items: readonly Item[];
}

const help = ['-h, --help', 'show help'] as const;
const anywhere = 'Flags, before or after the command:';

/** Help for the program. */
export function programPage(): Page {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return {
    usage: 'ax-access <command> [flags]',
    text: 'Keeps who may do what in Arize AX equal to a reviewed file, access.yaml.',
    sections: [
      ...groups.map((group) => ({
        heading: group,
        items: summaries(commands.filter((each) => each.group === group)),
      })),
      {
        heading: anywhere,
        items: [
          ...Object.values(globalFlags).map(worded),
          ['--version', 'show the version'],
          ['-h, --help', 'show help; after a command, help for it'],
        ],
      },
    ],
    end: programEnd,
  };
}

/** Help for a family of commands. */
export const familyPage = (name: string): Page => ({
  usage: `ax-access ${name} <command> [flags]`,
  text: families[name] ?? '',
  sections: [
    {
      heading: 'Commands:',
      items: summaries(commands.filter((each) => each.name.startsWith(`${name} `))),
    },
    { heading: 'Flags:', items: [help] },
  ],
  end: `"ax-access ${name} <command> --help" says more, with examples.`,
});

/** Help for a command. */
export const commandPage = (command: LoadedCommand): Page => ({
  usage: `ax-access ${[command.name, command.args, '[flags]'].filter(Boolean).join(' ')}`,
  text: command.text,
  sections: [
    {
      heading: 'Flags:',
      items: [...Object.values(command.flags).map(worded), help],
    },
    {
      heading: anywhere,
      items: globalNames.filter((name) => isTaken(name, command)).map(wordedFor(command)),
    },
  ],
  end: examplesOf(command.examples),
});

/** Lays a page out as wide as the helper says. */
export function formatPage({ usage, text, sections, end }: Page, helper: Help): string {
  const width = Math.max(...sections.flatMap(({ items }) => items.map(([term]) => term.length)));
  const blocks = sections.map(({ heading, items }) =>
    [heading, ...items.map(([term, what]) => helper.formatItem(term, width, what, helper))].join(
      '\n',
    ),
  );
  return `${[`Usage: ${usage}`, helper.boxWrap(text, helper.helpWidth ?? 80), ...blocks, end].join('\n\n')}\n`;
}

/** Whether a global flag means something to a command. */
export const isTaken = (name: GlobalName, { takes }: Pick<Command, 'takes'>): boolean =>
  everywhere.includes(name) || takes.includes(name);

type Item = readonly [term: string, text: string];

const worded = ({ spelling, text }: Pick<Flag, 'spelling' | 'text'>): Item => [spelling, text];

/** A global flag as it is meant for one command. */
const wordedFor =
  ({ formats, outText }: LoadedCommand) =>
  (name: GlobalName): Item => {
    const { spelling, text } = globalFlags[name];
    if (name === 'format')
      return [spelling, `${formats.join(', ')} (default: ${formats[0] ?? ''})`];
    return [spelling, name === 'out' ? (outText ?? text) : text];
  };

const summaries = (some: readonly CommandEntry[]) =>
  some.map(({ name, summary }) => [name, summary] as const);

const examplesOf = (examples: Command['examples']): string =>
  ['Examples:', ...examples.map(([line, does]) => `  ax-access ${line}\n      ${does}`)].join('\n');

const programEnd = `${examplesOf([
  ['plan --sandbox', 'a first look, without an account'],
  ['import -o access.yaml', 'starts with what the account has now'],
  ['plan', 'shows what the file would change'],
  ['apply --allow-destructive', 'makes the account as the file says'],
])}

Environment:
  ARIZE_API_KEY           the key of an account admin
  ARIZE_BASE_URL          where Arize is, when it is not https://api.arize.com
  ARIZE_GRAPHQL_ENDPOINT  where its GraphQL is, when not on the app's host
  HTTPS_PROXY, NO_PROXY   the proxy on the way, and the hosts that need none
  NODE_EXTRA_CA_CERTS     a file with more certificate authorities to trust

Exit codes: 0 done, 1 error, 2 differences (drift, --detailed-exitcode),
3 blocked by a guard, 4 applied in part, 5 saved plan stale, 64 usage,
74 done but not all could be told, 130 interrupted.`;
