import { posix } from 'node:path';
import { samePath, wrongPath } from '../deliver/destination.ts';
import { obstaclesTo } from '../deliver/obstacles.ts';
import type { Machine } from '../deliver/obstacles.ts';
import type { Sink } from '../kind.ts';
import { nameOf } from '../kinds/index.ts';
import { sinkIn } from '../kinds/secrets.ts';
import type { DesiredItem } from '../model.ts';
import type { Problem } from '../document/problem.ts';
import type { YamlPath } from '../document/locatedDocument.ts';
import type { Rule, Subject } from './rule.ts';

/** Where the file sends secrets, checked before anything runs: Arize shows a secret only once. */

interface Delivery {
  readonly item: DesiredItem;
  readonly sink: Sink;
}

function deliveriesOf({ desired }: Pick<Subject, 'desired'>): readonly Delivery[] {
  const deliveries: Delivery[] = [];
  for (const item of desired.items) {
    const sink = sinkIn(item.fields);
    if (sink !== undefined) deliveries.push({ item, sink });
  }
  return deliveries;
}

const pathOf = (sink: Sink): YamlPath => ['deliver', 'file' in sink ? 'file' : 'command'];

/** With a shared destination, the second secret replaces the first, whose key stays valid. */
const sameDestination: Rule = (subject) => {
  const first = new Map<string, Delivery>();
  return deliveriesOf(subject).flatMap((delivery) => {
    const { item, sink } = delivery;
    const mark = JSON.stringify('file' in sink ? samePath(sink.file) : sink.command);
    const other = first.get(mark);
    if (other === undefined) {
      first.set(mark, delivery);
      return [];
    }
    return subject.within(item, pathOf(sink), {
      code: 'same-destination',
      message: `the secrets of ${inFull(other.item)} and ${inFull(item)} go to ${sameness(other.sink, sink)}`,
      suggestion:
        'file' in sink
          ? 'use a different file for each'
          : 'make the commands differ, for example by the name each secret is stored under',
      related: [{ message: 'the other one', position: other.item.source }],
    });
  });
};

function sameness(one: Sink, two: Sink): string {
  if (!('file' in one && 'file' in two)) return 'the same command';
  return posix.normalize(one.file) === posix.normalize(two.file)
    ? 'the same file'
    : 'paths that some file systems treat as the same file';
}

/** The name of an item with its parents: keys in different spaces may share a name. */
const inFull = (item: DesiredItem): string => {
  const outer = item.key.slice(0, -1);
  return outer.length === 0 ? nameOf(item) : `${nameOf(item)} in ${outer.map(quoted).join(' / ')}`;
};

const quoted = (text: string): string => `"${text}"`;

const wrongPaths: Rule = (subject) =>
  deliveriesOf(subject).flatMap(({ item, sink }) => {
    const wrong = 'file' in sink ? wrongPath(sink.file) : undefined;
    return wrong === undefined ? [] : subject.within(item, pathOf(sink), wrong);
  });

/** What the text alone shows. */
export const destinations: readonly Rule[] = [sameDestination, wrongPaths];

/** What prevents delivery on this machine: links, folders, and files that git would track. */
export async function obstructedDestinations(
  subject: Pick<Subject, 'desired' | 'within'>,
  machine: Machine,
): Promise<readonly Problem[]> {
  const files = subject.desired.sources.map(({ file }) => file);
  const deliveries = deliveriesOf(subject).flatMap(({ item, sink }) =>
    // Paths that are wrong in themselves have been reported.
    'file' in sink && wrongPath(sink.file) === undefined ? [{ item, sink }] : [],
  );
  const obstacles = await obstaclesTo(
    deliveries.map(({ sink }) => sink.file),
    { ...machine, files },
  );
  return deliveries.flatMap(({ item, sink }) => {
    const obstacle = obstacles.get(sink.file);
    return obstacle === undefined ? [] : subject.within(item, pathOf(sink), obstacle);
  });
}
