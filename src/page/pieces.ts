import type { Index, Line, ReportChange, ReportGrant, ReportWay } from '../report/document.ts';
import { el, refill } from './dom.ts';
import type { Attributes, Child } from './dom.ts';
import type { Difference, Report, Standing } from './report.ts';
import { hashOf } from './route.ts';

/** Small parts that several views show in the same way. */

/** `3 people`, `1 person`. */
export const counted = (count: number, one: string, many = `${one}s`): string =>
  `${count.toLocaleString('en')} ${count === 1 ? one : many}`;

export const peopleCount = (count: number): string => counted(count, 'person', 'people');

/** `5 people and 1 service identity`. */
export function whoCount({ document: { people } }: Report, who: Iterable<Index>): string {
  const all = [...new Set(who)];
  const services = all.filter((person) => people[person]?.service).length;
  return [
    ...(all.length > services || services === 0 ? [peopleCount(all.length - services)] : []),
    ...(services === 0 ? [] : [counted(services, 'service identity', 'service identities')]),
  ].join(' and ');
}

export function personLink(report: Report, person: Index): HTMLElement {
  const { email = '' } = report.document.people[person] ?? {};
  return el('a', { href: hashOf({ to: 'person', person: email }) }, el('bdi', {}, email));
}

/** A resource under its own name: `space team-alpha`. */
export function placeName(report: Report, place: Index): string {
  const { kind = 'account', name = '' } = report.document.places[place] ?? {};
  return kind === 'account' ? 'the account' : `${kind} ${name}`;
}

export function placeLink(report: Report, place: Index, label?: Child): HTMLElement {
  const { address = '', kind, name = '' } = report.document.places[place] ?? {};
  const text = kind === 'account' ? 'Account' : name;
  return el(
    'a',
    { href: hashOf({ to: 'resource', address }), title: placeName(report, place) },
    label ?? el('bdi', {}, text),
  );
}

/** A resource below its parents: `Platform Team / team-alpha / fraud-prod`. */
export function placePath(report: Report, place: Index): Child {
  const path = report.pathOf(place).slice(0, -1).toReversed();
  if (path.length === 0) return placeLink(report, place);
  return path.flatMap((each, index) => [
    index > 0 && el('span', { class: 'quiet' }, ' / '),
    placeLink(report, each),
  ]);
}

/** A line of a file, as a link where the file is on a web site. */
export function lineOf(report: Report, line: Line | undefined): Child {
  if (line === undefined) return false;
  const text = report.lineText(line);
  const href = report.lineLink(line);
  return href === undefined
    ? el('span', { class: 'line' }, text)
    : el('a', { class: 'line', href, rel: 'noopener noreferrer' }, text);
}

/** Said of what the file does not list, where it could: it does not manage service identities. */
export function notInFile(report: Report, person?: Index): Child {
  const { file, people } = report.document;
  if (file === undefined || (person !== undefined && people[person]?.service)) return false;
  return el('span', { class: 'line' }, 'not in the file');
}

export const badge = (text: string, tone = ''): HTMLElement =>
  el('span', { class: `badge ${tone}` }, text);

export const heading = (text: Child, id?: string): HTMLElement =>
  el('h2', { ...(id !== undefined && { id }) }, text);

export const verbs: Readonly<Record<Difference, string>> = {
  gains: 'gains access',
  loses: 'loses access',
  changes: 'gains some access and loses some',
  unsure: 'access differs, but how is not known',
};

export const signs: Readonly<Record<Difference, string>> = {
  gains: '+',
  loses: '−',
  changes: '±',
  unsure: '?',
};

/** What a difference in access is: the sign with its words. */
export function differenceOf({ difference }: Standing): Child {
  if (difference === undefined) return false;
  const { effect } = difference;
  return badge(`${signs[effect]} ${verbs[effect]}`, effect);
}

/** Why a way in applies, without the grant. */
function reasonOf(report: Report, place: Index, way: ReportWay): Child {
  const at = report.pathOf(place)[way.up] ?? 0;
  const level = el('strong', {}, report.level(way.level));
  const unsure = way.unsure && ', not known for sure';
  switch (way.how) {
    case 'own':
      return [level, unsure];
    case 'admin':
    case 'inherited':
      return [level, ` of ${placeName(report, at)}`, unsure];
    case 'fallback':
      return [
        level,
        ` of ${placeName(report, at)} `,
        way.unsure ? '(if the space is public)' : '(the space is public)',
      ];
  }
}

/** Each way in, with the line of the file behind it. */
export function waysOf(
  report: Report,
  standing: Pick<Standing, 'person' | 'place' | 'before' | 'after'>,
  when: 'before' | 'after',
): Child {
  const { ways, own, unsure } = standing[when];
  if (ways.length === 0) return el('span', { class: 'none' }, 'no access');
  const items = ways.map((index) => {
    const way = report.document.access.ways[index];
    if (way === undefined) return undefined;
    const grants = report.grantsBehind(standing, way, when);
    const only = way.only === undefined ? [] : report.permissionNames(way.only);
    return el(
      'li',
      {},
      reasonOf(report, standing.place, way),
      way.how === 'own' && binding(grants) && ' (binding)',
      only.length > 0 && ` (restricted: only with ${only.join(', ')})`,
      grants.map((grant) => originOf(report, grant, standing.person, when)),
    );
  });
  return [
    el('ul', { class: own ? 'ways' : 'ways quiet' }, items),
    unsure && el('p', { class: 'quiet' }, 'May have more or less than this.'),
  ];
}

/** Where a grant comes from: the line of the file, unless the file says otherwise than the account does now. */
function originOf(
  report: Report,
  { team, until, line, plan }: ReportGrant,
  person: Index,
  when: 'before' | 'after',
): Child {
  const written = lineOf(report, line);
  if (when === 'before' && plan === 'changed') return [' ', written, written && ' says otherwise'];
  return [
    team !== undefined && [', by team ', teamLink(report, team)],
    until !== undefined && `, until ${until}`,
    ' ',
    written || notInFile(report, person),
  ];
}

const binding = (grants: readonly ReportGrant[]): boolean =>
  grants.some((grant) => grant.binding === true);

/** Access after the plan, where a table shows it beside the access now. */
export function afterOf(report: Report, standing: Standing): Child {
  const isSame = standing.before === standing.after && standing.difference === undefined;
  if (isSame) return el('span', { class: 'quiet' }, 'the same');
  return [whyLink(report, standing), ' ', waysOf(report, standing, 'after')];
}

/** What a difference in access is, with a link to why. */
function whyLink(report: Report, standing: Standing): Child {
  const { email = '' } = report.document.people[standing.person] ?? {};
  const { address = '' } = report.document.places[standing.place] ?? {};
  const mark = differenceOf(standing);
  return (
    mark &&
    el(
      'a',
      { class: 'why', href: hashOf({ to: 'person', person: email, in: address }) },
      mark,
      el('span', {}, ' why'),
    )
  );
}

export function teamLink(report: Report, team: Index): HTMLElement {
  const { name = '' } = report.document.teams[team] ?? {};
  return el('a', { href: hashOf({ to: 'team', team: name }) }, el('bdi', {}, name));
}

export function roleLink(report: Report, role: Index): HTMLElement {
  const { name = '' } = report.document.roles[role] ?? {};
  return el('a', { href: hashOf({ to: 'role', role: name }) }, el('bdi', {}, name));
}

export function levelLink(report: Report, level: Index): HTMLElement {
  const text = report.level(level);
  return el('a', { href: hashOf({ to: 'role', role: text }) }, el('bdi', {}, text));
}

/** A change in one line, and all that there is to know of it. */
export function changeItem(report: Report, change: ReportChange): HTMLElement {
  const { plan } = report.document;
  const undo =
    change.irreversible === undefined
      ? 'Can be undone.'
      : `CANNOT BE UNDONE: ${change.irreversible}.`;
  const isHeld = change.held !== undefined && !report.consent;
  return el(
    'div',
    { class: `change ${change.effect} ${isHeld ? 'held' : ''}` },
    el(
      'p',
      {},
      el('strong', {}, change.text),
      isHeld && [' ', badge('held back', 'warn')],
      ' ',
      lineOf(report, change.line),
    ),
    change.fields.length > 0 &&
      el(
        'ul',
        {},
        change.fields.map((field) => el('li', {}, field)),
      ),
    el(
      'p',
      { class: 'facts' },
      el('span', { class: change.irreversible === undefined ? 'quiet' : 'bad' }, undo),
      change.reason !== undefined && [' Reason: ', coded(change.reason), '.'],
      change.held !== undefined && ` ${heldText(report, change.held)}`,
      change.no_effect !== undefined && ` No effect: ${change.no_effect}.`,
    ),
    change.also_removes.length > 0 &&
      el(
        'p',
        {},
        `Also removes ${change.also_removes.length}: `,
        el('span', { class: 'code' }, change.also_removes.join(', ')),
      ),
    change.needs.length > 0 &&
      el(
        'p',
        { class: 'quiet' },
        `Runs after: ${change.needs.map((need) => plan?.changes[need]?.text ?? '').join('; ')}`,
      ),
    el('p', { class: 'code quiet' }, change.address),
  );
}

/** A text in which the names between backticks are code. */
export const coded = (text: string): Child =>
  text
    .split('`')
    .map((part, index) => (index % 2 === 1 ? el('span', { class: 'code' }, part) : part));

const heldText = ({ consent }: Report, held: keyof typeof heldWords): string =>
  consent && held === 'needs-consent' ? 'Needs --allow-destructive.' : heldWords[held];

const heldWords = {
  'needs-consent': 'Held back: it needs --allow-destructive.',
  unproven: 'Held back: not everything that decides it could be read.',
  'needs-held': 'Held back with a change that it needs.',
} as const;

/** Something folded. What is inside of hundreds of them is made when one is opened, or for paper. */
export function unfolding(
  attributes: Attributes,
  summary: Child,
  inside: () => Child,
): HTMLElement {
  const body = el('div', { class: 'body' });
  const head = el('summary', {}, summary);
  const details = el('details', attributes, head, body);
  const open = (): void => {
    if (body.childNodes.length === 0) refill(body, inside());
  };
  // A press fills it before it opens; a search of the browser only opens it.
  head.addEventListener('click', open);
  details.addEventListener('toggle', open);
  details.addEventListener('fill', open);
  if (attributes['open'] === true) open();
  return details;
}

/** A table of which the first rows are shown, and more on demand. */
export function longTable(
  caption: string,
  columns: readonly string[],
  rows: readonly (() => readonly Child[])[],
  most = 200,
): HTMLElement {
  const body = el('tbody');
  const table = el(
    'table',
    {},
    el('caption', { class: 'unseen' }, caption),
    el(
      'thead',
      {},
      el(
        'tr',
        {},
        columns.map((column) => el('th', { scope: 'col' }, column)),
      ),
    ),
    body,
  );
  let shown = 0;
  const more = el('button', { type: 'button', class: 'more' });
  const grow = (): void => {
    for (const row of rows.slice(shown, shown + most)) {
      const [first, ...rest] = row();
      body.append(
        el(
          'tr',
          {},
          el('th', { scope: 'row' }, first),
          rest.map((cell, index) => el('td', { 'data-label': columns[index + 1] ?? '' }, cell)),
        ),
      );
    }
    shown = Math.min(rows.length, shown + most);
    more.hidden = shown === rows.length;
    more.textContent = `Show ${Math.min(most, rows.length - shown)} more of ${rows.length - shown}`;
  };
  more.addEventListener('click', grow);
  grow();
  return el(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    table,
    more,
  );
}
