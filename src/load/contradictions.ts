import { chainOf, kindOf, nameOf, personRef, refAddress } from '../kinds/index.ts';
import { selectedBy } from '../kinds/select.ts';
import type { DesiredItem, Ref } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import type { YamlPath, ProblemInit } from '../document/locatedDocument.ts';
import { isGrant, teamEntries } from './rule.ts';
import type { Rule } from './rule.ts';
import { groupBy } from '../group.ts';
import { emailIn, ownName } from '../key.ts';

const oneOfTwo = 'remove one of the two entries';

/** An item to remove cannot be listed too, neither itself nor as the parent of a listed item. */
const listedAndRemoved: Rule = ({ document, desired, selectors, byAddress }) => {
  const teams = teamEntries(document);
  return selectors.removed.flatMap((ref) => {
    const [email = ''] = ref.key;
    const isPerson = kindOf(ref.kind).keyedBy === 'person' && !isGrant(ref);
    const inTeam = isPerson ? teams.find((entry) => entry.email === email) : undefined;
    const listed =
      byAddress.get(refAddress(ref)) ??
      desired.items.find((item) =>
        isPerson
          ? isGrant(item) && item.team === undefined && emailIn(item.key) === email
          : chainOf(item).some((above) => refAddress(above) === refAddress(ref)),
      );
    const position = listed?.source ?? (inTeam && document.locate(inTeam.path));
    if (position === undefined) return [];
    return document.problem(ref.path, {
      code: 'listed-and-removed',
      message: `${nameOf(ref)} is both listed and removed`,
      suggestion: oneOfTwo,
      related: [{ message: 'listed here', position }],
    });
  });
};

/** An ignored item cannot be named elsewhere, because what the file says about it would have no effect. */
const listedAndIgnored: Rule = ({ document, desired, selectors, at }) => {
  if (selectors.ignore.length === 0) return [];
  const ignored = (ref: Ref): ProblemInit | undefined => {
    const by = selectedBy(selectors.ignore, ref);
    return (
      by && {
        code: 'listed-and-ignored',
        message: `${nameOf(ref)} is both listed and ignored`,
        suggestion: oneOfTwo,
        related: [{ message: 'ignored here', position: by.source }],
      }
    );
  };
  const found = (path: YamlPath, ref: Ref): readonly Problem[] => {
    const init = ignored(ref);
    return init === undefined ? [] : [document.problem(path, init)];
  };
  return [
    ...desired.items
      .filter(({ team }) => team === undefined)
      // A problem with a space is not repeated for every person in it.
      .filter((item) =>
        chainOf(item)
          .slice(1)
          .every((above) => ignored(above) === undefined),
      )
      .flatMap((item) => {
        const init = ignored(item);
        return init === undefined ? [] : [at(item, init)];
      }),
    ...teamEntries(document).flatMap(({ email, path }) => found(path, personRef(email))),
    ...[...selectors.removed, ...selectors.protected].flatMap((ref) => found(ref.path, ref)),
  ];
};

const protectedAndRemoved: Rule = ({ document, selectors }) =>
  selectors.protected.flatMap((ref) => {
    const removed = selectors.removed.find((each) => refAddress(each) === refAddress(ref));
    if (removed === undefined) return [];
    return document.problem(ref.path, {
      code: 'protected-and-removed',
      message: `${nameOf(ref)} is both protected and removed`,
      suggestion: oneOfTwo,
      related: [{ message: 'removed here', position: removed.source }],
    });
  });

/** Arize has one list for both, and commands find them by name alone. */
const listedAsBoth: Rule = ({ itemsOf, at }) => {
  const sharing = itemsOf(({ sharesNamesWith }) => sharesNamesWith !== undefined);
  const shared = new Set(sharing.flatMap(({ kind }) => kindOf(kind).sharesNamesWith ?? []));
  const names = groupBy(
    itemsOf(({ name }) => shared.has(name)),
    ({ kind, key }) => `${kind} ${ownName(key)}`,
  );
  return sharing.flatMap((item) => {
    const name = ownName(item.key);
    const [twin] = (kindOf(item.kind).sharesNamesWith ?? []).flatMap(
      (kind) => names.get(`${kind} ${name}`) ?? [],
    );
    if (twin === undefined) return [];
    return at(item, {
      code: 'listed-as-both',
      message: `"${name}" is listed as a ${kindOf(item.kind).label} and as a ${kindOf(twin.kind).label}`,
      suggestion: 'keep one of them, or give one another name',
      related: [{ message: 'also listed here', position: twin.source }],
    });
  });
};

/** A pattern would remove items added to the account later, and it protects too loosely. */
const patterns: Rule = ({ document, selectors }) =>
  [...selectors.removed, ...selectors.protected]
    .filter(({ wrongPattern }) => wrongPattern)
    .map(({ path }) =>
      document.problem(path, {
        code: 'pattern',
        message: '"*" is not a wildcard in this list',
        suggestion: "write full names, one entry each; write a literal star as '\\*'",
      }),
    );

/** The address of an item under another name. */
const renamed = ({ kind, key }: Ref, name: string): string =>
  refAddress({ kind, key: [...key.slice(0, -1), name] });

/** Each previous name and each pinned id belongs to one item. */
const renames: Rule = ({ desired, byAddress, at }) => {
  const claims = new Map<string, DesiredItem>();
  const problems: Problem[] = [];
  const removed = new Map(desired.removed.map((ref) => [refAddress(ref), ref]));
  for (const item of desired.items) {
    for (const earlier of item.previously ?? []) {
      const claim = renamed(item, earlier);
      const present = byAddress.get(claim);
      const other = claims.get(claim);
      const tombstone = removed.get(claim);
      claims.set(claim, item);
      if (tombstone !== undefined) {
        problems.push(
          at(item, {
            code: 'renamed-and-removed',
            message: `"${earlier}" is a previous name of this item, and also listed under \`removed\``,
            suggestion: oneOfTwo,
            related: [{ message: 'removed here', position: tombstone.source }],
          }),
        );
      } else if (present === item) {
        problems.push(
          at(item, {
            code: 'previous-name-in-use',
            message: `"${earlier}" is the current name, not a previous one`,
            suggestion: 'remove it from `previously`',
          }),
        );
      } else if (present !== undefined && present.id === undefined) {
        problems.push(
          at(item, {
            code: 'previous-name-in-use',
            message: `"${earlier}" is a previous name of this item, and also the name of another listed item`,
            suggestion:
              'remove it from `previously`; to swap two names, first rename one to a third name in a run of its own',
            related: [{ message: 'listed here', position: present.source }],
          }),
        );
      } else if (other !== undefined && other !== item) {
        problems.push(
          at(item, {
            code: 'previous-name-twice',
            message: `two items claim the previous name "${earlier}"`,
            suggestion: 'keep it on the item that had it last',
            related: [{ message: 'also claimed here', position: other.source }],
          }),
        );
      }
    }
    if (item.id === undefined) continue;
    const twin = claims.get(`id ${item.id}`);
    claims.set(`id ${item.id}`, item);
    if (twin !== undefined) {
      problems.push(
        at(item, {
          code: 'id-twice',
          message: `two items have the id ${item.id}`,
          suggestion: 'keep it on the item it belongs to',
          related: [{ message: 'also used here', position: twin.source }],
        }),
      );
    }
  }
  return problems;
};

/** Statements about one item that contradict each other. */
export const contradictions: readonly Rule[] = [
  listedAndRemoved,
  listedAndIgnored,
  protectedAndRemoved,
  listedAsBoth,
  patterns,
  renames,
];
