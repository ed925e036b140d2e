/** Commands that a text prints: what comes next, and what undoes a run. */
export function printedIn(text: string): {
  readonly next: readonly string[];
  readonly undo: readonly string[];
} {
  const next: string[] = [];
  const undo: string[] = [];
  let isNext = false;
  for (const line of text.split('\n')) {
    const [, label = '', command = ''] = /^(Next:|To undo:|\s+)\s*(ax-access .*)$/.exec(line) ?? [];
    isNext = line.startsWith('Next:') || (isNext && /^\s+\S/.test(line));
    if (command === '') continue;
    if (label === 'To undo:') undo.push(command);
    else if (isNext) next.push(command);
  }
  return { next, undo };
}
