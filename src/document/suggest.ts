const longestWord = 200;
const largestDistance = 6;

/**
 * Returns the candidate that a mistyped word probably meant: within about a third of its letters, ignoring
 * case, with swapped neighbours as one mistake. Of equally close candidates it returns the first in
 * alphabetical order. A word never suggests itself.
 */
export function closest(word: string, candidates: Iterable<string>): string | undefined {
  const folded = fold(word);
  if (folded.length > longestWord) return undefined;
  const letters = lettersOf(folded);
  let limit = distanceAllowed(folded);
  let best: string | undefined;
  for (const name of candidates) {
    if (name === word) continue;
    const other = fold(name);
    if (Math.abs(other.length - folded.length) > limit) continue;
    // A cheap check first, for long lists: one mistake changes at most two kinds of letters.
    if (bitsOf(lettersOf(other) ^ letters) > 2 * limit) continue;
    const distance = distanceWithin(folded, other, limit);
    if (distance === undefined) continue;
    if (distance === limit && best !== undefined && best <= name) continue;
    limit = distance;
    best = name;
  }
  return best;
}

/** The number of typing mistakes between two words, ignoring case; undefined if above the limit. */
export const slipsBetween = (a: string, b: string, limit: number): number | undefined =>
  distanceWithin(fold(a), fold(b), limit);

/** Returns a suggestion such as `did you mean "spaces"?` if a candidate is close. */
export function didYouMean(word: string, candidates: Iterable<string>): string | undefined {
  const name = closest(word, candidates);
  return name === undefined ? undefined : `did you mean "${name}"?`;
}

function fold(word: string): string {
  // Almost every name is plain ASCII, and lists of names are long.
  return /^[!-@[-~]*$/.test(word) ? word : word.normalize('NFC').trim().toLowerCase();
}

/** People in a company share the part after the @, so only the part before it distinguishes them. */
function distanceAllowed(folded: string): number {
  const at = folded.indexOf('@');
  const telling = at > 0 ? at : folded.length;
  return Math.min(largestDistance, Math.max(1, Math.floor(telling / 3)));
}

function lettersOf(folded: string): number {
  let letters = 0;
  for (let i = 0; i < folded.length; i += 1) letters |= 1 << (folded.charCodeAt(i) & 31);
  return letters;
}

function bitsOf(number: number): number {
  let count = 0;
  for (let rest = number >>> 0; rest !== 0; rest &= rest - 1) count += 1;
  return count;
}

const size = longestWord + largestDistance + 1;
let beforeLast = new Uint16Array(size);
let last = new Uint16Array(size);
let row = new Uint16Array(size);

/** The Damerau-Levenshtein distance (no substring edited twice), or undefined once it exceeds the limit. */
function distanceWithin(left: string, right: string, limit: number): number | undefined {
  const [a, b] = differingParts(left, right);
  const far = limit + 1;
  for (let j = 0; j <= b.length; j += 1) last[j] = Math.min(j, far);
  for (let i = 1; i <= a.length; i += 1) {
    // Cells further from the diagonal than the limit cannot be part of the result.
    const from = Math.max(1, i - limit);
    const to = Math.min(b.length, i + limit);
    row[from - 1] = from === 1 ? Math.min(i, far) : far;
    if (to < b.length) row[to + 1] = far;
    let lowest = row[from - 1] ?? far;
    for (let j = from; j <= to; j += 1) {
      const differs = a.charCodeAt(i - 1) === b.charCodeAt(j - 1) ? 0 : 1;
      let cost = Math.min(
        (last[j] ?? far) + 1,
        (row[j - 1] ?? far) + 1,
        (last[j - 1] ?? far) + differs,
      );
      if (differs === 1 && i > 1 && j > 1 && areSwapped(a, i, b, j)) {
        cost = Math.min(cost, (beforeLast[j - 2] ?? far) + 1);
      }
      row[j] = Math.min(cost, far);
      lowest = Math.min(lowest, cost);
    }
    if (lowest > limit) return undefined;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  const distance = last[b.length] ?? far;
  return distance > limit ? undefined : distance;
}

function areSwapped(a: string, i: number, b: string, j: number): boolean {
  return a.charCodeAt(i - 1) === b.charCodeAt(j - 2) && a.charCodeAt(i - 2) === b.charCodeAt(j - 1);
}

/** Drops the common start and end of two words, because e-mails in a company differ in a few letters. */
function differingParts(a: string, b: string): readonly [string, string] {
  const shorter = Math.min(a.length, b.length);
  let head = 0;
  while (head < shorter && a.charCodeAt(head) === b.charCodeAt(head)) head += 1;
  let tail = 0;
  while (
    tail < shorter - head &&
    a.charCodeAt(a.length - 1 - tail) === b.charCodeAt(b.length - 1 - tail)
  ) {
    tail += 1;
  }
  return [a.slice(head, a.length - tail), b.slice(head, b.length - tail)];
}
