import { groupBy } from '../../group.ts';
import { adminKeys } from '../../access/adminKeys.ts';
import type { AdminKey } from '../../access/adminKeys.ts';
import { skippedText, unknownText } from '../../diff/absent.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Change, Plan, PlannedChange, Value, Verdict } from '../../model.ts';
import { allPlaces } from '../words/accessRow.ts';
import { isBlocking } from '../../plan/verdicts.ts';
import { marks, placeText } from '../words/change.ts';
import { solid, words } from '../words/pieces.ts';
import {
  commandPieces,
  counted,
  describeAddress,
  doing,
  secretPieces,
  valueText,
} from '../words/names.ts';
import { keptBy } from '../words/kept.ts';
import { code, inline, prose } from './escape.ts';
import { capped } from './fit.ts';

/** What a reviewer must see before anything else, as alerts of GitHub: they have a colour in light and in dark. */

/** What one alert takes at most, as long as all of them together leave room for the rest. */
const roomOfAlert = 9000;

type Sort = 'CAUTION' | 'WARNING';

/** An alert of GitHub. */
export const alert = (sort: Sort, title: string, lines: readonly string[]): string =>
  [`> [!${sort}]`, `> **${title}**`, '>', ...lines.map((line) => `> ${line}`)].join('\n');

/** A change on one line, with what a reader must not miss. That consent is missing is said above. */
export function changeLine(
  change: Change & Partial<Pick<PlannedChange, 'held' | 'protectedBy' | 'noEffect'>>,
): string {
  const notes = marks(change, change.held === 'needs-consent' ? undefined : change.held);
  const noted = notes.length === 0 ? '' : ` ${inline(notes)}`;
  return `- ${inline(doing(change))}${fieldsOf(change)}${noted}`;
}

/** Old and new values, where nothing else says what an update is about. */
function fieldsOf(change: Change): string {
  if (change.action !== 'update') return '';
  const { before, after } = change;
  const parts = Object.entries(after).map(
    ([field, value]) =>
      `${prose(field)} ${isCommand(change, field, value) ? inline(commandPieces(value)) : differing(before[field], value)}`,
  );
  return parts.length === 0 ? '' : `: ${parts.join(', ')}`;
}

function differing(before: Value | undefined, after: Value): string {
  if (!isList(after)) {
    return `${before === undefined ? '' : `${code(valueText(before))} → `}${code(valueText(after))}`;
  }
  const had = isList(before) ? before : [];
  const gone = had.filter((member) => !after.includes(member)).map((member) => `− ${code(member)}`);
  const come = after.filter((member) => !had.includes(member)).map((member) => `+ ${code(member)}`);
  return [...gone, ...come].join(' ');
}

const isCommand = ({ kind }: Change, field: string, value: Value): value is readonly string[] =>
  isList(value) && kindOf(kind).fields[field]?.quoted === true;

const isList = (value: Value | undefined): value is readonly string[] => Array.isArray(value);

/** Where the file guards less than before, ahead of everything else. */
export const loosenedAlert = ({ loosened }: Plan, share: number): readonly string[] =>
  loosened.length === 0
    ? []
    : [
        alert(
          'WARNING',
          'The file guards less than before',
          capped(
            loosened.map(({ message }) => `- ${prose(message)}`),
            share * roomOfAlert,
            (left) => `- **and ${left} more**`,
          ),
        ),
      ];

/** What forbids the run. */
export function blockedAlert({ guards, changes }: Plan, share: number): readonly string[] {
  const blocked = guards.filter(isBlocking);
  if (blocked.length === 0) return [];
  const lines = blocked.flatMap((verdict) => verdictLines(verdict, changes));
  return [
    alert(
      'CAUTION',
      'Blocked: nothing can be applied',
      capped(lines, share * roomOfAlert, (left) => `- and ${left} more lines`),
    ),
  ];
}

/** Names in the file that nothing in the account has, with who keeps access because of them. */
export function unknownAlert({ unknown, kept }: Plan, share: number): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.map((each) => {
    const texts = [unknownText(each), ...(each.skips.length > 0 ? [skippedText(each.skips)] : [])];
    const place = code(placeText(each.source) ?? '');
    return `- ${place}: ${[...texts, ...keptBy(each, kept)].map(prose).join(' ')}`;
  });
  const title = counted(unknown.length, 'unknown name');
  return [
    alert(
      'CAUTION',
      title,
      capped(lines, (share * roomOfAlert) / 2, (left) => `- **and ${left} more**`),
    ),
  ];
}

/** What may rest on a truncated response. */
export function unprovenAlert({ guards, changes }: Plan, share: number): readonly string[] {
  const held = guards.filter(({ verdict }) => verdict === 'held');
  if (held.length === 0) return [];
  const lines = held.flatMap((verdict) => verdictLines(verdict, changes));
  return [
    alert(
      'CAUTION',
      'Held back: a response may be truncated',
      capped(lines, share * roomOfAlert, (left) => `- and ${left} more lines`),
    ),
  ];
}

const mostNamed = 3;

function verdictLines(
  { rule, message, accept, changes: about }: Verdict,
  changes: Plan['changes'],
): string[] {
  const named = about.slice(0, mostNamed).map((address) => {
    const change = changes.find((each) => each.address === address);
    return `  ${change === undefined ? `- ${inline(describeAddress(address))}` : changeLine(change)}`;
  });
  const more = about.length - named.length;
  return [
    `- ${code(rule)}: ${prose(message)}`,
    ...(accept === undefined ? [] : [`  - ${code(accept)}`]),
    ...named,
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}

/** Everything destructive. What does not fit is counted by kind, never dropped in silence. */
export function removalsAlert({ changes }: Plan, share: number): readonly string[] {
  const destructive = changes.filter(({ effect }) => effect === 'destroys');
  if (destructive.length === 0) return [];
  const isHeld = destructive.some(({ held }) => held === 'needs-consent');
  const count = counted(destructive.length, 'destructive change');
  const title = isHeld
    ? `${count}, held back without \`--allow-destructive\``
    : `${count}: takes something away, or opens what was closed`;
  const lines = capped(destructive.map(changeLine), share * roomOfAlert, (left) => {
    const rest = destructive.slice(destructive.length - left);
    return `- **and ${left} more:** ${bySort(rest)}`;
  });
  return [alert('CAUTION', title, lines)];
}

function bySort(changes: readonly PlannedChange[]): string {
  return [...groupBy(changes, ({ kind, action }) => `${kind} ${action}`).values()]
    .map((sort) => {
      const { label, verbs } = kindOf(sort[0].kind);
      return `${verbs[sort[0].action]} ${counted(sort.length, label)}`;
    })
    .join(', ');
}

const isNewAdmin = (change: Change): boolean =>
  change.action !== 'delete' &&
  change.after['role'] === 'admin' &&
  !(change.action === 'update' && change.before['role'] === 'admin');

/** New admins: people, and keys, whose secret makes its holder one. */
export function adminsAlert({ changes }: Plan, share: number): readonly string[] {
  const keys = adminKeys(changes);
  const people = changes.filter(
    (change) => isNewAdmin(change) && keys.every((key) => key.change !== change),
  );
  const admins = [...keys.map(keyLine), ...people.map(changeLine)];
  if (admins.length === 0) return [];
  const lines = capped(admins, share * roomOfAlert, (left) => `- **and ${left} more**`);
  return [alert('WARNING', counted(admins.length, 'new admin'), lines)];
}

const keyLine = ({ change, places, sink }: AdminKey): string =>
  `- ${inline([
    ...doing(change),
    solid(':', undefined, 0),
    ...words('admin of'),
    ...allPlaces(places),
    ...secretPieces(sink),
  ])}`;
