import type { ReportChange, ReportRow } from '../report/document.ts';
import { el, refill } from './dom.ts';
import type { Child } from './dom.ts';
import type { Filters } from './filters.ts';
import { copied } from './findings.ts';
import {
  badge,
  changeItem,
  coded,
  heading,
  lineOf,
  peopleCount,
  personLink,
  placePath,
  roleLink,
  unfolding,
} from './pieces.ts';
import type { Report } from './report.ts';

const mostPeople = 60;

/** The screen of the plan: each change once, the worst first. Each opens to its people, reason and line. */
export class Changes {
  readonly element = el('section', { 'aria-labelledby': 'changes' });
  readonly #report: Report;
  readonly #filters: Filters;

  constructor(report: Report, filters: Filters) {
    this.#report = report;
    this.#filters = filters;
  }

  update(): void {
    const { plan } = this.#report.document;
    if (plan === undefined) return;
    const sections = plan.sections.flatMap((section) => {
      const rows = section.rows.filter(({ changes }) =>
        changes.some((change) => this.#filters.showsChange(change)),
      );
      return rows.length === 0 ? [] : [{ ...section, rows }];
    });
    refill(
      this.element,
      heading('Changes', 'changes'),
      sections.length === 0 &&
        el(
          'p',
          { class: 'quiet' },
          plan.sections.length === 0 ? 'No changes.' : 'No change fits these filters.',
        ),
      sections.map((section) => [
        el('h3', { class: section.effect }, section.heading),
        section.rows.map((row) => this.#row(row, section.effect)),
      ]),
      this.#beside(),
    );
  }

  #row(row: ReportRow, does: ReportChange['effect']): HTMLElement {
    const { paint, sign, what, line } = row;
    const { effect, losing } = this.#report.rowEffect(row);
    const held = this.#heldIn(row);
    const isBad = does !== 'grants' && losing.length > 0 && held === undefined;
    return unfolding(
      { class: held === undefined ? 'row-of-plan' : 'row-of-plan held' },
      [
        el('span', { class: `sign ${paint ?? ''}`, 'aria-hidden': 'true' }, shownSign(sign)),
        el('span', { class: 'what' }, what, held !== undefined && [' ', badge(held, 'warn')]),
        el('span', { class: isBad ? 'effect red' : 'effect' }, effect),
        // The link is inside: a summary can be pressed, so nothing in it can.
        line && el('span', { class: 'line' }, this.#report.lineText(line)),
      ],
      () => this.#inside(row),
    );
  }

  /** What of a row does not happen on the side that is shown. */
  #heldIn({ changes }: ReportRow): string | undefined {
    const { consent, document } = this.#report;
    if (consent) return undefined;
    const held = changes.filter((change) => document.plan?.changes[change]?.held !== undefined);
    if (held.length === 0) return undefined;
    return held.length === changes.length
      ? 'held back'
      : `${held.length} of ${changes.length} held back`;
  }

  #inside(row: ReportRow): Child {
    const report = this.#report;
    const { changes } = row;
    const { people, losing } = report.rowEffect(row);
    const others = people.filter((person) => !losing.includes(person));
    return [
      this.#people('loses', losing.length === 1 ? 'loses access' : 'lose access', losing),
      this.#people('', losing.length > 0 ? 'also affected' : 'affected', others),
      changes.map((index) => {
        const change = report.document.plan?.changes[index];
        return change && changeItem(report, change);
      }),
      this.#leads(changes),
    ];
  }

  /** Where a row leads: the people, the resources and the roles that its changes name. */
  #leads(changes: readonly number[]): Child {
    const report = this.#report;
    const own = changes.flatMap((index) => report.document.plan?.changes[index] ?? []);
    const links = [
      ...distinct(own.map(({ person }) => person)).map((each) => personLink(report, each)),
      ...distinct(own.map(({ place }) => place)).map((each) => placePath(report, each)),
      ...distinct(own.map(({ role }) => role)).map((each) => ['role ', roleLink(report, each)]),
    ];
    return (
      links.length > 0 &&
      el(
        'p',
        { class: 'leads' },
        'See who has access: ',
        links.map((link, index) => [index > 0 && '; ', link]),
      )
    );
  }

  #people(tone: string, label: string, people: readonly number[]): Child {
    if (people.length === 0) return false;
    return el(
      'p',
      { class: `people ${tone}` },
      el('strong', {}, `${peopleCount(people.length)} ${label}: `),
      people
        .slice(0, mostPeople)
        .map((person, index) => [index > 0 && ', ', personLink(this.#report, person)]),
      people.length > mostPeople && ` and ${people.length - mostPeople} more`,
    );
  }

  #beside(): Child {
    const { beside = [] } = this.#report.document.plan ?? {};
    if (beside.length === 0) return false;
    return [
      el('h3', {}, 'Also to know'),
      el(
        'ul',
        { class: 'beside' },
        beside.map(({ is, text, line, command }) =>
          el(
            'li',
            {},
            el('span', { class: 'kind' }, kinds[is]),
            ' ',
            coded(text),
            ' ',
            lineOf(this.#report, line),
            command !== undefined && copied('command', command),
          ),
        ),
      ),
    ];
  }
}

const distinct = (indices: readonly (number | undefined)[]): readonly number[] =>
  [...new Set(indices)].filter((index) => index !== undefined);

/** Which side changed, and who may have changed it. */
export function driftOf(report: Report): Child {
  const { drift } = report.document.plan ?? {};
  if (drift === undefined) return false;
  const { findings, asked, compared_with: base } = drift;
  return el(
    'section',
    { 'aria-labelledby': 'drift' },
    heading('Drift', 'drift'),
    base !== undefined && el('p', { class: 'quiet' }, `Compared with ${base}.`),
    findings.length === 0 && el('p', { class: 'quiet' }, 'No differences.'),
    directions.map(([direction, title]) => {
      const own = findings.filter((finding) => finding.direction === direction);
      if (own.length === 0) return false;
      return [
        el('h3', {}, `${title}: ${own.length}`),
        el(
          'ul',
          { class: 'beside' },
          own.map(({ text, who, line, id }) =>
            el(
              'li',
              {},
              text,
              who.length > 0 && el('span', { class: 'quiet' }, ` by ${who.join(', or ')}`),
              ' ',
              lineOf(report, line),
              ' ',
              el('span', { class: 'code quiet' }, id),
            ),
          ),
        ),
      ];
    }),
    asked !== undefined && el('p', { class: 'quiet' }, asked),
  );
}

const directions = [
  ['live', 'Changed in Arize'],
  ['both', 'Changed in Arize and in the file'],
  ['unknown', 'Different'],
  ['file', 'Not applied yet'],
] as const;

const shownSign = (sign: string): string => (sign === '-' ? '−' : sign);

const kinds = {
  loosened: 'limit raised',
  manual: 'manual step',
  unknown: 'unknown',
  kept: 'kept',
  observed: 'observed',
  notice: 'notice',
} as const;
