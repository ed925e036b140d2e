import { groupBy } from '../../group.ts';
import { kindOf } from '../../kinds/index.ts';
import { refOf } from '../../kinds/refOf.ts';
import type { Change, Plan } from '../../model.ts';
import { alongOf, keysStop } from '../words/along.ts';
import { driftSigns, marks, revokedIn } from '../words/change.ts';
import type { Entry } from '../words/change.ts';
import { shownFields } from '../words/fields.ts';
import { counted, describeAddress, doing } from '../words/names.ts';
import { joined, solid, words } from '../words/pieces.ts';
import type { Piece } from '../words/pieces.ts';
import { inline } from './escape.ts';
import type { Section } from './fit.ts';
import { linesLink } from './lines.ts';
import type { LinkOf } from './lines.ts';

/** Single changes, a line each. */

/** A change with what a reader must not miss. That consent is missing is said above. */
export const changeLine = (change: Entry): string =>
  `- ${inline([
    ...doing(change),
    ...(change.action === 'update' ? fieldPieces(change) : []),
    ...marks(change, change.held === 'needs-consent' ? undefined : change.held),
  ])}`;

/** What a change sets, old and new. */
function fieldPieces(change: Change): readonly Piece[] {
  const { inline: short, below } = shownFields(change, false);
  return [short, ...below]
    .filter((pieces) => pieces.length > 0)
    .flatMap((pieces) => [solid(',', undefined, 0), ...pieces]);
}

/** All changes in the order in which they run, folded, with all that is known of each. */
export const allChanges = (plan: Plan, linkOf: LinkOf | undefined): readonly Section[] =>
  plan.changes.length === 0
    ? []
    : [
        {
          summary: `${counted(plan.changes.length, 'change')}, one by one`,
          lines: plan.changes.map((change) => wholeLine(change, plan.file, linkOf)),
        },
      ];

function wholeLine(change: Entry, file: string, linkOf: LinkOf | undefined): string {
  const { cascade, irreversible, reason } = change;
  const told = [
    [...doing(change), ...fieldPieces(change), ...marks(change, change.held)],
    ...cascadePieces(cascade),
    ...revokedIn(change).map((text) => words(`revokes ${text}`)),
    ...(irreversible === undefined ? [] : [words(`cannot be undone: ${irreversible}`)]),
    ...(reason === undefined ? [] : [words(reason)]),
  ];
  const link = linesLink([change], file, linkOf);
  return `- ${told.map(inline).join('; ')}${link === '' ? '' : ` ${link}`}`;
}

/** What Arize also removes, counted by kind. */
function cascadePieces(cascade: readonly string[]): readonly (readonly Piece[])[] {
  const { removed, keys } = alongOf(cascade);
  const unknown = cascade.filter((address) => refOf(address) === undefined).length;
  const parts = [
    ...[...groupBy(removed, ({ kind }) => kind)].map(([kind, group]) =>
      words(counted(group.length, kindOf(kind).label)),
    ),
    ...(unknown === 0 ? [] : [words(counted(unknown, 'item'))]),
  ];
  return [
    ...(parts.length === 0 ? [] : [[...words('also removes'), ...joined(parts)]]),
    ...(keys.length === 0 ? [] : [words(keysStop)]),
  ];
}

/** Where the file only observes, what each side has. */
export const observedSection = (
  { observed, file }: Plan,
  linkOf: LinkOf | undefined,
): readonly Section[] =>
  observed.length === 0
    ? []
    : [
        {
          summary: `${counted(observed.length, 'difference')} only observed`,
          lines: observed.map((change) => {
            const { phrase } = driftSigns[change.action];
            const { inline: short, below } = shownFields(change, true);
            const told = [
              [...words(phrase), ...describeAddress(change.address)],
              ...[short, ...below].filter((pieces) => pieces.length > 0),
            ];
            const link = linesLink([change], file, linkOf);
            return `- ${told.map(inline).join(', ')} ${link}`.trimEnd();
          }),
        },
      ];
