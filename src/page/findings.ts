import type { ReportFinding } from '../report/document.ts';
import { button, el } from './dom.ts';
import type { Child } from './dom.ts';
import { badge, heading, lineOf, personLink, placePath, unfolding } from './pieces.ts';
import type { Report } from './report.ts';

const mostPeople = 20;

const tones = { high: 'loses', medium: 'warn', low: '' } as const;

/** The findings that are not accepted. */
export const openFindings = ({ document }: Report): readonly ReportFinding[] =>
  document.findings.filter(({ accepted }) => accepted === undefined);

/** What to look into, the worst first, each with what fixes it; accepted findings last and folded. */
export function findings(report: Report): HTMLElement {
  const all = report.document.findings;
  const open = openFindings(report);
  const accepted = all.filter((finding) => finding.accepted !== undefined);
  const headings = [...new Set(open.map((finding) => finding.heading))];
  return el(
    'section',
    { 'aria-labelledby': 'findings' },
    heading(`Findings: ${open.length}`, 'findings'),
    open.length === 0 && el('p', { class: 'quiet' }, 'No findings in what was read.'),
    report.document.notices.map(({ text, line }) => el('p', {}, text, ' ', lineOf(report, line))),
    headings.map((title) => [
      el('h3', {}, title),
      open
        .filter((finding) => finding.heading === title)
        .map((finding) => findingItem(report, finding)),
    ]),
    accepted.length > 0 &&
      el(
        'details',
        {},
        el('summary', {}, `Accepted: ${accepted.length}`),
        accepted.map((finding) => findingItem(report, finding)),
      ),
  );
}

function findingItem(report: Report, finding: ReportFinding): HTMLElement {
  const { severity, text, line, fix, command, accepted, id, people, places } = finding;
  return unfolding(
    { class: 'finding' },
    [
      badge(severity, tones[severity]),
      el('span', {}, text),
      // A summary can be pressed, so nothing in it can: the line is no link.
      line && el('span', { class: 'line' }, report.lineText(line)),
    ],
    () => [
      people.length > 0 && aboutPeople(report, people),
      places.length > 0 &&
        el(
          'p',
          { class: 'quiet' },
          places
            .slice(0, mostPeople)
            .map((place, index) => [index > 0 && '; ', placePath(report, place)]),
          places.length > mostPeople && ` and ${places.length - mostPeople} more`,
        ),
      el('p', {}, fix.text),
      fix.yaml !== undefined && copied('YAML', fix.yaml),
      command !== undefined && copied('command', command),
      accepted === undefined
        ? el(
            'p',
            { class: 'quiet' },
            'Accept it under ',
            el('span', { class: 'code' }, 'accepted'),
            ' in the file, as ',
            el('span', { class: 'code' }, `finding: ${id}`),
            '.',
          )
        : el(
            'p',
            { class: 'quiet' },
            `Accepted by ${accepted.owner} until ${accepted.until}`,
            accepted.reason !== undefined && `: ${accepted.reason}`,
            ' ',
            lineOf(report, accepted.line),
          ),
    ],
  );
}

const aboutPeople = (report: Report, people: readonly number[]): Child =>
  el(
    'p',
    { class: 'quiet' },
    people
      .slice(0, mostPeople)
      .map((person, index) => [index > 0 && ', ', personLink(report, person)]),
    people.length > mostPeople && ` and ${people.length - mostPeople} more`,
  );

/** A text as it stands, with a button that copies it. */
export function copied(what: string, text: string): HTMLElement {
  const pre = el(
    'pre',
    { tabindex: 0, role: 'region', 'aria-label': what },
    text
      .trimEnd()
      .split('\n')
      .flatMap((line, index) => [index > 0 && document.createTextNode('\n'), line]),
  );
  const status = el('span', { role: 'status', class: 'quiet' });
  const copy = button('Copy', { 'aria-label': `Copy the ${what}` }, () => {
    // Not every browser lets a page that was opened from a file use the clipboard.
    navigator.clipboard.writeText(text).then(
      () => status.replaceChildren(' Copied'),
      () => {
        getSelection()?.selectAllChildren(pre);
        status.replaceChildren(' Selected: copy it with the keyboard');
      },
    );
  });
  return el('div', { class: 'copied' }, pre, copy, status);
}
