import { stripVTControlCharacters } from 'node:util';

/** How much of a server's text is shown, in characters. */
const LONGEST = 300;

export type Redact = (text: string) => string;

/**
 * Makes a server's text safe to print: no terminal escapes, no control or invisible characters, no key (a server may
 * echo it), at most 300 characters.
 * @param apiKey the secret to mask, as it is and URL-encoded
 */
export function redactor(apiKey: string): Redact {
  const secrets = [...new Set([apiKey, encodeURIComponent(apiKey)])].filter((text) => text !== '');
  return (text) => {
    let plain = stripVTControlCharacters(text).replaceAll(/[\p{C}\p{Z}]+/gu, ' ');
    // Before truncating: part of a key at the edge would no longer be recognised.
    for (const secret of secrets) plain = plain.replaceAll(secret, '[key]');
    plain = plain.trim();
    const letters = Array.from(plain.slice(0, LONGEST * 2));
    return letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join('')}…` : plain;
  };
}
