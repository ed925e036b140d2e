import { levelText, counted, nameText } from './names.ts';
import { stringify } from 'yaml';
import type { Explanation, Step } from '../../access/explain.ts';
import type { Addition } from '../../access/missing.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Desired } from '../../model.ts';
import type { RuleAbout } from '../../rules/about.ts';
import { collectionOf } from '../../kind.ts';
import { caveats, placeWords, wayWords } from './answers.ts';
import type { QuestionScope, Origin } from './answers.ts';
import { placeText } from './change.ts';

/** Why a person can, or cannot, get into a place. */
export interface ExplainAnswer {
  readonly asked: QuestionScope;
  readonly explanation: Explanation;
  /** The file grants it already, and the account does not have it yet. */
  readonly promised: boolean;
  /** The rules of the file that concern the person there. */
  readonly rules: readonly RuleAbout[];
}

const verdicts = {
  yes: 'has access to',
  no: 'has no access to',
  unsure: 'may have access to',
} as const;

export function verdict(
  { explanation: { person, place, can, standing } }: ExplainAnswer,
  name = nameText,
): string {
  const as = can === 'no' ? '' : `, as ${standing.levels.map(levelText).join(' and ')}`;
  return `${name(person)} ${verdicts[can]} ${placeWords(place.ref, name)}${as}`;
}

/** Who gets into a resource from above; undefined for the account. */
function letsWords({ place, lets, door }: Step): string | undefined {
  if (place.above === undefined) return undefined;
  if (door !== undefined) return 'restricted: from above, only admins get in';
  switch (lets) {
    case 'admins':
      return place.above.ref === undefined ? undefined : 'private: from above, only admins get in';
    case 'fallback':
      return `public: ${place.above.ref === undefined ? 'account' : kindOf(place.above.ref.kind).label} members get in unless they have a role here`;
    case 'all':
      return 'everyone with access above gets in';
    case 'unknown':
      return 'whether it is private is unknown';
  }
}

interface Told {
  readonly text: string;
  readonly origin?: Origin;
}

/** The lines of a step: the roles there, the access from above, or that there is none. */
export function stepLines(
  step: Step,
  origin: (item: Step['holds'][number]['item']) => Origin,
): readonly Told[] {
  const held = step.holds.map(({ level, item }): Told => {
    const from = origin(item);
    const team = from.team === undefined ? '' : `, by team ${nameText(from.team)}`;
    return { text: `granted ${levelText(level)}${team}`, origin: from };
  });
  const through = step.through.map((path): Told => ({ text: `gets in as ${wayWords(path, {})}` }));
  const lets = letsWords(step);
  const nothing =
    held.length + through.length > 0 ? [] : [{ text: 'no role here, and no access from above' }];
  return [...(lets === undefined ? [] : [{ text: lets }]), ...held, ...through, ...nothing];
}

const accountLine = ({ account }: Explanation): readonly string[] => {
  if (account === undefined) return ['No such person in the account.'];
  if (account.status === 'blocked')
    return ['Blocked in Arize, which cannot be undone: the address can never be used again.'];
  if (account.status === 'expired')
    return ['The invitation has expired: none of this counts until a new one is accepted.'];
  return [];
};

export function notes({ asked, explanation, promised }: ExplainAnswer): readonly string[] {
  const { can } = explanation;
  return [
    ...accountLine(explanation),
    ...(promised ? [`${asked.file} already grants it: apply the file.`] : []),
    ...(can === 'no' && !promised && explanation.missing === undefined
      ? ['No entry in the file would change that.']
      : []),
    ...caveats(asked, explanation.place),
  ];
}

interface Missing {
  readonly title: string;
  /** The lines of a file, with all that they sit in. */
  readonly lines: readonly string[];
  readonly warnings: readonly string[];
}

/** The smallest change to the file that would let the person in. */
export function missingOf({
  asked,
  explanation,
  promised,
  rules,
}: ExplainAnswer): Missing | undefined {
  const { missing } = explanation;
  if (missing === undefined || promised) return undefined;
  const places = missing.flatMap((each) => placeText(mapOf(each, asked.desired)?.source) ?? []);
  const where = places.length === 0 ? '' : ` (below ${places.join(', ')})`;
  return {
    title: `Missing: ${counted(missing.length, 'entry')} in ${asked.file}${where}:`,
    lines: yamlOf(missing),
    warnings: [
      ...newMaps(missing, asked.desired),
      ...rules
        .filter(({ forbids }) => forbids)
        .map(
          ({ rule }) =>
            `The rule ${nameText(rule.name)} (${placeText(rule.source) ?? ''}) forbids it: a plan with this entry ${rule.severity === 'block' ? 'is blocked' : 'warns'}.`,
        ),
    ],
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
          return `The file has no \`${map}\` there yet. Once it has, the map is complete: list everyone in it, or set manage: {${map}: additive}.`;
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
