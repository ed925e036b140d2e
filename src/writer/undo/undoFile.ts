import { nameOf, personKind, refAddress } from '../../kinds/index.ts';
import { keyOf } from '../../kinds/keyOrder.ts';
import { selects } from '../../kinds/select.ts';
import type { Change, Desired, Live, Plan, PlannedChange, Ref } from '../../model.ts';
import { visible } from '../../text.ts';
import { namesBefore, touchedBy } from './former.ts';
import { givenBy } from './given.ts';
import { lastingOf } from './lasting.ts';
import type { Lasting } from './lasting.ts';
import { writeMaps } from './maps.ts';
import { writeThings } from './things.ts';
import type { Tree } from '../tree.ts';
import { fileText } from '../fileText.ts';
import { selectorOf } from '../selectorTree.ts';

/** The context of an undo file, for its first lines. */
export interface UndoContext {
  /** The name of the run. */
  readonly run: string;
  /** The flags with which a command uses this file and the same account. */
  readonly again: string;
  /** Changes left out because undoing them would reduce something protected. */
  readonly guarded?: readonly Change[];
}

/**
 * Writes an access file that reverses a run: each item and grant as it was before, and what the run
 * adds under `removed`. It is written before the first change and correct from then on, because a plan of it
 * finds only what the run has changed so far.
 * @param plan the run
 * @param desired the file that was planned
 * @param live the account before the run
 * @returns its text; undefined if the run makes no change that a file can undo
 */
export function undoFile(
  plan: Plan,
  desired: Desired,
  live: Live,
  context: UndoContext,
): string | undefined {
  const running = plan.changes.filter(({ held }) => held === undefined);
  const { text, isEmpty } = written(running, plan, desired, live, context);
  return isEmpty ? undefined : text;
}

/**
 * Rewrites it after the run. The version from before the run names additions that were not made:
 * a person may make them later, and the undo must not remove those.
 * @param left the changes that the run made or may have made
 * @returns its text, even if there is nothing to undo, and what it does not restore
 */
export const undoFileAfter = (
  left: readonly PlannedChange[],
  plan: Plan,
  desired: Desired,
  live: Live,
  context: UndoContext,
): { readonly text: string; readonly remainder: Remainder } =>
  written(left, plan, desired, live, context);

/** What an undo file does not restore, a sentence for each item. */
type Remainder = Lasting & { readonly guarded: readonly string[] };

function written(
  all: readonly PlannedChange[],
  plan: Plan,
  desired: Desired,
  live: Live,
  { run, again, guarded = [] }: UndoContext,
): { readonly text: string; readonly isEmpty: boolean; readonly remainder: Remainder } {
  const running = all.filter((change) => !guarded.includes(change));
  const touched = touchedBy(running, live);
  const names = namesBefore(live);
  const tree: Tree = new Map<string, unknown>([
    ['version', 1],
    ['account', live.account.id],
  ]);
  // A removal also removes grants that the file ignores, so the undo file must not ignore them.
  const reached = [...touched.values()].flatMap((ref): readonly Ref[] => [
    ref,
    { kind: ref.kind, key: names.key(ref) },
  ]);
  const ignore = desired.ignore.filter(
    (selector) => !reached.some((ref) => selects(selector, ref)),
  );
  if (ignore.length > 0) tree.set('ignore', ignore.map(selectorOf));
  // What the run itself created is not protected from its undo, and may not exist when the undo runs.
  const there = new Set(live.items.map(({ address }) => address));
  const kept = desired.protected.filter((selector) => there.has(refAddress(selector)));
  if (kept.length > 0) {
    tree.set(
      'protected',
      kept.map(({ kind, key }) => selectorOf({ kind, key: names.key({ kind, key }) })),
    );
  }
  const given = givenBy(running, live, names, run);
  if (given.length > 0) tree.set('removed', given);
  const things = writeThings(touched, running, live, names, tree);
  const { entries, people, guessed } = writeMaps(
    touched,
    { ...desired, ignore },
    live,
    names,
    tree,
  );
  const isEmpty = given.length + things + entries === 0;
  nameEverybody(people, tree);
  const { ended, made } = lastingOf(running, live, guessed);
  const remainder = {
    ended,
    made,
    guarded: guarded.map((change) => `${nameOf(change)} (${change.address}).`),
  };
  const whose = `run ${run} of ${visible(plan.file)} in the Arize account ${JSON.stringify(live.account.name)}`;
  const head = [
    ...(isEmpty
      ? [` Nothing to undo: ${whose} made no change that a file can undo.`]
      : [
          ` Undoes ${whose}: restores what`,
          // As a file of its own it would be held to no access rules.
          ' it removed or changed, and removes what it added. Plan it first, then apply it:',
          `   ax-access undo ${run} ${again}`.trimEnd(),
          `   ax-access undo ${run} --apply --allow-destructive ${again}`.trimEnd(),
        ]),
    ...listed('Cannot be undone:', ended),
    ...listed('Not undone, because only an entry under `removed` deletes it:', made),
    ...listed(
      `Not undone, because it would take something from a resource that ${visible(plan.file)} protects:`,
      remainder.guarded,
    ),
  ];
  return { text: fileText(tree, head), isEmpty, remainder };
}

const listed = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [' ', ` ${title}`, ...lines.map((line) => ` - ${visible(line)}`)];

/** If a file has `users`, grants can name only people in it, so all of them are listed. */
function nameEverybody(people: Iterable<string>, tree: Tree): void {
  const users = tree.get(keyOf(personKind));
  if (!(users instanceof Map)) return;
  for (const email of people) if (!users.has(email)) users.set(email, new Map());
}
