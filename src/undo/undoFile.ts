import { Document, visit } from 'yaml';
import { chainOf } from '../kinds/index.ts';
import { selects } from '../kinds/select.ts';
import type { Desired, Live, Plan, Selector } from '../model.ts';
import { visible } from '../text.ts';
import { namesBefore, touchedBy } from './former.ts';
import { lastingNotes } from './lasting.ts';
import { writeMaps } from './maps.ts';
import { writeThings } from './things.ts';
import type { Tree } from './tree.ts';

/** What an undo file is about, for its first lines. */
export interface UndoContext {
  /** The name of the run. */
  readonly run: string;
  /** The flags that make a command use the file and the same account. */
  readonly again: string;
}

/**
 * Writes an access file that puts back what a run touches: each thing and each map as it was before. It is made before
 * the first write and is right at every moment after it, because a plan of it finds only what the run has changed.
 * @param plan the run
 * @param desired what the plan was made of
 * @param live the account before the run
 * @returns its text; undefined when the run touches nothing that can be put back
 */
export function undoFile(
  plan: Plan,
  desired: Desired,
  live: Live,
  { run, again }: UndoContext,
): string | undefined {
  const running = plan.changes.filter(({ held }) => held === undefined);
  const touched = touchedBy(running, live);
  const names = namesBefore(live);
  const tree: Tree = new Map<string, unknown>([
    ['version', 1],
    ['account', live.account.id],
  ]);
  // Whoever leaves takes along what is theirs, also where the file ignores it: there it is no longer ignored.
  const ignore = desired.ignore.filter(
    (selector) => ![...touched.values()].some((ref) => selects(selector, ref)),
  );
  if (ignore.length > 0) tree.set('ignore', ignore.map(selectorOf));
  const things = writeThings(touched, running, live, names, tree);
  const { places, people } = writeMaps(touched, { ...desired, ignore }, live, names, tree);
  nameEverybody(people, tree);
  const notes = lastingNotes(running, live);
  if (things + places + notes.length === 0) return undefined;
  const document = new Document(tree);
  document.commentBefore = [
    ` Puts back what the run ${run} of ${visible(plan.file)} touched in the Arize account ${JSON.stringify(live.account.name)}, as it was before.`,
    ' Look first, then run it; what others changed since is in the plan too:',
    `   ax-access plan ${again}`,
    `   ax-access apply --allow-destructive ${again}`,
    ...(notes.length === 0 ? [] : ['', ' What no file can put back:', ...notes]),
  ]
    .map((line) => (line === '' ? ' ' : line))
    .join('\n');
  visit(document, {
    Scalar(key, node) {
      // Unquoted, this name would merge another map into its place.
      if (key === 'key' && node.value === '<<') node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 });
}

/** A file that lists people lists all of them: grants may name nobody else. */
function nameEverybody(people: Iterable<string>, tree: Tree): void {
  const users = tree.get('users');
  if (!(users instanceof Map)) return;
  for (const email of people) if (!users.has(email)) users.set(email, new Map());
}

const selectorOf = ({ kind, key }: Selector): Readonly<Record<string, string>> =>
  Object.fromEntries(chainOf({ kind, key }).map((ref) => [ref.kind, ref.key.at(-1) ?? '']));
