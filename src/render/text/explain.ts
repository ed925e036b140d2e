import { stringify } from 'yaml';
import type { Explanation, Step } from '../../access/explain.ts';
import type { Addition } from '../../access/missing.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Desired } from '../../model.ts';
import { collectionOf } from '../../kind.ts';
import { visible } from '../../text.ts';
import {
  askedWords,
  caveats,
  levelText,
  originText,
  originsOf,
  placeWords,
  shortPlace,
  wayWords,
} from '../words/answers.ts';
import type { QuestionScope, Origin } from '../words/answers.ts';
import { placeText } from './entry.ts';
import { cell, table } from '../markdown/escape.ts';
import { blocksOf, capped, fitted, roomOfTable } from '../markdown/fit.ts';
import { flow, words } from './flow.ts';
import { counted, nameText } from '../words/names.ts';
import { page } from './plan.ts';
import type { Layout } from './style.ts';

/** Why somebody can, or cannot, get into a place. */
export interface ExplainAnswer {
  readonly asked: QuestionScope;
  readonly explanation: Explanation;
  /** The file gives it already, and the account has not got it yet. */
  readonly promised: boolean;
}

const verdicts = { yes: 'gets into', no: 'does not get into', unsure: 'may get into' } as const;

function verdict(
  { explanation: { person, place, can, standing } }: ExplainAnswer,
  name = nameText,
): string {
  const as = can === 'no' ? '' : `, as ${standing.levels.map(levelText).join(' and ')}`;
  return `${name(person)} ${verdicts[can]} ${placeWords(place.ref, name)}${as}`;
}

/** What a place lets in, in words; of the account there is nothing to say. */
function letsWords({ place, lets, door }: Step): string | undefined {
  if (place.above === undefined) return undefined;
  if (door !== undefined) return 'restricted: of those above, only admins come in';
  switch (lets) {
    case 'admins':
      return place.above.ref === undefined
        ? undefined
        : 'private: of those above, only admins come in';
    case 'fallback':
      return 'public: whoever is in what is above and holds nothing here comes in, too';
    case 'all':
      return 'whoever is in what is above comes in, too';
    case 'unknown':
      return 'whether it is private is not known';
  }
}

interface Told {
  readonly text: string;
  readonly origin?: Origin;
}

/** What there is to say about a step: what is held there, what comes in from above, or that nothing does. */
function stepLines(
  step: Step,
  origin: (item: Step['holds'][number]['item']) => Origin,
): readonly Told[] {
  const held = step.holds.map(({ level, item }): Told => {
    const from = origin(item);
    const team = from.team === undefined ? '' : `, by team ${nameText(from.team)}`;
    return { text: `holds ${levelText(level)}${team}`, origin: from };
  });
  const through = step.through.map((path): Told => ({ text: `comes in as ${wayWords(path, {})}` }));
  const lets = letsWords(step);
  const nothing =
    held.length + through.length > 0
      ? []
      : [{ text: 'holds nothing here, and nothing comes in from above' }];
  return [...(lets === undefined ? [] : [{ text: lets }]), ...held, ...through, ...nothing];
}

const accountLine = ({ account }: Explanation): readonly string[] => {
  if (account === undefined) return ['Nobody of the account has this address.'];
  if (account.status === 'blocked')
    return ['Blocked in Arize, which cannot be undone: the address can never be used again.'];
  if (account.status === 'expired')
    return ['The invitation has expired: a new one is needed before any of this counts.'];
  return [];
};

function notes({ asked, explanation, promised }: ExplainAnswer): readonly string[] {
  const { can } = explanation;
  return [
    ...accountLine(explanation),
    ...(promised ? [`${asked.file} gives it already: apply it.`] : []),
    ...(can === 'no' && !promised && explanation.missing === undefined
      ? ['No line of the file would change that.']
      : []),
    ...caveats(asked, explanation.place),
  ];
}

/** The answer for people at a terminal. */
export function explainText(answer: ExplainAnswer, layout: Layout): string {
  const { asked, explanation } = answer;
  const origin = originsOf(asked);
  const quiet = (text: string): string[] =>
    flow({ indent: 0, hang: 2, pieces: words(text, 'dim') }, layout);
  const steps = explanation.steps.flatMap((step) => [
    ...flow({ indent: 2, pieces: words(shortPlace(step.place), 'bold') }, layout),
    ...stepLines(step, origin).flatMap(({ text, origin: from }) =>
      flow({ indent: 6, hang: 2, pieces: words(text), tail: from && originText(from) }, layout),
    ),
  ]);
  const missing = missingOf(answer);
  return page([
    [
      ...flow({ indent: 0, hang: 2, pieces: words(verdict(answer), 'bold') }, layout),
      ...quiet(askedWords(asked)),
    ],
    steps,
    explanation.permissions.length === 0
      ? []
      : flow(
          {
            indent: 0,
            hang: 2,
            pieces: words(
              `Allows ${counted(explanation.permissions.length, 'permission')}: ${explanation.permissions.join(', ')}`,
            ),
          },
          layout,
        ),
    missing === undefined
      ? []
      : [
          ...flow({ indent: 0, hang: 2, pieces: words(missing.title) }, layout),
          ...missing.lines.map((line) => `  ${visible(line)}`),
          ...missing.warnings.flatMap((text) =>
            flow({ indent: 0, hang: 2, pieces: words(text, 'yellow') }, layout),
          ),
        ],
    notes(answer).flatMap(quiet),
  ]);
}

/** The answer as markdown. Everything that others wrote stands in code. */
export function explainMarkdown(answer: ExplainAnswer): string {
  const { asked, explanation } = answer;
  const origin = originsOf(asked);
  const rows = explanation.steps.flatMap((step) =>
    stepLines(step, origin).map(({ text, origin: from }, index) => [
      index === 0 ? cell(shortPlace(step.place)) : '',
      cell(text),
      from === undefined ? '' : cell(originText(from)),
    ]),
  );
  const missing = missingOf(answer);
  const lines = missing?.lines.map(visible) ?? [];
  const longest = Math.max(
    2,
    ...lines.flatMap((line) => (line.match(/`+/g) ?? []).map((run) => run.length)),
  );
  const fence = '`'.repeat(longest + 1);
  const [head = '', line = '', ...steps] = table(['Where', 'What', 'From'], rows);
  const blocks = (share: number) => [
    [`### ${verdict(answer, cell)}`],
    [cell(askedWords(asked))],
    [head, line, ...capped(steps, share * roomOfTable, (left) => `| **and ${left} more** | | |`)],
    explanation.permissions.length === 0
      ? []
      : [`Allows: ${explanation.permissions.map(cell).join(', ')}`],
    missing === undefined ? [] : [cell(missing.title), '', `${fence}yaml`, ...lines, fence],
    missing?.warnings.map(cell) ?? [],
    notes(answer).map((note) => cell(note)),
  ];
  return fitted(
    (share) => ({ blocks: blocksOf(blocks(share)) }),
    ['### Too long to be shown here', 'Run the command with `--format text` to see all.'],
  );
}

interface Missing {
  readonly title: string;
  /** The lines of a file, with all that they sit in. */
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
}

/** The smallest change to the file that would let the person in. */
export function missingOf({ asked, explanation, promised }: ExplainAnswer): Missing | undefined {
  const { missing } = explanation;
  if (missing === undefined || promised) return undefined;
  const places = missing.flatMap((each) => placeText(mapOf(each, asked.desired)?.source) ?? []);
  const where = places.length === 0 ? '' : ` (below ${places.join(', ')})`;
  return {
    title: `Missing: ${counted(missing.length, 'entry')} in ${asked.file}${where}:`,
    lines: yamlOf(missing),
    warnings: newMaps(missing, asked.desired),
  };
}

const mapOf = ({ ref }: Addition, desired: Desired | undefined) =>
  desired?.collections.get(collectionOf(kindOf(ref.kind), ref.key));

/** A map that the file does not have yet is complete as soon as it is there. */
const newMaps = (missing: readonly Addition[], desired: Desired | undefined): readonly string[] =>
  desired === undefined
    ? []
    : missing
        .filter((each) => mapOf(each, desired) === undefined)
        .filter(({ ref }) => kindOf(ref.kind).manage !== undefined)
        .map(({ ref }) => {
          const { at } = kindOf(ref.kind);
          const map = at.at(-2) ?? '';
          return `The file has no \`${map}\` there yet. Once it has, the map is complete: list whoever is in it, or say manage: {${map}: additive}.`;
        });

function yamlOf(missing: readonly Addition[]): readonly string[] {
  const tree = new Map<string, unknown>();
  for (const { ref, fields } of missing) {
    const kind = kindOf(ref.kind);
    const names = [...ref.key];
    let map = tree;
    for (const part of kind.at.slice(0, -1)) {
      const name = part === '*' ? (names.shift() ?? '') : part;
      const next = map.get(name);
      const inner = next instanceof Map ? next : new Map<string, unknown>();
      map.set(name, inner);
      map = inner;
    }
    const value = kind.print(fields);
    const invite = fields['invite'];
    map.set(
      names.shift() ?? '',
      typeof value === 'object' && value !== null && invite !== undefined
        ? { ...value, invite }
        : value,
    );
  }
  return stringify(tree, { lineWidth: 0 }).trimEnd().split('\n');
}
