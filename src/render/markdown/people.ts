import { beyondRun, groupDelta } from '../../access/groups.ts';
import type { DeltaGroup, DeltaRow, GroupedDelta } from '../../access/groups.ts';
import { emailIn } from '../../key.ts';
import type { Change, Plan } from '../../model.ts';
import { impactsOf } from '../../plan/impact.ts';
import { levelsText, placePieces, viaPieces } from '../words/accessRow.ts';
import { describeAddress, doing } from '../words/names.ts';
import { joined, solid, words } from '../words/pieces.ts';
import type { Piece } from '../words/pieces.ts';
import { cell, inCell, inline, table } from './escape.ts';
import type { Section } from './fit.ts';
import { linesLink } from './lines.ts';
import type { LinkOf } from './lines.ts';

/** Everybody who gains or loses access by a plan, folded: who, where, from what to what, and by which change. */
export function peopleSection(plan: Plan, linkOf: LinkOf | undefined): readonly Section[] {
  const { access, changes, file } = plan;
  const now = groupDelta(access.asRun, changes);
  const more = groupDelta(beyondRun(access), changes);
  const rowsOf = ({ groups }: GroupedDelta, isHeld: boolean): readonly (readonly string[])[] =>
    groups.flatMap((group) =>
      [...entriesOf(group)].map(([who, access_, cause]) => [
        who,
        isHeld ? `${access_} (held back)` : access_,
        `${inCell(inline(doing(cause)))} ${inCell(linesLink([cause], file, linkOf))}`.trim(),
      ]),
    );
  const rows = [...rowsOf(now, false), ...rowsOf(more, true)];
  const unread = [...new Set([...now.unread, ...more.unread])];
  if (rows.length + unread.length === 0) return [];
  const [head = '', line = '', ...lines] = table(['who', 'access', 'by'], rows);
  return [
    {
      summary: summaryOf(plan),
      ...(rows.length > 0 && { head: [head, line] }),
      lines: [
        ...lines,
        ...(unread.length === 0
          ? []
          : [
              '',
              `Not read, so nothing is said about it: ${inline(joined(unread.map(describeAddress)))}.`,
            ]),
      ],
    },
  ];
}

/** The same numbers as in the totals. */
function summaryOf(plan: Plan): string {
  const { losing, gaining } = impactsOf(plan).withConsent;
  const parts = [
    ...(losing === 0 ? [] : [`${losing} ${losing === 1 ? 'loses' : 'lose'} access`]),
    ...(gaining === 0 ? [] : [`${gaining} ${gaining === 1 ? 'gains' : 'gain'} access`]),
  ];
  return `People${parts.length === 0 ? '' : `: ${parts.join(', ')}`}`;
}

type Told = readonly [who: string, access: string, cause: Change];

function* entriesOf({ rows, beyond, changes, cause }: DeltaGroup): Generator<Told> {
  const own = new Map(changes.map((change) => [emailIn(change.key), change]));
  for (const row of rows) {
    const access = inCell(inline(accessPieces(row)));
    for (const person of row.people) yield [cell(person), access, own.get(person) ?? cause];
    for (const service of row.services) {
      yield [`${cell(service)} (service identity)`, access, cause];
    }
  }
  const people = new Set(beyond.map(({ person }) => person));
  for (const person of people) yield [cell(person), 'in places that were not read', cause];
}

/** Where, and from what to what: `space team-alpha: member -> no access (by organization P), also in project x`. */
function accessPieces(row: DeltaRow): readonly Piece[] {
  const { place, before, after, gained, lost, below, effect } = row;
  const [had, has] = [before, after].map((levels) =>
    levels.length === 0 ? 'no access' : levelsText(levels),
  );
  const permissions =
    had === has
      ? [...lost.map((each) => solid(`-${each}`)), ...gained.map((each) => solid(`+${each}`))]
      : [];
  return [
    ...placePieces(place),
    solid(':', undefined, 0),
    ...words(had === has ? `${has}` : `${had} -> ${has}`),
    ...viaPieces(row),
    ...permissions,
    ...(effect === 'unsure' ? words('(not certain)') : []),
    ...(below.length === 0
      ? []
      : [solid(',', undefined, 0), ...words('also in'), ...joined(below.map(placePieces))]),
  ];
}
