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

/** Reads the account for a file. It is done again for each version, because the keys of items depend on the file. */
export type Look = (desired: Desired) => Promise<Live>;

/** The addresses that are left to adopt. */
export type Select = (difference: Difference, subject: Subject) => readonly string[];

/** Selects everything that differs. */
export const everyDifference: Select = differing;

/** Selects everything that differs, and live items missing from maps in the file. */
export const everythingLive: Select = (difference, subject) => [
  ...differing(difference, subject),
  ...unlisted(subject),
];

type Source = Desired['sources'][number];

/** A file and its included files, updated to match the account. */
export interface Adopted {
  /** All files, changed or not, the main one first. */
  readonly sources: readonly Source[];
  /** The adopted addresses. */
  readonly addresses: readonly string[];
  /** What still differs because a file cannot express it, with the reason if there is one. */
  readonly left: readonly { readonly address: string; readonly message?: string }[];
  /** Entries whose role was removed, because it is impossible and Arize does not show the current one. */
  readonly opened: readonly string[];
  /** What can be claimed about the file matching the account, apart from what is left. */
  readonly claim: Claim;
}

/** Adopting one difference can reveal more: a person who leaves an organization also leaves its spaces. */
const mostRounds = 6;

/**
 * Updates the text of a file and of its included files to match the account, each item in the file that has it, and
 * keeps everything else in them.
 * @param knownIds ids from earlier runs, which identify renamed items
 * @throws EditRefusedError if an edited text would not say exactly that; then no file is changed
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
    // Each round starts from the text of the previous one.
    // eslint-disable-next-line no-await-in-loop
    const live = await look(now);
    const difference = withoutPartlyShown(diff(now, live, { knownIds }));
    const selected = select(difference, subjectOf(now.sources[0], now, live, knownIds));
    // Items below a name that the account no longer has are selected too.
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
      // A grant in one file can name people whom another one lists.
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
    // The contents of a renamed item are compared only after the rename. Until then they may
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

/** What was compared. Items that Arize shows only in part are not. */
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

/** Leaves out items that Arize shows only in part: their entries stay as people wrote them. */
const withoutPartlyShown = (difference: Difference): Difference => ({
  ...difference,
  changes: difference.changes.filter((change) => !isPartlyShown(change)),
});

const isPartlyShown = ({ kind }: Ref): boolean => kindOf(kind).writeOnly === true;

/** One of the files, as written. */
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

/** The file that has an item, or the map it belongs to; the main file if none does. */
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
