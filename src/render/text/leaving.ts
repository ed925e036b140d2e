import type { Leaving } from '../../users/offboard.ts';
import { flow } from './flow.ts';
import { solid, words } from '../words/pieces.ts';
import { describeAddress, nameText, valueText } from '../words/names.ts';
import { parentOf, refAddress } from '../../kinds/index.ts';
import { irreversibleMark } from '../words/change.ts';
import type { Piece } from '../words/pieces.ts';
import type { ScreenRow } from '../words/rows.ts';
import { sectionLines } from './rowLines.ts';
import type { RowBlock } from './rowLines.ts';
import type { Layout } from './style.ts';

/** Everything that a person loses, one line each, before it happens. */
export function renderLeaving({ person, grants, personalKeys }: Leaving, layout: Layout): string {
  const { name, role: accountRole } = person.fields;
  const who = [
    ...(typeof name === 'string' && name !== '' ? [nameText(name)] : []),
    ...(typeof accountRole === 'string' ? [`account ${accountRole}`] : []),
    ...(person.status === undefined ? [] : [person.status]),
  ].join(', ');
  const head = flow(
    {
      indent: 0,
      hang: 2,
      pieces: [
        solid(person.key[0] ?? '', 'bold'),
        ...(who === '' ? [] : words(`(${who})`)),
        ...words('loses'),
      ],
    },
    layout,
  );
  const block: RowBlock<ScreenRow> = {
    head,
    rows: [
      rowOf(words('the account'), words(irreversibleMark, 'red')),
      ...grants.map(({ address, kind, key, fields }) => {
        const parent = parentOf({ kind, key });
        const role = fields['role'];
        return rowOf(
          describeAddress(parent === undefined ? address : refAddress(parent)),
          role === undefined ? [] : words(valueText(role)),
        );
      }),
      ...personalKeys.map(({ name: key, redacted, lastUsed }) =>
        rowOf(
          [...words('personal API key'), solid(nameText(key))],
          words(`${redacted}, ${lastUsed === undefined ? 'never used' : `last used ${lastUsed}`}`),
        ),
      ),
    ],
    rest: () => [],
  };
  return `${sectionLines([block], Infinity, layout).join('\n')}\n`;
}

const rowOf = (what: readonly Piece[], effect: readonly Piece[]): ScreenRow => ({
  sign: solid('-', 'red'),
  what,
  effect,
  place: undefined,
});
