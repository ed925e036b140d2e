import { EditRefusedError, editText } from '../edit/edit.ts';
import { diff } from '../../diff/diff.ts';
import { collectionOf } from '../../kind.ts';
import { chainOf, kindOf, refAddress } from '../../kinds/index.ts';
import { loadSources } from '../../load/load.ts';
import { teamsOf } from '../../load/teamsOf.ts';
import { parseYaml } from '../../document/yaml.ts';
import type { Desired, Difference, KnownIds, Live, Ref } from '../../model.ts';
import { accountClaim } from '../../plan/claims.ts';
import type { Claim } from '../../plan/claims.ts';
import { FileProblemsError } from '../../document/problem.ts';
import { adoptEdits } from './merge.ts';
import { unappliableRoles } from './openRoles.ts';
import { differing, unlisted } from './select.ts';
import type { Subject } from './subject.ts';

/** Looks at the account for a file, anew for each: which keys things have depends on the file. */
export type Look = (desired: Desired) => Promise<Live>;

/** What is left to take over, by address. */
export type Select = (difference: Difference, subject: Subject) => readonly string[];

/** Everything that differs. */
export const everyDifference: Select = differing;

/** Everything that differs, and what is live and new in maps that the file has. */
export const everythingLive: Select = (difference, subject) => [
  ...differing(difference, subject),
  ...unlisted(subject),
];

type Source = Desired['sources'][number];

/** A file, with those that it includes, that says what the account is. */
export interface Adopted {
  /** All of them, changed or not, the main one first. */
  readonly sources: readonly Source[];
  /** Addresses of what was taken over. */
  readonly addresses: readonly string[];
  /** What still differs, because a file can not say it, with the reason as far as there is one. */
  readonly left: readonly { readonly address: string; readonly message?: string }[];
  /** Roles that the file leaves open since, because they can't be so and Arize does not show what they are. */
  readonly opened: readonly string[];
  /** Whether the file may be said to be as the account is, but for what is left. */
  readonly claim: Claim;
}

/** Taking something over can bring more to light: whoever leaves a place leaves what is in it. */
const mostRounds = 6;

/**
 * Writes what an account is into the text of a file and of those that it includes, each thing where it is spoken of, and
 * keeps everything else in them.
 * @param knownIds those of earlier runs: what was renamed keeps its id
 * @throws EditRefusedError, with all of them left alone, when the text would not say exactly that
 */
export async function adopt(
  desired: Desired,
  look: Look,
  select: Select,
  knownIds: KnownIds = new Map(),
): Promise<Adopted> {
  const addresses = new Set<string>();
  const allOpened = new Set<string>();
  let now = desired;
  for (let round = 0; round < mostRounds; round += 1) {
    // Each round stands on the text of the one before.
    // eslint-disable-next-line no-await-in-loop
    const live = await look(now);
    const difference = withoutPartlyShown(diff(now, live, { knownIds }));
    const selected = select(difference, subjectOf(now.sources[0], now, live, knownIds));
    // What waits for a name that the account has no more is selected too.
    const partly = new Set(now.items.filter(isPartlyShown).map(({ address }) => address));
    const open = selected.filter((address) => !partly.has(address));
    const owner = ownersIn(now, live);
    const was = now;
    const written = (some: readonly string[]): readonly Source[] => {
      const impossible = unappliableRoles(some, { desired: was, live });
      const changes = was.sources.map((source) => {
        const isHere = (address: string): boolean => owner(address) === source.file;
        const subject = subjectOf(source, was, live, knownIds);
        const opened = impossible.filter(({ address }) => isHere(address));
        return {
          source,
          ...adoptEdits({ addresses: some, opened }, subject, isHere),
        };
      });
      const needed = changes.flatMap(({ elsewhere }) => elsewhere);
      const more = needed.filter((address) => !some.includes(address));
      // A grant in one file names people whom another one lists.
      if (more.length > 0) return written([...new Set([...some, ...more])]);
      return changes.map(({ source, edits }) => ({
        ...source,
        text: editText(source.text, source.file, edits),
      }));
    };
    const sources = written(open);
    const isSame = sources.every(({ text }, index) => text === was.sources[index]?.text);
    if (open.length === 0 || isSame) {
      return {
        sources,
        addresses: [...addresses].filter((each) => !open.includes(each)),
        left: leftOf(difference, open),
        opened: [...allOpened],
        claim: claimOf(difference, now, live),
      };
    }
    for (const address of open) addresses.add(address);
    for (const { address } of unappliableRoles(open, { desired: was, live }))
      allOpened.add(address);
    // What stands in something under its old name is only compared once that has its new one. Until then it may
    // contradict the rest.
    const names = open.filter((address) => isNamed(address, was));
    const isLess = names.length > 0 && names.length < open.length;
    // eslint-disable-next-line no-await-in-loop
    now = await loaded(sources, was).catch((error: unknown) => {
      if (!isLess) throw error;
      return loaded(written(names), was);
    });
  }
  throw new EditRefusedError(
    desired.file,
    `it still differs from the account after ${mostRounds} attempts.`,
  );
}

/** Whether the file lists something under this address that can be renamed. */
function isNamed(address: string, { items }: Desired): boolean {
  const item = items.find((each) => each.address === address);
  return item !== undefined && kindOf(item.kind).keyedBy === 'name';
}

const leftOf = ({ manual }: Difference, open: readonly string[]): Adopted['left'] =>
  open.map((address) => {
    const reason = manual.find((each) => each.address === address);
    return { address, ...(reason && { message: reason.message }) };
  });

/** What was compared; of what Arize shows in part, nothing is. */
function claimOf({ untouched }: Difference, { items, saml }: Desired, live: Live): Claim {
  const { caller, coverage } = live;
  const partly = items.filter(isPartlyShown);
  return accountClaim({
    coverage,
    untouched: [
      ...untouched.filter(({ reason }) => reason !== 'partly-shown'),
      ...partly.map(({ kind }) => ({ kind, scope: '', reason: 'partly-shown' as const, count: 1 })),
    ],
    ...(caller && { caller }),
    ...(saml && { saml: true }),
  });
}

/** Of what Arize shows in part alone, a file can't say what there is: it stays as people wrote it. */
const withoutPartlyShown = (difference: Difference): Difference => ({
  ...difference,
  changes: difference.changes.filter((change) => !isPartlyShown(change)),
});

const isPartlyShown = ({ kind }: Ref): boolean => kindOf(kind).writeOnly === true;

/** One of the files, as it is written. */
const subjectOf = (
  source: Source | undefined,
  desired: Desired,
  live: Live,
  knownIds: KnownIds,
): Subject => ({
  file: source?.file ?? desired.file,
  desired,
  teams: teamsOf(desired.sources),
  knownIds,
  written: source && parseYaml(source.text, source.file).document?.value,
  live,
});

/** Which file speaks of a thing, or of the map that it would stand in; the main one where none does. */
function ownersIn({ file, items, collections }: Desired, live: Live): (address: string) => string {
  const written = new Map(items.map(({ address, source }) => [address, source.file]));
  const found = new Map(live.items.map((item) => [item.address, item]));
  return (address) => {
    const own = written.get(address);
    const item = found.get(address);
    if (own !== undefined || item === undefined) return own ?? file;
    const above = chainOf(item).flatMap((ref) => [
      collections.get(collectionOf(kindOf(ref.kind), ref.key))?.source.file,
      written.get(refAddress(ref)),
    ]);
    return above.find((each) => each !== undefined) ?? file;
  };
}

async function loaded(sources: readonly Source[], { file, today }: Desired): Promise<Desired> {
  try {
    return (await loadSources(sources, today === undefined ? {} : { today })).desired;
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    const [first] = error.problems.filter(({ severity }) => severity === 'error');
    throw new EditRefusedError(
      file,
      `the result would not be valid: ${first?.message ?? 'unknown error'}.`,
    );
  }
}
