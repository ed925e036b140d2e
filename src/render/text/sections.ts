import { waysOut, causeWords } from '../words/manual.ts';
import { limitNames, limitRules } from '../../limits.ts';
import type { Coverage, Notice, Plan, Untouched } from '../../model.ts';
import { byText } from '../../names.ts';
import { rulesOf } from '../words/summary.ts';
import { coverageText, unreadLines } from '../words/coverage.ts';
import { flow } from './flow.ts';
import { counted, describeAddress, nameText } from '../words/names.ts';
import type { Layout } from './style.ts';
import type { Piece } from '../words/pieces.ts';
import { solid, words } from '../words/pieces.ts';
import { placeText } from '../words/change.ts';
import { commandLine } from '../words/command.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { unknownCaller } from '../../read/viewer.ts';

/** The parts of a plan around its changes: each a block of lines, or nothing. */

/** Whose account this is, and who looks at it. */
export function headBlock(plan: Plan, title: string, layout: Layout): string[] {
  const { account, caller, file } = plan;
  const who: Piece[] =
    caller === undefined
      ? words(`(${unknownCaller})`)
      : [
          ...words('as'),
          solid(nameText(caller.email)),
          ...words(caller.accountAdmin ? '(account admin)' : '(NOT an account admin)'),
        ];
  const pieces = [
    solid(file),
    ...words(`against ${layout.where ?? 'the live account'}, read`),
    ...who,
  ];
  return [
    ...flow(
      {
        indent: 0,
        hang: 2,
        pieces: [
          ...words(title, 'bold'),
          solid(nameText(account.name), 'bold'),
          solid(`(${account.id})`),
        ],
      },
      layout,
    ),
    ...flow(
      { indent: 0, hang: 2, pieces: pieces.map((piece) => ({ ...piece, paint: 'dim' as const })) },
      layout,
    ),
  ];
}

/** What people have to do themselves, and why. */
export function manualBlock(plan: Plan, layout: Layout): string[] {
  const { manual } = plan;
  if (manual.length === 0) return [];
  return [
    layout.style.bold(`Manual steps (${manual.length})`),
    ...manual.flatMap((each) => {
      const { address, cause, message, source } = each;
      const pieces = [
        solid('!', 'magenta'),
        ...words(causeWords[cause], 'magenta'),
        ...describeAddress(address),
      ];
      return [
        ...flow({ indent: 2, hang: 4, pieces, tail: placeText(source) }, layout),
        ...flow({ indent: 6, pieces: words(message) }, layout),
        ...waysOut(each).flatMap((command) =>
          flow({ indent: 6, pieces: [solid(commandLine(command, plan, layout), 'bold')] }, layout),
        ),
      ];
    }),
  ];
}

/** What to know beside the differences. */
export function noticeBlock(notices: readonly Notice[], layout: Layout): string[] {
  if (notices.length === 0) return [];
  return [
    layout.style.bold(`Notices (${notices.length})`),
    ...notices.flatMap(({ message, source }) =>
      flow(
        {
          indent: 2,
          hang: 2,
          pieces: [solid('*', 'cyan'), ...words(message)],
          tail: placeText(source),
        },
        layout,
      ),
    ),
  ];
}

const untouchedPhrases: Readonly<Record<Untouched['reason'], (count: number) => string>> = {
  'not-managed': (n) => `${n} not in the file`,
  additive: (n) => `${n} not in the file but kept (additive)`,
  ignored: (n) => `${n} ignored`,
  service: (n) => counted(n, 'service identity'),
  hidden: (n) => `${n} hidden by an admin right`,
  'built-in': (n) => `${n} predefined`,
  unverified: (n) => counted(n, 'role unverified', 'roles unverified'),
  'partly-shown': (n) => `${n} shown in part`,
};

/** What was seen and is not managed, what was read, and what the guards say: a few quiet lines. */
export function footBlock(plan: Plan, mode: 'plan' | 'apply' | 'drift', layout: Layout): string[] {
  const quiet = (indent: number, lines: readonly string[]): string[] =>
    lines.flatMap((text) => flow({ indent, hang: 2, pieces: words(text, 'dim') }, layout));
  const drift = mode === 'drift';
  const unread = unreadLines(plan.coverage);
  return [
    ...quiet(0, notManaged(plan.untouched)),
    ...quiet(0, readText(plan.coverage)),
    ...quiet(0, unread.length === 0 ? [] : ['Not read completely:']),
    ...quiet(2, unread),
    ...(drift ? [] : [...limitLines(plan, layout), ...quiet(0, guardText(plan))]),
    ...(drift || plan.guards.some(({ rule }) => rule === 'shrunk') ? [] : quiet(0, [noHistory])),
    ...(drift || plan.changes.length === 0
      ? []
      : quiet(0, [`Digest: ${shortDigest(plan.digest)}`])),
  ];
}

function notManaged(untouched: readonly Untouched[]): string[] {
  const counts = new Map<Untouched['reason'], number>();
  for (const { reason, count: n } of untouched) counts.set(reason, (counts.get(reason) ?? 0) + n);
  const parts = [...counts]
    .filter(([, n]) => n > 0)
    .toSorted(([a, n], [b, m]) => m - n || byText(a, b))
    .map(([reason, n]) => untouchedPhrases[reason](n));
  return parts.length === 0 ? [] : [`Not managed: ${parts.join(', ')}.`];
}

function readText(coverage: readonly Coverage[]): string[] {
  if (coverage.length === 0) return [];
  const complete = coverage.filter((each) => each.complete);
  return complete.length === 0 ? [] : [`Read completely: ${coverageText(complete)}.`];
}

function guardText({ guards }: Plan): string[] {
  return guards.length === 0 || isBlocked(guards)
    ? []
    : [`Guards: ${rulesOf(guards.filter(({ verdict }) => verdict === 'ok')).join(', ')}: ok.`];
}

/** What cannot be judged by the account alone. */
const noHistory = 'No baseline from an earlier run: a truncated response would go unnoticed.';

/** A limit that is not what it is by default is said in so many words: it may hide in a long file. */
export const limitLines = ({ limits }: Plan, layout: Layout): string[] =>
  limitNames.flatMap((name) => {
    const limit = limits[name];
    const { preset, flag } = limitRules[name];
    if (limit.source === 'default' || limit.value === preset) return [];
    const by = limit.source === 'file' ? placeText(limit.position) : flag;
    const text = `Limit ${limit.value > preset ? 'raised' : 'lowered'}: ${name} ${limit.value} instead of ${preset}, by ${by}.`;
    return flow({ indent: 0, hang: 2, pieces: words(text, 'yellow') }, layout);
  });

/** Enough of a digest to compare two by eye. */
const shortDigest = (digest: string): string => digest.replace(/^sha256:/, '').slice(0, 12);
