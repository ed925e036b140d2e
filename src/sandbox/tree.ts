import type { Account } from './account.ts';
import type { Level } from './resource.ts';
import { everyResource } from './account.ts';
import { visible } from './visible.ts';

/** A line of the tree, with the lines below it. */
export interface Leaf {
  text: string;
  below: Leaf[];
}

function drawn(leaves: readonly Leaf[], indent: string): string[] {
  return leaves.flatMap(({ text, below }, index) => {
    const isLast = index === leaves.length - 1;
    const next = indent + (isLast ? '   ' : '│  ');
    return [`${indent}${isLast ? '└─ ' : '├─ '}${text}`, ...drawn(below, next)];
  });
}

/**
 * The account as a tree of plain text, one line for each item and each grant, ending in a line
 * break. Names cannot break it: control characters are written out.
 */
export function tree(account: Account): string {
  const below = (level: Level, owner: number): Leaf[] =>
    everyResource.flatMap((part) => part.tree?.[level]?.lines({ account, owner, below }) ?? []);
  const titled = everyResource.flatMap((part): Leaf[] => {
    const own = part.tree?.account;
    const lines = own?.title === undefined ? [] : own.lines({ account, owner: 0, below });
    return lines.length === 0 ? [] : [{ text: `${own?.title} (${lines.length})`, below: lines }];
  });
  const rest = everyResource.flatMap((part) => {
    const own = part.tree?.account;
    return own?.title === undefined ? (own?.lines({ account, owner: 0, below }) ?? []) : [];
  });
  const lines = drawn([...titled, ...rest], '');
  return `${[`account ${visible(account.name)}`, ...lines].join('\n')}\n`;
}
