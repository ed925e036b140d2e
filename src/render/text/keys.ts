import { groupBy } from '../../group.ts';
import type { KeyRow } from '../../keys/list.ts';
import type { PersonalKey } from '../../keys/personal.ts';
import type { KeyRemark } from '../../keys/remarks.ts';
import { count } from '../words/summary.ts';
import { apart, joined, solid, words } from '../words/pieces.ts';
import { flow } from './flow.ts';
import type { Piece } from '../words/pieces.ts';
import { counted, nameText } from '../words/names.ts';
import { listSummary } from '../words/lists.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';

/**
 * Service keys by the spaces in which they work, then the personal keys of the caller, each with its remarks.
 * @param personal undefined if Arize does not list them
 */
export function renderKeys(
  rows: readonly KeyRow[],
  personal: readonly PersonalKey[] | undefined,
  layout: Layout,
  filter?: string,
): string {
  const isShared = sharedIn(rows);
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
      ...group.flatMap((row) => lines(row, isShared(row), layout)),
    ];
  });
  const own = personal ?? [];
  const isOwnShared = sharedIn(own);
  const ownBlock =
    own.length === 0
      ? []
      : [
          [
            layout.style.bold('Your personal keys'),
            ...own.flatMap((row) => lines(row, isOwnShared(row), layout)),
          ],
        ];
  const all = [...rows, ...own];
  const odd = count(all, ({ remarks }) => remarks.length > 0);
  const services =
    rows.length === 0
      ? listSummary({ noun: 'service key', count: 0, filter, isAdmin: true }).replace(/\.$/, '')
      : counted(rows.length, 'service key');
  const others = own.length === 0 ? '' : `, ${counted(own.length, 'personal key')} of yours`;
  const needs = odd === 0 ? '' : `, ${odd === 1 ? '1 needs' : `${odd} need`} attention`;
  const summary = `${services}${others}${needs}.`;
  return page([...blocks, ...ownBlock, [layout.style.bold(summary)]]);
}

/** Tells which keys have the name of another one. */
function sharedIn(rows: readonly ShownKey[]): (row: ShownKey) => boolean {
  const names = groupBy(rows, ({ name }) => name);
  return ({ name }) => (names.get(name)?.length ?? 0) > 1;
}

/** A key as a line shows it. */
type ShownKey = KeyRow | PersonalKey;

/** @param isShared whether other keys have its name, so that only its id tells which one is meant */
function lines(row: ShownKey, isShared: boolean, layout: Layout): string[] {
  // A remark says it already.
  const isSaid = (code: KeyRemark['code']): boolean =>
    row.remarks.some((remark) => remark.code === code);
  const facts: Piece[][] = [
    words(row.redacted, 'dim'),
    ...(isShared ? [words(`id ${row.id}`)] : []),
    [
      ...words('created'),
      solid(row.made),
      ...('owner' in row ? [...words('by'), solid(row.owner)] : []),
    ],
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
