import { ApiError } from '../../api/index.ts';
import type { UnreadList } from '../../read/incomplete.ts';
import { refOf } from '../../kinds/refOf.ts';
import { kindOf, nameOf } from '../../kinds/index.ts';
import { counted, nameText, pluralOf } from './names.ts';

/** What a list was asked for, and how far it can be trusted. */
export interface ListScope {
  /** The noun for one item. */
  readonly noun: string;
  readonly count: number;
  readonly filter?: string | undefined;
  /** Whether the key is known to see everything. */
  readonly isAdmin: boolean;
}

/** The last line of a list: `3 spaces match "prod".` It never says more than was seen. */
export function listSummary({ noun, count, filter, isAdmin }: ListScope): string {
  const items = count === 0 ? `No ${pluralOf(noun)}` : counted(count, noun);
  const match = count === 1 ? 'matches' : 'match';
  const fitting = filter === undefined ? '' : ` ${match} ${quoted(filter)}`;
  const seen = isAdmin ? '' : ' that this API key can see';
  return filter === undefined ? `${items}${seen}.` : `${items}${seen}${fitting}.`;
}

const quoted = (text: string): string => {
  const shown = nameText(text);
  return shown.startsWith('"') ? shown : `"${shown}"`;
};

/** What a list left out, a line each: the list that could not be read, and why. */
export const unreadLines = (unread: readonly (UnreadList | ApiError)[]): readonly string[] =>
  unread.map((each) => {
    if (each instanceof ApiError) return each.message;
    const { kind, scope, error } = each;
    const what = kind === 'role_use' ? 'role bindings' : pluralOf(kindOf(kind).label);
    const ref = refOf(scope);
    return `${what}${ref === undefined ? '' : ` of ${nameOf(ref)}`}: ${error.message}`;
  });

/** `DATASET_EXAMPLE` as people read it: `Dataset example`. */
export function areaText(area: string): string {
  const words = area.replaceAll('_', ' ').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
