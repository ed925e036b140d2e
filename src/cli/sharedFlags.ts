import { resolve } from 'node:path';
import { dayOf, isDay } from '../days.ts';
import { limitNames, limitRules } from '../limits.ts';
import type { LimitName, LimitValues } from '../model.ts';
import { shellWord } from '../text.ts';
import { alsoOf, clearAlso } from './alsoFile.ts';
import type { AlsoFile } from './alsoFile.ts';
import { CliError } from './cliError.ts';
import {
  cannotBe,
  givenText,
  numberFlag,
  onOff,
  repeatedWords,
  textFlag,
  textsFlag,
  textsIn,
  withDefault,
} from './flag.ts';
import type { Flag, Flags, ValuesOf } from './flag.ts';
import { globalFlags } from './globalFlags.ts';

const allowDestructive = onOff(
  '--allow-destructive',
  'also delete, remove, block and unrestrict; without it such changes are held back and listed',
);

const detailedExitcode = onOff(
  '--detailed-exitcode',
  'exit 2 when anything differs, or is left to do',
);

const requireComplete = onOff(
  '--require-complete',
  'exit 1, and write nothing, where Arize does not show everything: organization roles, memberships below an admin right',
);

const assertRoles = onOff(
  '--assert-roles',
  'write roles of organization members even where Arize does not show what they are now',
  { repeat: 'roles' },
);

/** How much is said of who gains and who loses. */
export type AccessDetail = 'brief' | 'full';

const access: Flag<AccessDetail> = {
  spelling: '--access <how>',
  text: 'brief (default) or full: whether everybody is shown who gains or loses something',
  completion: { kind: 'any' },
  read(raw) {
    const how = givenText(raw, access.spelling, 'brief or full') ?? 'brief';
    if (how === 'brief' || how === 'full') return how;
    throw cannotBe(access, how, 'It is brief or full.');
  },
};

const desired = onOff('--desired', 'ask the file alone, offline');

const planned: Flag<boolean> = {
  ...onOff(
    '--planned',
    'ask the account as a run would leave it; with --allow-destructive, a run that does all',
  ),
  read(raw, all) {
    if (raw === true && all['desired'] === true) {
      throw new CliError(
        'usage',
        '--desired and --planned contradict each other.',
        'Give one of them.',
      );
    }
    return raw === true;
  },
};

const limitFlag = (name: LimitName): Flag<number | undefined> => {
  const { flag, text, preset, least, most } = limitRules[name];
  return numberFlag(`${flag} <n>`, `${text} (default: the file's, or ${preset})`, [least, most], {
    repeat: 'limits',
  });
};

/** One for each limit, by its name. */
export const limits: Readonly<Record<LimitName, Flag<number | undefined>>> = {
  removal_percent: limitFlag('removal_percent'),
  removals: limitFlag('removals'),
  emptied_scopes: limitFlag('emptied_scopes'),
  people_losing_all_access: limitFlag('people_losing_all_access'),
  min_admins: limitFlag('min_admins'),
};

/** The limits among the values of flags. */
export function limitsIn(values: Readonly<Partial<ValuesOf<typeof limits>>>): LimitValues {
  const found: Partial<Record<LimitName, number>> = {};
  for (const name of limitNames) {
    const value = values[name];
    if (value !== undefined) found[name] = value;
  }
  return found;
}

/** Limits as they are raised on the command line. */
export const limitWords = (values: LimitValues): readonly string[] =>
  repeatedWords(limits, { ...values }, 'pass');

/** The whole of it: two plans that share their first digits are found in a minute. */
const expectDigest = textFlag(
  '--expect-digest <digest>',
  'refuse any other plan than the reviewed one (exit 5); all 64 digits, as plan --json shows them',
  {
    wants: 'the whole digest of a plan',
    check(value) {
      const digest = value.replace(/^sha256:/, '');
      if (/^[0-9a-f]{64}$/.test(digest)) return digest;
      throw cannotBe(
        { spelling: '--expect-digest' },
        value,
        'It is the whole digest of a plan, 64 hex digits: ax-access plan --json prints it, and so does --format markdown.',
      );
    },
  },
);

/** What a run is narrowed to, as written; nothing means everything. */
const target = textsFlag(
  '--target <what...>',
  'only this person, thing or address, and what that needs; guards judge what is left',
  { repeat: 'target' },
);

/** Numbers of lists that a person has looked at, by the list's name. */
const acceptCount: Flag<ReadonlyMap<string, number>> = {
  spelling: '--accept-count <list=n...>',
  text: 'this list is right with n rows, as the plan that held something back says',
  completion: { kind: 'any' },
  read: (raw) =>
    new Map(
      textsIn(raw).map((value) => {
        const [, list = '', count = ''] = /^(.+)=(\d{1,9})$/s.exec(value) ?? [];
        if (list !== '') return [list, Number(count)];
        throw cannotBe(
          acceptCount,
          value,
          "It is a list and its number, as the plan that held something back says: --accept-count 'user=3'.",
        );
      }),
    ),
  repeated: {
    as: 'counts',
    words: (counts) =>
      [...counts].map(([list, count]) => `--accept-count ${shellWord(`${list}=${count}`)}`),
  },
};

/** The git ref of a file as it was last applied. */
export const baseFlag = (text: string): Flag<string | undefined> =>
  textFlag('--base <ref>', text, {
    wants: 'a commit, a branch or a tag',
    check(ref) {
      if (!ref.startsWith('-')) return ref;
      throw cannotBe({ spelling: '--base' }, ref, 'Give it a commit, a branch or a tag.');
    },
  });

const base = baseFlag(
  'say first which guards the file loosens since this commit, branch or tag (default: since the last run)',
);

/** Files that the result is written to as well, each in its format. */
const also: Flag<readonly AlsoFile[]> = {
  spelling: '--also <format=path...>',
  text: 'write the result in another format to a file, too: markdown=plan.md, json=plan.json',
  completion: { kind: 'words', words: ['markdown=', 'json=', 'text='] },
  read(raw, all) {
    const files = textsIn(raw).map(alsoOf);
    const out = globalFlags.out.read(all['out'], all);
    assertApart([...(out === undefined ? [] : [out]), ...files.map(({ path }) => path)]);
    return files;
  },
  prepare: clearAlso,
};

/** @throws CliError (usage) where two results would go to one file */
function assertApart(paths: readonly string[]): void {
  const taken = new Set<string>();
  for (const path of paths) {
    if (path === '/dev/stdout' || path === '/dev/stderr') continue;
    if (taken.has(resolve(path))) {
      throw new CliError('usage', `Two results would be written to ${path}.`, 'Name another file.');
    }
    taken.add(resolve(path));
  }
}

/** The day that last days are judged by. */
const today: Flag<string> = withDefault(
  textFlag(
    '--today <day>',
    'judge last days of grants (until) and lifetimes of keys as on this day (default: today, UTC)',
    {
      wants: 'a day',
      check(value) {
        if (isDay(value)) return value;
        const hint = 'It is a day of the calendar, such as 2027-03-31.';
        throw cannotBe({ spelling: '--today' }, value, hint);
      },
    },
  ),
  dayOf(new Date()),
);

export const applyIt = onOff('--apply', 'do it; without it, it is only shown');

/** Which of several service keys of a name is meant. */
export const whichKey = {
  space: textFlag('--space <name>', 'the space of the key, when its name is found in several', {
    wants: 'a name',
    repeat: 'place',
  }),
  organization: textFlag('--organization <name>', 'the organization of that space', {
    wants: 'a name',
    repeat: 'owner',
  }),
};

const overwrite = onOff('--overwrite', 'let --out replace a file');

/** Flags that several commands have, by the names of their values. */
const sharedFlags = {
  allowDestructive,
  detailedExitcode,
  requireComplete,
  assertRoles,
  expectDigest,
  target,
  base,
  acceptCount,
  also,
  overwrite,
  access,
  today,
  desired,
  planned,
};

type SharedFlags = typeof sharedFlags;

/** Some of the flags that several commands have, in the order of the help. */
export function shared<Name extends keyof SharedFlags>(
  ...names: readonly Name[]
): Pick<SharedFlags, Name>;
export function shared(...names: readonly (keyof SharedFlags)[]): Flags {
  return Object.fromEntries(names.map((name) => [name, sharedFlags[name]]));
}
