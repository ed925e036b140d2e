import type { ReportDocument, ReportTotals } from '../../report/document.ts';
import { visible } from '../../text.ts';
import { commandLine } from '../words/command.ts';
import { counted, nameText } from '../words/names.ts';
import { apart, solid, words } from '../words/pieces.ts';
import { flow } from './flow.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';

/** The access map in short: how much there is, and what its plan comes to. */
export function renderReport(document: ReportDocument, layout: Layout): string {
  const { plan, totals, leaves_out: leftOut } = document;
  const { style } = layout;
  const sentence = (text: string): readonly string[] =>
    flow({ indent: 0, hang: 2, pieces: words(text) }, layout);
  return page([
    headLines(document, layout),
    [...sentence(totalsText(totals)), ...leftOut.flatMap(sentence)],
    findingLines(document, layout),
    document.notices.flatMap(({ text }) => sentence(text)),
    (plan?.summary ?? []).flatMap((text, index) =>
      flow(
        { indent: index === 0 ? 0 : 6, hang: index === 0 ? 6 : 0, pieces: words(text) },
        layout,
      ).map((line) => (index === 0 ? style.bold(line) : line)),
    ),
  ]);
}

/** More findings than this are counted. */
const mostFindings = 20;

const paints = { high: 'red', medium: 'yellow', low: 'dim' } as const;

/** What to look at, worst first, each with the id by which the file can accept it. */
function findingLines(
  { findings, totals, file, leaves_out: leftOut }: ReportDocument,
  layout: Layout,
): string[] {
  const { name } = file ?? { name: 'access.yaml' };
  const open = findings.filter(({ accepted }) => accepted === undefined);
  const accepted = totals.accepted === 0 ? '' : `, ${totals.accepted} accepted`;
  const seen = leftOut.length === 0 ? '' : ' in what was read';
  const more = open.length - mostFindings;
  return [
    layout.style.bold(
      open.length === 0 ? `No findings${seen}${accepted}.` : `Findings ${open.length}${accepted}`,
    ),
    ...open.slice(0, mostFindings).flatMap(({ severity, text, id }) =>
      flow(
        {
          indent: 2,
          hang: 4,
          pieces: [solid(severity === 'low' ? '-' : '!', paints[severity]), ...words(text)],
          tail: id,
        },
        layout,
      ),
    ),
    ...(more > 0
      ? [`  and ${more} more: ${visible(commandLine('report --json', { file: name }, layout))}`]
      : []),
    ...(open.length === 0 || file === undefined
      ? []
      : [`Accept one for a time by its id, under \`accepted\` in ${visible(file.name)}.`]),
  ];
}

/** What the map is of, by whose key, and for which day. */
function headLines({ account, caller, file, of, today, where }: ReportDocument, layout: Layout) {
  const who =
    caller === undefined
      ? []
      : words(
          `(as ${caller.email}, ${caller.account_admin ? 'account admin' : 'NOT an account admin'})`,
          caller.account_admin ? 'dim' : 'red',
        );
  const what =
    of === 'desired' || account === undefined
      ? words(`Access map of ${nameText(file?.name ?? '')}`, 'bold')
      : words(`Access map of ${nameText(account.name)}`, 'bold');
  const place = where === undefined ? [] : words(`in ${where}`);
  return flow(
    { indent: 0, hang: 2, pieces: [...what, ...place, ...words(`on ${today}`), ...apart(who, 3)] },
    layout,
  );
}

/** How much there is of everything, in a line. */
function totalsText(totals: ReportTotals): string {
  const { pending, account_admins: admins, service_keys: keys, services } = totals;
  const people = [
    counted(totals.people, 'person'),
    ...(admins > 0 ? [`(${counted(admins, 'account admin')})`] : []),
  ].join(' ');
  const parts = [
    people,
    ...(pending > 0 ? [counted(pending, 'open invitation')] : []),
    ...(services > 0 ? [counted(services, 'service identity')] : []),
    ...(keys === undefined ? [] : [counted(keys, 'service key')]),
    counted(totals.organizations, 'organization'),
    counted(totals.spaces, 'space'),
    counted(totals.projects, 'project'),
    counted(totals.roles, 'custom role'),
  ];
  return `${parts.join(', ')}.`;
}
