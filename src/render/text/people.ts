import type { PersonRow } from '../../users/list.ts';
import { columns, visible } from '../../text.ts';
import { count } from '../words/summary.ts';
import { flow } from './flow.ts';
import { words } from '../words/pieces.ts';
import { counted, nameText } from '../words/names.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';

const noteworthy: Readonly<Record<PersonRow['status'], string>> = {
  active: '',
  invited: '(pending invitation)',
  expired: '(invitation expired)',
  blocked: '(blocked)',
};

/** People one below the other: role, e-mail, name, and what is special. */
export function renderPeople(rows: readonly PersonRow[], layout: Layout): string {
  const { style } = layout;
  const widest = Math.max(0, ...rows.map(({ email }) => columns(visible(email))));
  const lines = rows.map(({ role = '-', email, name, status }) => {
    const gap = ' '.repeat(widest - columns(visible(email)));
    const special = noteworthy[status];
    const shown = [
      role.padEnd(9),
      `${visible(email)}${gap}`,
      ...(name === undefined ? [] : [nameText(name)]),
      ...(special === '' ? [] : [status === 'expired' ? style.yellow(special) : special]),
    ];
    return shown.join('  ').trimEnd();
  });
  const of = (status: PersonRow['status']): number => count(rows, (row) => row.status === status);
  const parts = [
    ...(of('invited') > 0 ? [counted(of('invited'), 'pending invitation')] : []),
    ...(of('expired') > 0 ? [counted(of('expired'), 'expired invitation')] : []),
    ...(of('blocked') > 0 ? [`${of('blocked')} blocked`] : []),
  ];
  const summary = `${counted(rows.length, 'person')}${parts.length === 0 ? '' : `: ${parts.join(', ')}`}.`;
  const last = flow({ indent: 0, hang: 2, pieces: words(summary) }, layout);
  return page([lines, last.map(style.bold)]);
}
