/** Makes untrusted text safe to show, and measures it for a terminal. */

// Control and format characters (bidi, zero width), private-use characters, surrogates, line separators, characters that
// fonts do not draw, the blank Braille pattern, and all spaces except the plain one.
const unseen =
  /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]|(?! )\p{Zs}/gu;

/**
 * Escapes characters that could move the cursor, hide text or forge a line: `\u001b`, `\u202e`, `\u{e0001}`. Names,
 * messages and lines of files pass through here before they are shown.
 */
export function visible(text: string): string {
  return text.replaceAll(unseen, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16);
    return hex.length > 4 ? `\\u{${hex}}` : `\\u${hex.padStart(4, '0')}`;
  });
}

/**
 * Defuses text that a CI system would run as a log command: GitHub's `##[name]`, Azure's `##vso[…]` and TeamCity's
 * `##teamcity[…]` anywhere in a line, and GitHub's `::name::` at its start, after any spaces or colours. In a JSON string,
 * the value stays the same.
 */
export const inert = (text: string): string =>
  text
    .replaceAll(/##(?=\p{Cc}?\w*\[)/gu, String.raw`#\u0023`)
    .replaceAll(/^((?:[^\S\n]|\p{Cc}\[[\d;]*m)*)::/gmu, String.raw`$1\u003a:`);

const wide =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;

/** How many terminal columns a visible text takes: none for combining accents, two for East Asian letters and emoji. */
export function columns(text: string): number {
  if (/^[\x20-\x7e]*$/.test(text)) return text.length;
  let count = 0;
  for (const character of text) {
    if (!/\p{M}/u.test(character)) count += wide.test(character) ? 2 : 1;
  }
  return count;
}

/** The longest beginning of a visible text that fits a width in columns. */
export function cut(text: string, width: number): string {
  let shown = '';
  for (const character of text) {
    if (columns(shown + character) > width) break;
    shown += character;
  }
  return shown;
}

/** Quotes a word for a shell, if it needs quotes. */
export const shellWord = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${visible(text).replaceAll("'", String.raw`'\''`)}'`;

/** A time for people, `2026-11-25 14:02 UTC`. A text that is not a time stays as it is. */
export const minuteOf = (at: string): string =>
  at.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2 UTC');
