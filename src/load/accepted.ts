import { isDay } from '../days.ts';
import { addressOf } from '../kind.ts';
import { kinds, kindOf, chainOf, refAddress } from '../kinds/index.ts';
import { refOf } from '../kinds/refOf.ts';
import type { Acceptance, AcceptedWarning } from '../model.ts';
import { canonicalEmail, canonicalName } from '../names.ts';
import type { Problem } from '../document/problem.ts';
import type { LocatedDocument, ProblemInit, YamlPath } from '../document/locatedDocument.ts';
import { isRecord } from '../records.ts';
import { shortId } from '../shortId.ts';
import { readSelectors } from './selectors.ts';

const lists = ['accepted', 'known_drift'] as const;

/**
 * Reads `accepted`, and `known_drift`, its older name for drift. The schema has reported incomplete entries.
 */
export function readAccepted(document: LocatedDocument): {
  accepted: readonly Acceptance[];
  problems: readonly Problem[];
} {
  const problems: Problem[] = [];
  const accepted = lists.flatMap((list) => {
    const selectors = new Map(readSelectors(document, list).map((each) => [each.path[1], each]));
    const entries = document.value[list];
    return (Array.isArray(entries) ? entries : []).flatMap(
      (entry: unknown, index): readonly Acceptance[] => {
        if (!isRecord(entry)) return [];
        const { owner, until, reason } = entry;
        const of = coveredBy(entry) ?? selectors.get(index);
        if (of === undefined || typeof owner !== 'string' || typeof until !== 'string') return [];
        if (list === 'accepted' && 'address' in of && refOf(of.address) === undefined) {
          problems.push(document.problem([list, index, 'address'], noAddress(of.address)));
          return [];
        }
        if (!isDay(until)) {
          problems.push(document.problem([list, index, 'until'], noDay(until)));
          return [];
        }
        const source = document.locate([list, index]);
        return [{ of, list, owner, until, source, ...(typeof reason === 'string' && { reason }) }];
      },
    );
  });
  return { accepted, problems };
}

function coveredBy({
  finding,
  address,
}: Readonly<Record<string, unknown>>): Acceptance['of'] | undefined {
  if (typeof finding === 'string') return { finding: finding.trim() };
  return typeof address === 'string' ? { address: address.trim() } : undefined;
}

const noDay = (until: string): ProblemInit => ({
  code: 'no-day',
  message: `"${until}" is not a valid date`,
  suggestion: 'write the last day, such as 2027-03-31',
});

const noAddress = (address: string): ProblemInit => ({
  code: 'wrong-address',
  message: `"${address}" is not an address`,
  suggestion:
    'write it as `drift` shows it, such as space/Platform Team/team-alpha/member/raj@example.com',
});

/**
 * Removes the warnings and notices that the file accepts, and gives the others an id to accept them by.
 * Errors are never accepted.
 * @param today as `2027-03-31`, in UTC; if omitted, no entry has expired
 */
export function withoutAccepted(
  problems: readonly Problem[],
  document: LocatedDocument,
  accepted: readonly Acceptance[],
  today: string | undefined,
): {
  readonly open: readonly Problem[];
  readonly known: readonly AcceptedWarning[];
  /** Entries that match a warning, whether or not their last day has passed. */
  readonly used: ReadonlySet<Acceptance>;
} {
  const used = new Set<Acceptance>();
  const open: Problem[] = [];
  const known: AcceptedWarning[] = [];
  for (const problem of problems) {
    if (problem.severity === 'error' || problem.path === undefined) {
      open.push(problem);
      continue;
    }
    const id = idOf(problem, problem.path, document);
    const entries = accepted.filter(
      ({ list, of }) => list === 'accepted' && covers(of, id, problem.path ?? []),
    );
    for (const entry of entries) used.add(entry);
    const by = entries.find(({ until }) => today === undefined || until >= today);
    const [lapsed] = entries;
    if (by !== undefined) known.push({ problem: { ...problem, id }, by });
    else
      open.push({
        ...problem,
        id,
        ...(lapsed && { related: [saysLapsed(lapsed), ...(problem.related ?? [])] }),
      });
  }
  return { open, known, used };
}

const saysLapsed = ({ owner, until, source }: Acceptance) => ({
  message: `${owner} accepted this here until ${until}; that day has passed`,
  position: source,
});

/**
 * The id of a warning. It depends on the code, the names and the value, so it stays the same when the warning
 * moves within the file.
 */
function idOf({ code, about }: Problem, path: YamlPath, { value }: LocatedDocument): string {
  const named = path.filter((step) => typeof step === 'string');
  const at = path.reduce<unknown>(
    (inside, step) =>
      isRecord(inside) ? inside[step] : Array.isArray(inside) ? inside[Number(step)] : undefined,
    value,
  );
  // A list item is only identified by its content. A map has a name, and its content may change.
  const says = typeof path.at(-1) === 'number' || typeof at !== 'object' ? at : null;
  return shortId([code, named, says ?? null, about ?? null]);
}

function covers(of: Acceptance['of'], id: string, path: YamlPath): boolean {
  if ('finding' in of) return of.finding === id;
  if (!('address' in of)) return false;
  return addressesOn(path).includes(of.address);
}

/** The addresses of the item at or above a path, and of the items that contain it. */
function addressesOn(path: YamlPath): readonly string[] {
  return kinds.flatMap((kind) => {
    const isOnPath = kind.at.every((word, index) =>
      word === '*' ? typeof path[index] === 'string' : word === path[index],
    );
    if (!isOnPath) return [];
    const names = kind.at.flatMap((word, index) => (word === '*' ? [String(path[index])] : []));
    const isPerson = kindOf(kind.name).keyedBy === 'person';
    const key = names.map((name, index) =>
      isPerson && index === names.length - 1 ? canonicalEmail(name) : canonicalName(name),
    );
    return [addressOf(kind, key), ...chainOf({ kind: kind.name, key }).map(refAddress)];
  });
}
