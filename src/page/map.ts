import type { Index, ReportCell } from '../report/document.ts';
import { columnsOf } from './columns.ts';
import type { Column } from './columns.ts';
import { button, el, refill } from './dom.ts';
import type { Child } from './dom.ts';
import type { Filters } from './filters.ts';
import { Grid } from './grid.ts';
import type { GridCell } from './grid.ts';
import {
  counted,
  peopleCount,
  personLink,
  placeLink,
  placeName,
  signs,
  verbs,
  whoCount,
} from './pieces.ts';
import type { Difference, Report, Standing } from './report.ts';
import { hashOf } from './route.ts';

/** A row: a person, or the heading of a team. */
type Row =
  | { readonly is: 'person'; readonly person: Index }
  | { readonly is: 'heading'; readonly text: string };

const rowOf = (person: Index): Row => ({ is: 'person', person });

/** Who has access to what: people by resources, before and after the plan. */
export class AccessMap {
  readonly element: HTMLElement;
  readonly #report: Report;
  readonly #filters: Filters;
  readonly #grid = new Grid('Who has access to what');
  readonly #count = el('p', { class: 'quiet', role: 'status' });
  readonly #unfolded = new Set<Index>();

  constructor(report: Report, filters: Filters) {
    this.#report = report;
    this.#filters = filters;
    this.element = el('div', {}, this.#count, this.#grid.element, legend(report));
  }

  /** Shows what the filters let through. */
  update(): void {
    const report = this.#report;
    const shown = report.document.people
      .map((_, person) => person)
      .filter((person) => this.#filters.showsPerson(person));
    const people = this.#filters.changedOnly ? this.#worstFirst(shown) : shown;
    const columns = columnsOf(report, people, this.#filters, this.#unfolded);
    const rows = this.#rows(people);
    this.#tell(people, columns.length);
    this.#grid.element.hidden = rows.length === 0 || columns.length === 0;
    this.#grid.show({
      rows: rows.length,
      columns: columns.length,
      longest: {
        name: Math.max(0, ...columns.map(({ place }) => columnName(report, place).length)),
        cell: this.#longestCell(),
      },
      bands: this.#bands(columns),
      rowHeader: (row) => this.#rowHeader(rows[row]),
      columnHeader: (column) => this.#columnHeader(columns[column]),
      cell: (row, column) => this.#cell(rows[row], columns[column]),
      open: (row, column) => this.#open(rows[row], columns[column]),
    });
  }

  #worstFirst(people: readonly Index[]): readonly Index[] {
    // A rank looks at every difference, so it is found once for each person.
    return people
      .map((person) => ({ person, rank: this.#report.rank(person) }))
      .toSorted((one, other) => one.rank - other.rank)
      .map(({ person }) => person);
  }

  /** Letters of the longest text that a cell can have. */
  #longestCell(): number {
    const report = this.#report;
    const { cells } = report.document.access;
    const texts = cells.map((cell) => this.#short(cell).length);
    const changed = (report.side?.cells ?? []).flatMap(({ person, to }) => {
      const before = report.before(person);
      return to.flatMap((place, index) => {
        if (index % 2 === 1) return [];
        const [had = 0, has = 0] = [before.get(place), to[index + 1]].map(
          (cell) => texts[cell ?? 0],
        );
        return [had + has + 1];
      });
    });
    return Math.max(0, ...texts, ...new Set(changed));
  }

  #tell(people: readonly Index[], columns: number): void {
    const { people: all, places } = this.#report.document;
    const none =
      this.#filters.changedOnly && this.#report.touchedPeople.size === 0
        ? 'The plan changes no access.'
        : 'Nothing fits these filters.';
    refill(
      this.#count,
      people.length === 0 || columns === 0
        ? none
        : `Showing ${whoCount(this.#report, people)} (of ${whoCount(this.#report, all.keys())}), in ${columns} of ${counted(places.length, 'resource')}.`,
      this.#hiddenLosses(people),
    );
  }

  /** A filter can hide people who lose access, but not that it does. */
  #hiddenLosses(people: readonly Index[]): Child {
    const card = this.#report.document.plan?.cards.find(({ id }) => id === 'losing');
    if (card === undefined) return false;
    const shown = new Set(people);
    const hidden = this.#report.count(card).people.filter((person) => !shown.has(person));
    if (hidden.length === 0) return false;
    const verb = hidden.length === 1 ? 'loses access is' : 'lose access are';
    return [
      ' ',
      el(
        'strong',
        { class: 'bad' },
        `${peopleCount(hidden.length)} who ${verb} hidden by these filters.`,
      ),
    ];
  }

  #rows(people: readonly Index[]): readonly Row[] {
    if (!this.#filters.byTeam) return people.map(rowOf);
    const { teams, people: all } = this.#report.document;
    const grouped = teams.flatMap(({ name }, team): Row[] => {
      const members = people.filter((person) => all[person]?.teams?.includes(team));
      return members.length === 0
        ? []
        : [
            { is: 'heading', text: `${name}: ${peopleCount(members.length)}` },
            ...members.map(rowOf),
          ];
    });
    const rest = people.filter((person) => (all[person]?.teams ?? []).length === 0);
    return rest.length === 0
      ? grouped
      : [...grouped, { is: 'heading', text: `In no team: ${rest.length}` }, ...rest.map(rowOf)];
  }

  #bands(columns: readonly Column[]) {
    const bands: { from: number; to: number; text: string }[] = [];
    for (const [index, { place }] of columns.entries()) {
      const top = this.#report.pathOf(place).at(-2);
      const text = top === undefined ? '' : (this.#report.document.places[top]?.name ?? '');
      const last = bands.at(-1);
      if (last?.text === text) last.to = index + 1;
      else bands.push({ from: index, to: index + 1, text });
    }
    return bands;
  }

  #rowHeader(row: Row | undefined) {
    if (row === undefined || row.is === 'heading') {
      return { content: el('strong', {}, row?.text), isHeading: true };
    }
    const report = this.#report;
    const { service, status, ...person } = report.document.people[row.person] ?? {};
    const { plan } = report.planned(person);
    const link = personLink(report, row.person);
    link.setAttribute('tabindex', '-1');
    const losesAll = report.side?.losing_all.includes(row.person) === true;
    const mark = losesAll
      ? el('span', { class: 'badge loses' }, 'loses all')
      : plan === 'new'
        ? el('span', { class: 'badge gains' }, 'new')
        : service
          ? el('span', { class: 'badge' }, 'service')
          : status !== undefined && el('span', { class: 'badge' }, status);
    return { content: el('span', { class: 'who' }, link, mark), isHeading: false };
  }

  #columnHeader(column: Column | undefined) {
    if (column === undefined) return { content: el('span'), class: '' };
    const report = this.#report;
    const { place, losing, gaining } = column;
    const { kind = 'account', ...own } = report.document.places[place] ?? {};
    const { plan } = report.planned(own);
    const link = placeLink(report, place, el('bdi', {}, columnName(report, place)));
    link.setAttribute('tabindex', '-1');
    const hasProjects = kind === 'space' && report.inside(place).length > 0;
    const isOpen = this.#unfolded.has(place);
    const fold =
      hasProjects &&
      button(
        isOpen ? '▾' : '▸',
        {
          class: 'fold',
          tabindex: -1,
          'aria-expanded': isOpen ? 'true' : 'false',
          'aria-label': `Projects of ${report.document.places[place]?.name ?? ''}`,
        },
        () => {
          if (isOpen) this.#unfolded.delete(place);
          else this.#unfolded.add(place);
          this.update();
        },
      );
    return {
      content: el(
        'span',
        { class: 'what' },
        el('span', { class: 'turned', title: columnName(report, place) }, link),
        el(
          'span',
          { class: 'sums' },
          sumOf(report, losing, { class: 'minus', sign: '−', does: 'access is lost by' }),
          sumOf(report, gaining, { class: 'plus', sign: '+', does: 'access is gained by' }),
          fold,
        ),
      ),
      class: [kind, losing.length > 0 ? 'loses' : '', plan === 'gone' ? 'gone' : ''].join(' '),
    };
  }

  #cell(row: Row | undefined, column: Column | undefined): GridCell | undefined {
    if (row === undefined || row.is === 'heading' || column === undefined) return undefined;
    const report = this.#report;
    const standing = report.standing(row.person, column.place);
    const { before, after, difference } = standing;
    if (before.levels.length + after.levels.length === 0) return undefined;
    const had = this.#short(before);
    const has = this.#short(after);
    const isFaint = !this.#filters.shows(before) && !this.#filters.shows(after);
    return {
      text: had === has ? markedText(has, difference?.effect) : `${had}→${has}`,
      class: [
        difference?.effect ?? (had === has ? '' : 'other'),
        (after.levels.length > 0 ? after : before).own ? '' : 'inherited',
        isFaint ? 'faint' : '',
      ].join(' '),
      label: labelOf(report, standing),
    };
  }

  #short(cell: ReportCell): string {
    const [first, ...more] = cell.levels;
    if (first === undefined) return '–';
    const { levels } = this.#report.document;
    const texts = [first, ...more.slice(0, 1)].map((level) => levels[level]?.short ?? '?');
    return `${texts.join('+')}${more.length > 1 ? '…' : ''}${cell.unsure ? '?' : ''}`;
  }

  #open(row: Row | undefined, column: Column | undefined): void {
    if (row === undefined || row.is === 'heading' || column === undefined) return;
    const { people, places } = this.#report.document;
    location.hash = hashOf({
      to: 'person',
      person: people[row.person]?.email ?? '',
      in: places[column.place]?.address ?? '',
    });
  }
}

/** How many people lose or gain access. Service identities are named apart: they are no people. */
function sumOf(
  report: Report,
  who: readonly Index[],
  {
    class: tone,
    sign,
    does,
  }: { readonly class: string; readonly sign: string; readonly does: string },
): Child {
  if (who.length === 0) return false;
  const people = who.filter((each) => !report.document.people[each]?.service).length;
  const text = people > 0 ? `${sign}${people}` : `${sign}${who.length} service`;
  return el('span', { class: tone, title: `${does} ${whoCount(report, who)}` }, text);
}

/** What stands over a column. */
function columnName(report: Report, place: Index): string {
  const { kind, name = '', restricted } = report.document.places[place] ?? {};
  if (kind === 'account') return 'Account';
  return restricted ? `${name} (restricted)` : name;
}

/** A role can change under people who keep it: then the sign alone says what happens. */
const markedText = (text: string, effect: Difference | undefined): string =>
  effect === undefined ? text : `${text} ${signs[effect]}`;

/** A cell in words: `jane@example.com, space team-alpha: member, then no access. Loses access`. */
function labelOf(report: Report, { person, place, before, after, difference }: Standing): string {
  const who = report.document.people[person]?.email ?? '';
  const levels = [report.levels(before), report.levels(after)];
  const text = levels[0] === levels[1] ? levels[0] : levels.join(', then ');
  const effect = difference === undefined ? '' : `: ${verbs[difference.effect]}`;
  const own = (after.levels.length > 0 ? after : before).own ? '' : ' (from above)';
  return `${who}, ${placeName(report, place)}: ${text}${own}${effect}`;
}

const entry = (cell: string, tone: string, text: string): HTMLElement =>
  el('li', {}, el('span', { class: `cell ${tone}` }, cell), ` ${text}`);

function legend(report: Report): HTMLElement {
  const { levels, plan } = report.document;
  return el(
    'details',
    { class: 'legend', open: true },
    el('summary', {}, 'What the cells say'),
    el(
      'ul',
      {},
      levels.map(({ short, text }) => entry(short, '', text)),
      entry('M', 'inherited', 'grey: not granted here, but from above'),
      plan && [
        entry('M→–', 'loses', 'loses access'),
        entry('–→M', 'gains', 'gains access'),
        entry('R→M', 'changes', 'gains some access and loses some'),
        entry('M ?', 'unsure', 'access differs, but how is not known'),
        entry('A→M', 'other', 'another way in, with the same access'),
      ],
    ),
  );
}
