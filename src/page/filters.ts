import type { Index, ReportCard, ReportCell } from '../report/document.ts';
import { button, el, refill } from './dom.ts';
import type { Report } from './report.ts';

/** What is shown of people and changes: the fields above the map, and the card that is pressed. */
export class Filters {
  readonly element: HTMLElement;
  changedOnly: boolean;
  byTeam = false;
  readonly #report: Report;
  #card: ReportCard['id'] | undefined;
  #hidesAdmins = false;
  #hidesServices = false;
  #team: Index | undefined;
  #level: Index | undefined;
  #permission: Index | undefined;
  readonly #changed: () => void;
  #fits: { people?: ReadonlySet<Index>; touched: ReadonlySet<Index> } | undefined;

  /** @param changed what to do when a filter changes */
  constructor(report: Report, changed: () => void) {
    this.#report = report;
    this.#changed = changed;
    this.changedOnly = (report.side?.cells.length ?? 0) > 0;
    this.element = this.#fields();
  }

  get card(): ReportCard | undefined {
    return this.#report.document.plan?.cards.find(({ id }) => id === this.#card);
  }

  /** Shows only what a card counts; pressed again, everything. */
  press(card: ReportCard['id']): void {
    this.#card = this.#card === card ? undefined : card;
    this.#changed();
  }

  /** Whether a role or a permission is asked for, so that resources without it are left out. */
  get isAboutCells(): boolean {
    return this.#level !== undefined || this.#permission !== undefined;
  }

  /** Forgets what was found for the filters as they were, or for the other side of the plan. */
  renew(): void {
    this.#fits = undefined;
  }

  showsPerson(person: Index): boolean {
    const { people } = this.#report.document;
    const { role, service, teams = [] } = people[person] ?? {};
    const fits = this.#sets();
    if (fits.people !== undefined && !fits.people.has(person)) return false;
    if (this.changedOnly && !fits.touched.has(person)) return false;
    if (this.#hidesServices && service) return false;
    if (this.#hidesAdmins && role !== undefined && this.#isAdmin(role)) return false;
    if (this.#team !== undefined && !teams.includes(this.#team)) return false;
    if (!this.isAboutCells) return true;
    return [this.#report.before(person), this.#report.after(person)].some((cells) =>
      [...cells.values()].some((cell) => this.shows(this.#report.cell(cell))),
    );
  }

  /** Whether a cell has the role and the permission that are asked for. */
  readonly shows = (cell: ReportCell): boolean =>
    cell.levels.length > 0 &&
    (this.#level === undefined || cell.levels.includes(this.#level)) &&
    (this.#permission === undefined || this.#report.allows(cell, this.#permission));

  showsChange(change: Index): boolean {
    const { card } = this;
    return card === undefined || this.#report.count(card).changes.includes(change);
  }

  #isAdmin(level: Index): boolean {
    const { is, text } = this.#report.document.levels[level] ?? {};
    return is === 'built-in' && text === 'admin';
  }

  #sets() {
    const { card } = this;
    this.#fits ??= {
      touched: this.#report.touchedPeople,
      ...(card && { people: new Set(this.#report.count(card).people) }),
    };
    return this.#fits;
  }

  #fields(): HTMLElement {
    const { document, side } = this.#report;
    const { teams, levels, permissions, people } = document;
    return el(
      'fieldset',
      { class: 'filters' },
      el('legend', { class: 'unseen' }, 'Filters'),
      side &&
        this.#check('Only what changes', this.changedOnly, (isOn) => {
          this.changedOnly = isOn;
        }),
      this.#check('Hide account admins', false, (isOn) => {
        this.#hidesAdmins = isOn;
      }),
      people.some(({ service }) => service) &&
        this.#check('Hide service identities', false, (isOn) => {
          this.#hidesServices = isOn;
        }),
      teams.length > 0 &&
        this.#check('Group by team', false, (isOn) => {
          this.byTeam = isOn;
        }),
      teams.length > 0 &&
        this.#choice(
          'Team',
          'All teams',
          teams.map(({ name }) => name),
          (index) => {
            this.#team = index;
          },
        ),
      this.#choice(
        'Role',
        'All roles',
        levels.map(({ text }) => text),
        (index) => {
          this.#level = index;
        },
      ),
      permissions.length > 0 &&
        this.#choice('Permission', 'All permissions', permissions, (index) => {
          this.#permission = index;
        }),
    );
  }

  #check(label: string, isOn: boolean, set: (isOn: boolean) => void): HTMLElement {
    const input = el('input', { type: 'checkbox', checked: isOn });
    input.addEventListener('change', () => {
      set(input.checked);
      this.#changed();
    });
    return el('label', {}, input, ` ${label}`);
  }

  #choice(
    label: string,
    all: string,
    names: readonly string[],
    set: (index: Index | undefined) => void,
  ): HTMLElement {
    const select = el(
      'select',
      {},
      el('option', { value: '' }, all),
      names
        .map((name, index) => ({ name, index }))
        .toSorted((one, other) => one.name.localeCompare(other.name, 'en'))
        .map(({ name, index }) => el('option', { value: index }, name)),
    );
    select.addEventListener('change', () => {
      set(select.value === '' ? undefined : Number(select.value));
      this.#changed();
    });
    return el('label', {}, el('span', {}, `${label} `), select);
  }
}

/** The numbers on top. Each shows only what it counts. */
export class Cards {
  readonly element = el('div', { class: 'cards', role: 'group', 'aria-label': 'Show only' });
  readonly #report: Report;
  readonly #filters: Filters;

  constructor(report: Report, filters: Filters) {
    this.#report = report;
    this.#filters = filters;
  }

  update(): void {
    const { plan } = this.#report.document;
    const focused = this.element.contains(document.activeElement)
      ? document.activeElement?.getAttribute('data-card')
      : undefined;
    refill(
      this.element,
      plan?.cards.map((card) => {
        const { count, label } = this.#report.count(card);
        const other = card.with_consent === undefined ? undefined : this.#otherCount(card);
        const pressed = this.#filters.card?.id === card.id;
        return button(
          [
            el('span', { class: 'number' }, count.toLocaleString('en')),
            el('span', { class: 'label' }, label),
            other !== undefined && el('span', { class: 'other' }, other),
          ],
          {
            class: `card ${tones[card.id]} ${count === 0 ? 'zero' : ''}`,
            'data-card': card.id,
            'aria-pressed': pressed ? 'true' : 'false',
            disabled: count === 0 && !pressed,
          },
          () => this.#filters.press(card.id),
        );
      }),
    );
    if (focused) this.element.querySelector<HTMLElement>(`[data-card="${focused}"]`)?.focus();
  }

  #otherCount({ as_run: run, with_consent: all }: ReportCard): string | undefined {
    if (all === undefined || all.count === run.count) return undefined;
    return this.#report.consent
      ? `${run.count} without --allow-destructive`
      : `${all.count} with --allow-destructive`;
  }
}

const tones: Readonly<Record<ReportCard['id'], string>> = {
  destroyed: 'bad',
  irreversible: 'bad',
  losing: 'bad',
  losing_all: 'bad',
  new_admins: 'warn',
  gaining: 'good',
  emails: 'plain',
};
