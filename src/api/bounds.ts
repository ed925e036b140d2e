/** The largest answer that is read, in bytes after it is unpacked. A page of 100 entries has about 50,000. */
export const LARGEST_ANSWER = 32 * 1024 * 1024;

/** How deep objects and lists may be nested in an answer. Arize's own go down about twenty levels. */
const deepest = 200;

/** Thrown in the middle of an answer that is larger than what is read. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * Reads a body to its end, as text.
 * @throws AnswerTooLargeError as soon as there is more than is read, however little of it came over the network
 */
export async function readText(body: AsyncIterable<Uint8Array>): Promise<string> {
  const pieces: Uint8Array[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.byteLength;
    if (size > LARGEST_ANSWER) throw new AnswerTooLargeError();
    pieces.push(piece);
  }
  return new TextDecoder().decode(Buffer.concat(pieces));
}

/**
 * Whether a text of JSON is nested deeper than anything that Arize sends: a function that walks such a value ends the
 * process. Looks at the text alone, so nothing is built of it first.
 */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') at = endOfString(text, at);
    else if (sign === '{' || sign === '[') depth += 1;
    else if (sign === '}' || sign === ']') depth -= 1;
    if (depth > deepest) return true;
  }
  return false;
}

/** Where a string ends that begins at `start`; the end of the text for one that does not. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
