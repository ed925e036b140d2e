/** A table as text (RFC 4180, with its line ends). */
export const csvOf = (rows: readonly (readonly string[])[]): string =>
  rows.map((row) => `${row.map(cell).join(',')}\r\n`).join('');

/** Spreadsheets run a cell that begins like a formula: an apostrophe in front makes it a text. */
function cell(text: string): string {
  // eslint-disable-next-line no-control-regex
  const safe = /^[=+\-@\u0000-\u001f\u007f]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
