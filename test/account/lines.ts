import { unknownText } from '../../src/diff/absent.ts';
import type { Change, Difference, Fields, SkippedEntry, Value } from '../../src/model.ts';

/** Differences as lines that a test can quote. */

/** All addresses are of one company, so what follows the name is left out. */
export const short = (text: string): string => text.replaceAll('@x.org', '');

const shown = (value: Value): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return String(value);
  return 'custom' in value ? `<${value.custom}>` : `[${value.join(' ')}]`;
};

const fieldsShown = (fields: Fields): string => {
  const entries = Object.entries(fields);
  const only = entries.length === 1 ? fields['role'] : undefined;
  if (only !== undefined) return shown(only);
  return `{${entries.map(([name, value]) => `${name}: ${shown(value)}`).join(', ')}}`;
};

/** A change on one line: `~ space/P/s/member/raj member -> admin`. */
export function lineOf(change: Change): string {
  const { address, cascade } = change;
  const along = cascade.length === 0 ? '' : ` takes ${cascade.join(', ')}`;
  switch (change.action) {
    case 'create':
      return short(`+ ${address} ${fieldsShown(change.after)}`);
    case 'update':
      return short(`~ ${address} ${fieldsShown(change.before)} -> ${fieldsShown(change.after)}`);
    case 'delete':
      return short(`- ${address} ${fieldsShown(change.before)}${along}`);
  }
}

/**
 * A difference as lines: changes, `?` what is only observed, `!` what a person has to do, `#` unknown names with the
 * lines that are skipped, `=` what stays because of which line.
 */
export const linesOf = (difference: Difference): readonly string[] => [
  ...difference.changes.map(lineOf),
  ...difference.observed.map((change) => `? ${lineOf(change)}`),
  ...difference.manual.map(({ cause, address, message }) =>
    short(`! ${cause} ${address}: ${message}`),
  ),
  ...difference.unknown.map((each) =>
    short(`# ${each.source.line}: ${unknownText(each)} skips ${skipped(each.skips)}`.trim()),
  ),
  ...difference.kept.map(({ removal, because }) =>
    short(`= ${removal.address} because of ${skipped(because)}`),
  ),
];

const skipped = (skips: readonly SkippedEntry[]): string =>
  skips.map(({ address, source: { line } }) => `${address}:${line}`).join(', ') || 'nothing';

/** What is left alone, as lines. */
export const untouchedOf = ({ untouched }: Pick<Difference, 'untouched'>): readonly string[] =>
  untouched.map(({ reason, kind, scope, count }) => `${count} ${reason} ${kind} ${scope}`.trim());
