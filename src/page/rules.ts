import type { Index, ReportRule, ReportRuleVerdict } from '../report/document.ts';
import { el } from './dom.ts';
import type { Child } from './dom.ts';
import { badge, counted, heading, lineOf, unfolding } from './pieces.ts';
import type { Report } from './report.ts';

const mostBreaches = 20;

/** What rules are shown of: everything, one person, one resource, or one person there. */
interface About {
  readonly person?: Index;
  readonly place?: Index;
}

type Breach = ReportRuleVerdict['breaches'][number];

/** A breach, and what the plan makes of it. */
interface ShownBreach {
  readonly is: 'new' | 'fixed' | 'stays';
  readonly breach: Breach;
}

/** All access rules of the file: whether each holds now and after the plan, and who breaks it. */
export function rulesOf(report: Report): Child {
  const rules = (report.document.rules ?? []).toSorted(
    (one, other) => rank(report, one) - rank(report, other),
  );
  const broken = rules.filter((rule) => later(report, rule).verdict === 'broken').length;
  const then = report.document.plan === undefined ? '' : ' after the plan';
  return [
    heading(
      `Access rules: ${rules.length}${broken === 0 ? '' : `, ${broken} broken${then}`}`,
      'rules',
    ),
    rules.map((rule) => ruleItem(report, rule, {})),
  ];
}

/** The access rules that concern a person, a resource, or a person there. */
export function rulesAbout(report: Report, about: About): Child {
  const { person, place } = about;
  const rules = (report.document.rules ?? []).filter(
    ({ people, places }) =>
      (person === undefined || people === undefined || people.includes(person)) &&
      (place === undefined || places.includes(place)),
  );
  return (
    rules.length > 0 &&
    el(
      'section',
      { 'aria-labelledby': 'rules-here' },
      heading('Access rules', 'rules-here'),
      rules.map((rule) => ruleItem(report, rule, about)),
    )
  );
}

/** A rule on the side of the plan that is shown; before it, where there is no plan. */
const later = ({ consent }: Report, rule: ReportRule): ReportRuleVerdict =>
  (consent ? (rule.with_consent ?? rule.as_run) : rule.as_run) ?? rule.before;

const ranks = { broken: 0, unknown: 1, ok: 2 } as const;

const rank = (report: Report, rule: ReportRule): number =>
  Math.min(ranks[later(report, rule).verdict], ranks[rule.before.verdict] + 0.5);

/** A rule in a line, with its verdicts. It opens to what breaks it, and is open where the plan does. */
function ruleItem(report: Report, rule: ReportRule, about: About): HTMLElement {
  const { before, name, claim, severity, reason, line } = rule;
  const after = later(report, rule);
  const breaches = breachesOf(before, after, about);
  return unfolding(
    { class: 'rule', open: breaches.some(({ is }) => is === 'new') },
    [
      el('span', {}, el('strong', {}, name), `: ${claim}`, severity === 'warn' && ' (only warns)'),
      el(
        'span',
        { class: 'verdicts' },
        verdictOf(before, about),
        report.document.plan && [' now, ', verdictOf(after, about), ' after the plan'],
      ),
    ],
    () => [
      el('p', { class: 'quiet' }, reason !== undefined && `${reason} `, lineOf(report, line)),
      listOf(report, breaches, Math.max(before.more ?? 0, after.more ?? 0)),
      [...new Set([...before.unknown, ...after.unknown])].map((text) =>
        el('p', { class: 'quiet' }, `Unknown: ${text}`),
      ),
    ],
  );
}

/** What breaks a rule now and after the plan, each once: what the plan adds comes first. */
function breachesOf(
  before: ReportRuleVerdict,
  after: ReportRuleVerdict,
  about: About,
): readonly ShownBreach[] {
  const [had, has] = [ownOf(before, about), ownOf(after, about)];
  // What is only counted may be the same.
  const isAdded = (mark: string): boolean => before.more === undefined && !had.has(mark);
  const shown = [
    ...[...has].map(([mark, breach]): ShownBreach => ({
      is: isAdded(mark) ? 'new' : 'stays',
      breach,
    })),
    ...[...had].flatMap(([mark, breach]): readonly ShownBreach[] =>
      !has.has(mark) && after.more === undefined ? [{ is: 'fixed', breach }] : [],
    ),
  ];
  return shown.toSorted((one, other) => order.indexOf(one.is) - order.indexOf(other.is));
}

const order: readonly ShownBreach['is'][] = ['new', 'stays', 'fixed'];

/** The breaches of a person or a resource, by who breaks the rule where. */
const ownOf = (
  { breaches }: ReportRuleVerdict,
  { person, place }: About,
): ReadonlyMap<string, Breach> =>
  new Map(
    breaches
      .filter(
        (breach) =>
          (person === undefined || breach.person === person) &&
          (place === undefined || breach.place === place),
      )
      .map((breach) => [`${breach.person ?? breach.text} ${breach.place ?? ''}`, breach]),
  );

function listOf(report: Report, breaches: readonly ShownBreach[], more: number): Child {
  const left = Math.max(0, breaches.length - mostBreaches) + more;
  return (
    breaches.length + left > 0 &&
    el(
      'ul',
      {},
      breaches
        .slice(0, mostBreaches)
        .map(({ is, breach }) =>
          el('li', {}, markOf(is), breach.text, ' ', lineOf(report, breach.line)),
        ),
      left > 0 &&
        el('li', { class: 'quiet' }, `and ${counted(left, 'more breach', 'more breaches')}`),
    )
  );
}

function markOf(is: ShownBreach['is']): Child {
  if (is === 'stays') return false;
  return [is === 'new' ? badge('new', 'loses') : badge('fixed by the plan', 'gains'), ' '];
}

const tones = { ok: 'gains', broken: 'loses', unknown: 'warn' } as const;

/** A rule about a resource can be broken in another one; a rule about a person, by other people. */
function verdictOf(judged: ReportRuleVerdict, about: About): HTMLElement {
  const { verdict, more } = judged;
  const isElsewhere = verdict === 'broken' && more === undefined && ownOf(judged, about).size === 0;
  if (!isElsewhere) return badge(verdict, tones[verdict]);
  return badge(about.person === undefined ? 'broken elsewhere' : 'broken by others', 'warn');
}
