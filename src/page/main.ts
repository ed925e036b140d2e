import type { ReportDocument } from '../report/document.ts';
import { button, el, refill } from './dom.ts';
import { openFindings } from './findings.ts';
import { Matches } from './matches.ts';
import { Overview } from './overview.ts';
import { personView, whyView } from './person.ts';
import { Report } from './report.ts';
import { resourceView } from './resource.ts';
import { permissionView, roleView, teamView, whoCanView } from './role.ts';
import { hashOf, routeOf } from './route.ts';
import type { Route } from './route.ts';
import { search } from './search.ts';
import { sideChoice } from './sideChoice.ts';
import { leavesOut } from './views.ts';
import type { View } from './views.ts';

/** Reads the report that stands in the page, and shows it. */
function start(): void {
  const data: ReportDocument = JSON.parse(document.querySelector('#report')?.textContent ?? '');
  const report = new Report(data);
  const overview = new Overview(report);
  const page = el('div', { class: 'view', hidden: true });
  const choice = sideChoice(report, () => {
    overview.update();
    if (!page.hidden) show(true);
  });
  const main = el('main', { id: 'main' }, overview.element, page);
  const title = document.title;
  /** What had the focus on the first page: it gets it again when the reader comes back. */
  let left: Element | null = null;
  document.body.replaceChildren(
    el(
      'header',
      { class: 'bar' },
      el('a', { class: 'skip', href: '#main' }, 'Skip to the content'),
      el(
        'nav',
        { 'aria-label': 'Sections' },
        el('a', { href: '#', class: 'home' }, 'Access map'),
        data.plan && el('a', { href: '#changes' }, 'Changes'),
        data.rules && el('a', { href: '#rules' }, 'Rules'),
        el('a', { href: '#findings' }, `Findings: ${openFindings(report).length}`),
        el('a', { href: '#about' }, 'About'),
      ),
      search(new Matches(data)),
      themeButton(),
    ),
    main,
  );

  const show = (isFirst: boolean): void => {
    const route = routeOf(location.hash);
    const isOverview = route.to === 'overview';
    if (!isOverview && page.hidden) left = document.activeElement;
    overview.element.hidden = !isOverview;
    page.hidden = isOverview;
    if (isOverview) {
      page.replaceChildren();
      if (choice) overview.take(choice);
      document.title = title;
      const section = document.getElementById(route.section ?? '');
      if (section !== null && overview.element.contains(section)) {
        // A link into something folded leads to what is in it.
        for (const folded of section.querySelectorAll(':scope > details:not([open])')) {
          folded.setAttribute('open', '');
        }
        section.scrollIntoView();
      } else if (left instanceof HTMLElement) left.focus({ preventScroll: true });
      left = null;
      return;
    }
    const found = viewOf(report, route);
    const view = found ?? missing(report, route);
    refill(
      page,
      el('p', {}, el('a', { href: hashOf({ to: 'overview' }) }, 'Back to the access map')),
      el('h1', { tabindex: -1 }, el('bdi', {}, view.title), ' ', view.marks),
      found && choice,
      view.body,
    );
    document.title = `${view.title} · ${title}`;
    scrollTo(0, 0);
    if (!isFirst) page.querySelector('h1')?.focus();
  };
  addEventListener('hashchange', () => show(false));
  addEventListener('keydown', ({ key, defaultPrevented }) => {
    if (key === 'Escape' && !defaultPrevented && !page.hidden) history.back();
  });
  addEventListener('beforeprint', () => {
    overview.print();
    for (const details of main.querySelectorAll('details')) {
      details.dispatchEvent(new Event('fill'));
      details.open = true;
    }
  });
  overview.update();
  show(true);
}

/** The page that a link asks for; undefined if the report knows nothing of that name. */
function viewOf(report: Report, route: Exclude<Route, { to: 'overview' }>): View | undefined {
  const { people, places } = report.document;
  const indexOf = (address: string): number =>
    places.findIndex((place) => place.address === address);
  switch (route.to) {
    case 'person': {
      const wanted = route.person.toLowerCase();
      const person = people.findIndex(({ email }) => email.toLowerCase() === wanted);
      if (person < 0) return undefined;
      if (route.in === undefined) return personView(report, person);
      const place = indexOf(route.in);
      return place < 0 ? undefined : whyView(report, person, place);
    }
    case 'resource': {
      const place = indexOf(route.address);
      return place < 0 ? undefined : resourceView(report, place);
    }
    case 'role':
      return roleView(report, route.role);
    case 'team':
      return teamView(report, route.team);
    case 'permission': {
      if (route.in === undefined) return permissionView(report, route.permission);
      const place = indexOf(route.in);
      return place < 0 ? undefined : whoCanView(report, route.permission, place);
    }
  }
}

const missing = (report: Report, route: Exclude<Route, { to: 'overview' }>): View => ({
  title: 'Not in this report',
  body: [
    el('p', {}, `This report has no ${hashOf(route).slice(1)}. Search for a part of its name.`),
    leavesOut(report),
  ],
});

/** Light or dark as the system has it, until the button is pressed. */
function themeButton(): HTMLElement {
  const root = document.documentElement;
  const isDark = (): boolean => {
    const chosen = root.getAttribute('data-theme');
    return chosen === null ? matchMedia('(prefers-color-scheme: dark)').matches : chosen === 'dark';
  };
  const toggle = button('', { class: 'theme' }, () => {
    root.setAttribute('data-theme', isDark() ? 'light' : 'dark');
    say();
  });
  const say = (): void => {
    toggle.textContent = isDark() ? 'Light' : 'Dark';
    toggle.setAttribute('aria-label', isDark() ? 'Light colours' : 'Dark colours');
  };
  matchMedia('(prefers-color-scheme: dark)').addEventListener('change', say);
  say();
  return toggle;
}

start();
