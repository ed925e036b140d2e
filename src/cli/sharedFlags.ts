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
  rare,
  repeatedWords,
  textFlag,
  textsFlag,
  textsIn,
  withDefault,
} from './flag.ts';
import type { Flag, Flags, ValuesOf } from './flag.ts';
import { globalFlags } from './globalFlags.ts';

const allowDestructive = onOff('--allow-destructive', 'also delete, remove, block and unrestrict');

const detailedExitcode = onOff('--detailed-exitcode', 'exit 2 if the plan has changes');

const requireComplete = rare(
  onOff(
    '--require-complete',
    'exit 1 and write nothing if Arize hides part of the account: organization roles, explicit memberships of admins',
  ),
);

const assertRoles = rare(
  onOff(
    '--assert-roles',
    'set the roles of organization members even if Arize hides the current ones',
    { repeat: 'roles' },
  ),
);

/** How much detail is shown about who gains and loses access. */
export type AccessDetail = 'brief' | 'full';

const access: Flag<AccessDetail> = {
  spelling: '--access <how>',
  text: 'brief (default), or full: the same as --details',
  completion: { kind: 'any' },
  read(raw) {
    const how = givenText(raw, access.spelling, 'brief or full') ?? 'brief';
    if (how === 'brief' || how === 'full') return how;
    throw cannotBe(access, how, 'Use brief or full.');
  },
};

const details = onOff('--details', 'show every person, change, list and guard');

const desired = onOff('--desired', 'answer from the file alone, offline');

const planned: Flag<boolean> = {
  ...onOff(
    '--planned',
    'answer for the account after the planned run; add --allow-destructive to include destructive changes',
  ),
  read(raw, all) {
    if (raw === true && all['desired'] === true) {
      throw new CliError(
        'usage',
        '--desired and --planned cannot be used together.',
        'Use one of them.',
      );
    }
    return raw === true;
  },
};

const limitFlag = (name: LimitName): Flag<number | undefined> => {
  const { flag, text, preset, least, most } = limitRules[name];
  return rare(
    numberFlag(
      `${flag} <n>`,
      `${text} (default: ${preset}, or as set in the file)`,
      [least, most],
      {
        repeat: 'limits',
      },
    ),
  );
};

/** A flag for each limit, by its name. */
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

/** Takes the whole digest: two plans that share their first digits are found in a minute. */
const expectDigest = textFlag(
  '--expect-digest <digest>',
  'confirm exactly this plan: refuse any other (exit 5)',
  {
    wants: 'the whole digest of a plan',
    check(value) {
      const digest = value.replace(/^sha256:/, '');
      if (/^[0-9a-f]{64}$/.test(digest)) return digest;
      throw cannotBe(
        { spelling: '--expect-digest' },
        value,
        'Give it the whole digest of a plan, 64 hex digits; ax-access plan --json and --format markdown print it.',
      );
    },
  },
);

/** What a run is narrowed to, as written; nothing means everything. */
const target = textsFlag('--target <what...>', 'plan only this person, resource or address', {
  repeat: 'target',
});

/** Lengths of lists that a person has confirmed, by the list's name. */
const acceptCount: Flag<ReadonlyMap<string, number>> = {
  spelling: '--accept-count <list=n...>',
  text: 'accept that a list that looks truncated has n rows, as the plan suggests',
  completion: { kind: 'any' },
  read: (raw) =>
    new Map(
      textsIn(raw).map((value) => {
        const [, list = '', count = ''] = /^(.+)=(\d{1,9})$/s.exec(value) ?? [];
        if (list !== '') return [list, Number(count)];
        throw cannotBe(
          acceptCount,
          value,
          "Give it a list and its number of rows, as the plan suggests: --accept-count 'user=3'.",
        );
      }),
    ),
  repeated: {
    as: 'counts',
    words: (counts) =>
      [...counts].map(([list, count]) => `--accept-count ${shellWord(`${list}=${count}`)}`),
  },
};

/** Confirmed lengths of lists as they are given on the command line. */
export const acceptWords = (counts: ReadonlyMap<string, number>): readonly string[] =>
  acceptCount.repeated?.words(counts) ?? [];

/** The git ref of a file as it was last applied. */
export const baseFlag = (text: string): Flag<string | undefined> =>
  textFlag('--base <ref>', text, {
    wants: 'a commit, branch or tag',
    check(ref) {
      if (!ref.startsWith('-')) return ref;
      throw cannotBe({ spelling: '--base' }, ref, 'Give it a commit, branch or tag.');
    },
  });

const base = baseFlag(
  'list guards that the file has loosened since this commit, branch or tag (default: the last run)',
);

/** Files that the result is written to as well, each in its format. */
const also: Flag<readonly AlsoFile[]> = {
  spelling: '--also <format=path...>',
  text: 'also write the result to files: markdown=plan.md html=plan.html',
  completion: { kind: 'words', words: ['markdown=', 'json=', 'text=', 'html='] },
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
      throw new CliError(
        'usage',
        `Two outputs would be written to ${path}.`,
        'Use a different file for each.',
      );
    }
    taken.add(resolve(path));
  }
}

/** The date used for `until`, `expires` and `overlap`. */
const today: Flag<string> = withDefault(
  textFlag('--today <day>', 'the date for expiry of grants and keys (default: today, UTC)', {
    wants: 'a date',
    check(value) {
      if (isDay(value)) return value;
      const hint = 'Give it a date such as 2027-03-31.';
      throw cannotBe({ spelling: '--today' }, value, hint);
    },
  }),
  dayOf(new Date()),
);

export const applyIt = onOff('--apply', 'make the change; without it, the command only shows it');

/** Tells apart service keys with the same name. */
export const whichKey = {
  space: textFlag(
    '--space <name>',
    'the space of the key, if keys in several spaces have that name',
    {
      wants: 'a name',
      completion: { kind: 'names', of: ['space'] },
      repeat: 'place',
    },
  ),
  organization: textFlag('--organization <name>', 'the organization of that space', {
    wants: 'a name',
    completion: { kind: 'names', of: ['organization'] },
    repeat: 'owner',
  }),
};

const overwrite = rare(onOff('--overwrite', 'let --out replace an existing file'));

const filter = textFlag(
  '--filter <text>',
  'only items with this text in their name, or this id; * matches anything',
  { wants: 'a text' },
);

/** Flags that several commands share, by the names of their values. */
const sharedFlags = {
  allowDestructive,
  detailedExitcode,
  requireComplete,
  assertRoles,
  expectDigest,
  target,
  base: rare(base),
  acceptCount: rare(acceptCount),
  also: rare(also),
  overwrite,
  access: rare(access),
  details,
  today: rare(today),
  desired,
  planned,
  filter,
};

type SharedFlags = typeof sharedFlags;

/** Some of the shared flags, in the order of the help. */
export function shared<Name extends keyof SharedFlags>(
  ...names: readonly Name[]
): Pick<SharedFlags, Name>;
export function shared(...names: readonly (keyof SharedFlags)[]): Flags {
  return Object.fromEntries(names.map((name) => [name, sharedFlags[name]]));
}
