import type { Help } from 'commander';
import type { Command, GlobalFlag } from './commandContext.ts';
import { globalFlags } from './globalFlags.ts';
import { commands, families } from './list.ts';

/** What help says about something, before it is laid out. */
export interface Page {
  readonly usage: string;
  readonly text: string;
  readonly sections: readonly Section[];
  readonly end: string;
}

interface Section {
  readonly heading: string;
  readonly items: readonly (readonly [term: string, text: string])[];
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
          ...globalFlags.map(({ flags, text }) => [flags, text] as const),
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
export const commandPage = (command: Command): Page => ({
  usage: `ax-access ${[command.name, command.args, '[flags]'].filter(Boolean).join(' ')}`,
  text: command.text,
  sections: [
    {
      heading: 'Flags:',
      items: [...command.flags.map(({ flags, text }) => [flags, text] as const), help],
    },
    {
      heading: anywhere,
      items: globalFlags.filter((flag) => isTaken(flag, command)).map(worded(command)),
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
export const isTaken = ({ attribute, everywhere }: GlobalFlag, command: Command): boolean =>
  everywhere === true || command.takes.includes(attribute);

const worded =
  ({ formats, outText }: Command) =>
  ({ attribute, flags, text }: GlobalFlag) => {
    const own = {
      format: `${formats.join(', ')} (default: ${formats[0] ?? ''})`,
      out: outText ?? text,
    };
    return [flags, attribute === 'format' || attribute === 'out' ? own[attribute] : text] as const;
  };

const summaries = (some: readonly Command[]) =>
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
