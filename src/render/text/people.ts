import type { PersonRow } from '../../users/list.ts';
import { count } from '../words/summary.ts';
import { flow } from './flow.ts';
import { solid, words } from '../words/pieces.ts';
import { listSummary } from '../words/lists.ts';
import { counted, nameText } from '../words/names.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';
import { table } from './table.ts';
import type { Column } from './table.ts';

const noteworthy: Readonly<Record<PersonRow['status'], string>> = {
  active: '',
  invited: 'pending invitation',
  expired: 'invitation expired',
  blocked: 'blocked',
};

const columns: readonly Column<PersonRow>[] = [
  { title: 'E-mail', cell: ({ email }) => [solid(email, 'bold')] },
  { title: 'Role', cell: ({ role = '-' }) => role },
  { title: 'Name', cell: ({ name }) => (name === undefined ? [] : [solid(nameText(name))]) },
  {
    title: 'Status',
    cell: ({ status }) => words(noteworthy[status], status === 'expired' ? 'yellow' : undefined),
  },
];

/** One person per line: e-mail, role, name, and remarks. */
export function renderPeople(rows: readonly PersonRow[], layout: Layout, filter?: string): string {
  const of = (status: PersonRow['status']): number => count(rows, (row) => row.status === status);
  const parts = [
    ...(of('invited') > 0 ? [counted(of('invited'), 'pending invitation')] : []),
    ...(of('expired') > 0 ? [counted(of('expired'), 'expired invitation')] : []),
    ...(of('blocked') > 0 ? [`${of('blocked')} blocked`] : []),
  ];
  const total = listSummary({ noun: 'person', count: rows.length, filter, isAdmin: true });
  const summary = parts.length === 0 ? total : total.replace(/\.$/, `: ${parts.join(', ')}.`);
  const last = flow({ indent: 0, hang: 2, pieces: words(summary) }, layout);
  return page([table(rows, columns, layout), last.map(layout.style.bold)]);
}
