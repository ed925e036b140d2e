import { groupBy } from '../../group.ts';
import type { KeyRemark, KeyRow } from '../../keys/list.ts';
import { count } from '../words/summary.ts';
import { apart, joined, solid, words } from '../words/pieces.ts';
import { flow } from './flow.ts';
import type { Piece } from '../words/pieces.ts';
import { counted, nameText } from '../words/names.ts';
import { listSummary } from '../words/lists.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';

/** Service keys by the spaces in which they work, each with its remarks. */
export function renderKeys(rows: readonly KeyRow[], layout: Layout, filter?: string): string {
  const groups = groupBy(rows, ({ spaces }) => JSON.stringify(spaces));
  const blocks = [...groups.values()].map((group) => {
    const [{ spaces }] = group;
    const places = joined(
      spaces.map(({ organization, space }) => [
        solid(nameText(organization)),
        solid('/'),
        solid(nameText(space)),
      ]),
    );
    const title: Piece[] = [...words(spaces.length > 1 ? 'Spaces' : 'Space'), ...places];
    return [
      ...flow({ indent: 0, hang: 2, pieces: title }, layout).map(layout.style.bold),
      ...group.flatMap((row) => lines(row, layout)),
    ];
  });
  const odd = count(rows, ({ remarks }) => remarks.length > 0);
  const summary =
    rows.length === 0
      ? listSummary({ noun: 'service key', count: 0, filter, isAdmin: true })
      : `${counted(rows.length, 'service key')}${odd === 0 ? '' : `${odd === 1 ? ', 1 needs' : `, ${odd} need`} attention`}.`;
  return page([...blocks, [layout.style.bold(summary)]]);
}

function lines(row: KeyRow, layout: Layout): string[] {
  // A remark says it already.
  const isSaid = (code: KeyRemark['code']): boolean =>
    row.remarks.some((remark) => remark.code === code);
  const facts: Piece[][] = [
    words(row.redacted, 'dim'),
    [...words('created'), solid(row.made), ...words('by'), solid(row.owner)],
    ...(row.expires === undefined ? [] : [words(`expires ${row.expires}`)]),
    ...(row.lastUsed === undefined
      ? isSaid('unused')
        ? []
        : [words('not used yet')]
      : [words(`last used ${row.lastUsed}`)]),
  ];
  return [
    ...flow(
      {
        indent: 2,
        hang: 4,
        pieces: [solid(nameText(row.name), 'bold'), ...apart(joined(facts), 2)],
      },
      layout,
    ),
    ...row.remarks.flatMap(({ text }) =>
      flow({ indent: 6, hang: 2, pieces: [solid('!', 'yellow'), ...words(text)] }, layout),
    ),
  ];
}
