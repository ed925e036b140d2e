import { el, refill } from './dom.ts';
import type { Child } from './dom.ts';
import { About } from './about.ts';
import { Changes, driftOf } from './changes.ts';
import { Cards, Filters } from './filters.ts';
import { findings } from './findings.ts';
import { AccessMap } from './map.ts';
import { counted, heading, peopleCount, personLink, placePath } from './pieces.ts';
import { printedMap } from './printed.ts';
import { titleOf } from '../report/title.ts';
import type { ReportCard, ReportCount, ReportSide } from '../report/document.ts';
import type { Report } from './report.ts';
import { rulesOf } from './rules.ts';
import { leavesOut } from './views.ts';

/** The first page: the cards, who has access to what, the changes, the findings, and where it all comes from. */
export class Overview {
  readonly element: HTMLElement;
  readonly #map: AccessMap;
  readonly #printed = el('div', { class: 'printed' });
  readonly #report: Report;
  readonly #filters: Filters;
  readonly #choice = el('div');

  constructor(report: Report) {
    this.#report = report;
    const filters = new Filters(report, () => this.update());
    this.#filters = filters;
    this.#map = new AccessMap(report, filters);
    const { plan } = report.document;
    const cards = new Cards(report, filters);
    const changes = new Changes(report, filters);
    const about = new About(report);
    const shownOnly = el('p', { class: 'only', role: 'status' });
    const name = el('h1', { tabindex: -1 });
    const stopped = el('div');
    const admins = el('div');
    const rules = el('section', {
      'aria-labelledby': 'rules',
      hidden: report.document.rules === undefined,
    });
    this.#update = () => {
      refill(name, titleOf(report.document, report.side));
      refill(stopped, report.side?.blocked && blocked(report.side));
      refill(admins, newAdmins(report));
      cards.update();
      changes.update();
      about.update();
      refill(rules, rulesOf(report));
      this.#map.update();
      refill(
        shownOnly,
        filters.card && [
          'Showing only: ',
          el('strong', {}, labelOf(report.count(filters.card))),
          ': ',
          namesBehind(report, filters.card),
          '. Press the card again to show everything.',
        ],
      );
    };
    this.element = el(
      'div',
      {},
      title(report, name),
      this.#choice,
      stopped,
      plan ? [cards.element, shownOnly] : totals(report),
      admins,
      leavesOut(report),
      driftOf(report),
      el(
        'section',
        { 'aria-labelledby': 'access', class: 'on-screen' },
        heading('Who has access to what', 'access'),
        filters.element,
        this.#map.element,
      ),
      this.#printed,
      plan && changes.element,
      rules,
      findings(report),
      about.element,
    );
  }

  /** Shows the report anew: a filter or the side of the plan changed. */
  update(): void {
    this.#filters.renew();
    this.#update();
  }

  /** Takes the choice of the side back from another page. */
  take(choice: HTMLElement): void {
    this.#choice.replaceChildren(choice);
  }

  /** Adds what paper needs: the map as a table, and everything that is folded. */
  print(): void {
    refill(this.#printed, printedMap(this.#report, this.#filters));
  }

  readonly #update: () => void;
}

/** What a card counts, by name, as the map and the changes may be below the screen. */
function namesBehind(report: Report, card: ReportCard): Child {
  const { people, changes } = report.count(card);
  const most = 10;
  const names = countsChanges[card.id]
    ? changes.map((index) => report.document.plan?.changes[index]?.text)
    : people.map((person) => personLink(report, person));
  return [
    names.slice(0, most).map((name, index) => [index > 0 && '; ', name]),
    names.length > most && ` and ${(names.length - most).toLocaleString('en')} more`,
  ];
}

const countsChanges: Readonly<Record<ReportCard['id'], boolean>> = {
  destroyed: true,
  irreversible: true,
  losing: false,
  losing_all: false,
  new_admins: false,
  gaining: false,
  emails: false,
};

const labelOf = ({ count, label }: ReportCount): string => `${count.toLocaleString('en')} ${label}`;

function title(report: Report, name: HTMLElement): Child {
  const { plan, file, made, where, caller, command, of } = report.document;
  return el(
    'div',
    { class: 'title' },
    name,
    el(
      'p',
      { class: 'quiet' },
      [
        command === 'report' ? 'Access report' : `ax-access ${command}`,
        ...(where === undefined ? [] : [`in ${where}`]),
        ...(of === 'desired' ? ['according to the file alone'] : []),
        ...(file === undefined
          ? []
          : [`${file.name}${file.commit === undefined ? '' : ` at ${file.commit.slice(0, 12)}`}`]),
        ...(caller === undefined ? [] : [`read as ${caller.email}`]),
        made.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d).*$/, '$1 $2 UTC'),
      ].join(' · '),
    ),
    plan && el('p', {}, [...(plan.drift ? [plan.drift.summary] : []), ...plan.summary].join(' ')),
    plan?.consent === true &&
      plan.with_consent === undefined &&
      plan.changes.some(({ effect }) => effect === 'destroys') &&
      el(
        'p',
        { class: 'quiet' },
        'Planned with --allow-destructive. A page of the plan without this flag shows both: what happens with it, and without.',
      ),
  );
}

const blocked = ({ guards }: ReportSide): Child =>
  el(
    'div',
    { class: 'alarm' },
    el('strong', {}, 'A guard blocks this plan.'),
    el(
      'ul',
      {},
      guards
        .filter(({ verdict }) => verdict === 'blocked')
        .map(({ text, accept }) =>
          el('li', {}, text, accept !== undefined && ` To let it pass: ${accept}`),
        ),
    ),
  );

function totals({ document: { totals: all } }: Report): HTMLElement {
  const numbers: readonly (readonly [count: number | undefined, label: string])[] = [
    [all.people, 'people'],
    [all.services, 'service identities'],
    [all.account_admins, 'account admins'],
    [all.pending, 'pending invitations'],
    [all.organizations, 'organizations'],
    [all.spaces, 'spaces'],
    [all.projects, 'projects'],
    [all.roles, 'custom roles'],
    [all.service_keys, 'service keys'],
    [all.findings, 'findings'],
  ];
  return el(
    'ul',
    { class: 'cards', 'aria-label': 'Totals' },
    numbers.map(
      ([count, label]) =>
        count !== undefined &&
        el(
          'li',
          { class: 'card plain' },
          el('span', { class: 'number' }, count.toLocaleString('en')),
          el('span', { class: 'label' }, label),
        ),
    ),
  );
}

/** New admins by name: no number alone says enough about them. */
function newAdmins(report: Report): Child {
  const { new_admins: admins = [] } = report.side ?? {};
  if (admins.length === 0) return false;
  const most = 10;
  return el(
    'p',
    { class: 'caution' },
    el('strong', {}, `${counted(admins.length, 'new admin right')}: `),
    admins
      .slice(0, most)
      .map(({ person, place }, index) => [
        index > 0 && '; ',
        personLink(report, person),
        ' of ',
        placePath(report, place),
      ]),
    admins.length > most && ` and ${peopleCount(admins.length - most)} more`,
  );
}
