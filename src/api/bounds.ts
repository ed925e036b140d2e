/** The largest response that is read, in bytes after decompression. A page of 100 entries has about 50,000. */
export const LARGEST_ANSWER = 32 * 1024 * 1024;

/** How deep objects and lists in a response may be nested. Arize's own have about twenty levels. */
const deepest = 200;

/** Thrown while reading a response that exceeds the limit. */
export class AnswerTooLargeError extends Error {
  override readonly name = 'AnswerTooLargeError';
}

/**
 * Reads a body to its end, as text.
 * @throws AnswerTooLargeError as soon as the limit is exceeded, however small the compressed body was
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
 * Whether a JSON text is nested deeper than anything Arize sends: a recursive function would crash on such a value.
 * Scans the text, so that the value is never built.
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

/** The end of the string that begins at `start`; the end of the text if the string is not closed. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end;
    while (text[before - 1] === '\\') before -= 1;
    if ((end - before) % 2 === 0) return end;
  }
  return text.length;
}
