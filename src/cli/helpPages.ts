import { Help } from 'commander';
import type { Command } from './command.ts';
import { commands, families } from './commands/index.ts';
import type { CommandEntry, LoadedCommand } from './commands/index.ts';
import { longOf } from './flag.ts';
import type { Flag } from './flag.ts';
import { everywhere, globalFlags, globalNames } from './globalFlags.ts';
import type { GlobalName } from './globalFlags.ts';

/** A section of help before layout. */
export interface Page {
  readonly head: string;
  readonly text: string;
  readonly sections: readonly Section[];
  /** Lines that are printed unchanged. */
  readonly end: string;
}

interface Section {
  readonly heading: string;
  readonly items: readonly Item[];
}

export type Item = readonly [term: string, text: string];

/** How much a page shows: the most useful flags, or with `--all` everything. */
export type Detail = 'brief' | 'all';

/** The topics of `ax-access help` other than commands. */
export const topics: readonly string[] = ['file'];

const help = ['-h, --help', 'show help; with --all, show every flag'] as const;
const globalHeading = 'Global flags, before or after the command:';

/** Help for the program. */
export const programPage = (detail: Detail): Page => ({
  head: 'Usage: ax-access <command> [flags]',
  text: 'Access as code for Arize AX: access.yaml says who can do what, plan shows the difference, apply makes it so.',
  ...(detail === 'brief' ? briefProgram : fullProgram()),
});

/** Help for a family of commands. */
export const familyPage = (name: string): Page => ({
  head: `Usage: ax-access ${name} <command> [flags]`,
  text: families[name]?.text ?? '',
  sections: [
    {
      heading: 'Commands:',
      items: summaries(commands.filter((each) => each.name.startsWith(`${name} `))),
    },
  ],
  end: `Flags and examples: ax-access ${name} <command> --help`,
});

/** Help for a command. */
export function commandPage(command: LoadedCommand, detail: Detail): Page {
  const own = Object.values<Flag>(command.flags);
  const global = globalNames.filter((name) => isTaken(name, command));
  const told = global.filter((name) => name === 'format' || name === 'out');
  const brief = [
    ...own.filter(({ isRare }) => isRare !== true).map(worded),
    ...told.map(wordedFor(command)),
  ];
  const examples = examplesOf(command.examples);
  const page = {
    head: `Usage: ax-access ${[command.name, command.args, '[flags]'].filter(Boolean).join(' ')}`,
    text: command.text,
  };
  if (detail === 'all') {
    return {
      ...page,
      sections: [
        { heading: 'Flags:', items: [...own.map(worded), help] },
        { heading: globalHeading, items: global.map(wordedFor(command)) },
        examples,
      ],
      end: '',
    };
  }
  const more = own.length + global.length - brief.length;
  return {
    ...page,
    sections: [...(brief.length === 0 ? [] : [{ heading: 'Flags:', items: brief }]), examples],
    end: `${more} more flags: ax-access ${command.name} --help --all`,
  };
}

/** The columns a page needs beside its longest term, so that texts do not become a column of single words. */
const narrowest = 30;

/** Lays a page out. @param width the columns of the screen */
export function formatPage({ head, text, sections, end }: Page, width: number): string {
  const helper = new Help();
  helper.helpWidth = width;
  // A terminal of 60 columns leaves less than the 40 that commander asks for.
  helper.minWidthToWrap = 20;
  const blocks = sections.map(({ heading, items }) => {
    const longest = Math.max(...items.map(([term]) => term.length));
    const isStacked = longest + narrowest > width;
    const lines = items.map(([term, what]) =>
      isStacked
        ? `  ${term}\n${indented(helper.boxWrap(what, width - 6))}`
        : helper.formatItem(term, longest, what, helper),
    );
    return [heading, ...lines].join('\n');
  });
  const parts = [head, helper.boxWrap(text, width), ...blocks, end];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}

const indented = (text: string): string => text.replaceAll(/^/gm, ' '.repeat(6));

/** Whether a command supports a global flag. */
export const isTaken = (name: GlobalName, { takes }: Pick<Command, 'takes'>): boolean =>
  everywhere.includes(name) || takes.includes(name);

const worded = ({ spelling, text }: Pick<Flag, 'spelling' | 'text'>): Item => [spelling, text];

/** A global flag with its text for one command. */
const wordedFor =
  ({ formats, outText }: LoadedCommand) =>
  (name: GlobalName): Item => {
    const { spelling, text } = globalFlags[name];
    if (name === 'format')
      return [spelling, `${formats.join(', ')} (default: ${formats[0] ?? ''})`];
    return [spelling, name === 'out' ? (outText ?? text) : text];
  };

const summaries = (some: readonly CommandEntry[]): readonly Item[] =>
  some.map(({ name, summary }) => [name, summary]);

/** Commands of one word, and each family once. */
export const firstWords = (
  some: readonly Pick<CommandEntry, 'name' | 'summary'>[],
): readonly Item[] => [
  ...new Map(
    some.map(({ name, summary }): Item => {
      const [first = '', second] = name.split(' ');
      return [first, second === undefined ? summary : (families[first]?.summary ?? '')];
    }),
  ),
];

const examplesOf = (examples: Command['examples']): Section => ({
  heading: 'Examples:',
  items: examples.map(([line, does]) => [`ax-access ${line}`, does]),
});

const briefProgram: Omit<Page, 'head' | 'text'> = {
  sections: [
    { heading: 'Commands:', items: firstWords(commands) },
    {
      heading: globalHeading,
      items: Object.values<Flag>(globalFlags)
        .filter(({ isRare }) => isRare !== true)
        .map(worded),
    },
    {
      heading: 'More:',
      items: [
        ['ax-access init', 'start here, with an account or without one'],
        ['ax-access <command> --help', 'flags and examples of a command'],
        ['ax-access help file', 'the format of access.yaml'],
        ['ax-access --help --all', 'all commands and flags, settings, exit codes'],
      ],
    },
  ],
  end: '',
};

function fullProgram(): Omit<Page, 'head' | 'text'> {
  const groups = [...new Set(commands.map(({ group }) => group))];
  return {
    sections: [
      ...groups.map((group) => ({
        heading: group,
        items: summaries(commands.filter((each) => each.group === group)),
      })),
      {
        heading: globalHeading,
        items: [
          ...Object.values(globalFlags).map(worded),
          ['--version', 'show the version'],
          ['-h, --help', 'show help; after a command, help for it; with --all, every flag'],
        ],
      },
      examplesOf([
        ['init', 'write a first access.yaml'],
        ['plan --sandbox', 'try it without an account'],
        ['plan', 'show what the file would change'],
        ['apply --allow-destructive', 'make the account match the file'],
      ]),
      {
        heading: 'Environment:',
        items: [
          ['ARIZE_API_KEY', 'the API key of an account admin'],
          ['ARIZE_BASE_URL', 'the REST address, if not https://api.arize.com'],
          ['ARIZE_GRAPHQL_ENDPOINT', 'the GraphQL address, if not on the app host'],
          ['HTTPS_PROXY, NO_PROXY', 'the proxy, and hosts to reach without it'],
          ['NODE_EXTRA_CA_CERTS', 'a file of extra certificate authorities to trust'],
          ...Object.values<Flag>(globalFlags).flatMap((flag): Item[] =>
            flag.variable === undefined ? [] : [[flag.variable, `the default of ${longOf(flag)}`]],
          ),
        ],
      },
      {
        heading: 'Exit codes:',
        items: [
          ['0', 'done'],
          ['1', 'error'],
          ['2', 'differences (drift, --detailed-exitcode)'],
          ['3', 'blocked by a guard'],
          ['4', 'applied in part'],
          ['5', 'saved plan stale'],
          ['64', 'wrong usage'],
          ['74', 'done, but the output could not be written'],
          ['130', 'interrupted'],
        ],
      },
    ],
    end: '',
  };
}
