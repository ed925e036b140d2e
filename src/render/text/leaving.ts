import type { Leaving } from '../../users/offboard.ts';
import { flow } from './flow.ts';
import { solid, words } from '../words/pieces.ts';
import { describeAddress, nameText, valueText } from '../words/names.ts';
import type { Layout } from './style.ts';

/** Everything that a person loses, one line each, before it happens. */
export function renderLeaving({ person, grants, personalKeys }: Leaving, layout: Layout): string {
  const { name, role: accountRole } = person.fields;
  const who = [
    ...(typeof name === 'string' && name !== '' ? [nameText(name)] : []),
    ...(typeof accountRole === 'string' ? [`${accountRole} of the account`] : []),
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
  const line = (pieces: Parameters<typeof flow>[0]['pieces']): string[] =>
    flow({ indent: 2, hang: 4, pieces: [solid('-', 'red'), ...pieces] }, layout);
  return [
    ...head,
    ...line(words('the account itself (cannot be undone)')),
    ...grants.flatMap(({ address, fields }) => {
      const given = fields['role'];
      const shown = given === undefined ? [] : [solid(`(${valueText(given)})`)];
      return line([...describeAddress(address), ...shown]);
    }),
    ...personalKeys.flatMap(({ name: key, redacted, lastUsed }) =>
      line([
        ...words('personal API key'),
        solid(nameText(key)),
        solid(`(${redacted}, ${lastUsed === undefined ? 'never used' : `last used ${lastUsed}`})`),
      ]),
    ),
    '',
  ].join('\n');
}
