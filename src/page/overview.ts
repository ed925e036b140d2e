import { el, refill } from './dom.ts';
import type { Child } from './dom.ts';
import { about } from './about.ts';
import { Changes } from './changes.ts';
import { Cards, Filters } from './filters.ts';
import { findings } from './findings.ts';
import { AccessMap } from './map.ts';
import { counted, heading, peopleCount, personLink, placePath } from './pieces.ts';
import { printedMap } from './printed.ts';
import { titleOf } from '../report/title.ts';
import type { Report } from './report.ts';
import { leavesOut } from './views.ts';

/** The first page: the cards, who has access to what, the changes, the findings, and where it all comes from. */
export class Overview {
  readonly element: HTMLElement;
  readonly #map: AccessMap;
  readonly #printed = el('div', { class: 'printed' });
  readonly #report: Report;
  readonly #filters: Filters;

  constructor(report: Report) {
    this.#report = report;
    const filters = new Filters(report, () => this.update());
    this.#filters = filters;
    this.#map = new AccessMap(report, filters);
    const { plan } = report.document;
    const cards = new Cards(report, filters);
    const changes = new Changes(report, filters);
    const shownOnly = el('p', { class: 'only', role: 'status' });
    this.#update = () => {
      cards.update();
      changes.update();
      this.#map.update();
      refill(
        shownOnly,
        filters.card && [
          'Showing only: ',
          el('strong', {}, filters.card.label),
          '. Press the card again to show everything.',
        ],
      );
    };
    this.element = el(
      'div',
      {},
      title(report),
      plan?.blocked && blocked(report),
      plan && consentChoice(report, () => filters.apply()),
      plan ? [cards.element, shownOnly] : totals(report),
      newAdmins(report),
      leavesOut(report),
      el(
        'section',
        { 'aria-labelledby': 'access', class: 'on-screen' },
        heading('Who has access to what', 'access'),
        filters.element,
        this.#map.element,
      ),
      this.#printed,
      plan && changes.element,
      findings(report),
      about(report),
    );
  }

  update(): void {
    this.#update();
  }

  /** Adds what paper needs: the map as a table, and everything that is folded. */
  print(): void {
    refill(this.#printed, printedMap(this.#report, this.#filters));
  }

  readonly #update: () => void;
}

function title(report: Report): Child {
  const { plan, file, made, where, caller, command, of } = report.document;
  return el(
    'div',
    { class: 'title' },
    el('h1', { tabindex: -1 }, titleOf(report.document)),
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
    plan && plan.summary.length > 0 && el('p', {}, plan.summary.join(' ')),
  );
}

const blocked = ({ document: { plan } }: Report): Child =>
  el(
    'div',
    { class: 'alarm' },
    el('strong', {}, 'A guard blocks this plan.'),
    el(
      'ul',
      {},
      plan?.guards
        .filter(({ verdict }) => verdict === 'blocked')
        .map(({ text, accept }) =>
          el('li', {}, text, accept !== undefined && ` To let it pass: ${accept}`),
        ),
    ),
  );

/** Shows the plan as it would run now, or with consent to everything destructive. */
function consentChoice(report: Report, changed: () => void): Child {
  if (report.document.plan?.with_consent === undefined) return false;
  const option = (label: string, isConsent: boolean): HTMLElement => {
    const input = el('input', { type: 'radio', name: 'consent', checked: isConsent });
    input.addEventListener('change', () => {
      report.consent = isConsent;
      changed();
    });
    return el('label', {}, input, ` ${label}`);
  };
  return el(
    'fieldset',
    { class: 'consent' },
    el('legend', {}, 'Show the plan'),
    option('with --allow-destructive: everything', true),
    option('as it runs without it: what is destructive is held back', false),
  );
}

function totals({ document: { totals: all } }: Report): HTMLElement {
  const numbers: readonly (readonly [count: number | undefined, label: string])[] = [
    [all.people, 'people'],
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
  const { new_admins: admins = [] } = report.effect ?? {};
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
