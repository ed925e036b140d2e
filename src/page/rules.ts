import type { Index, ReportRule, ReportRuleVerdict } from '../report/document.ts';
import { el } from './dom.ts';
import type { Child } from './dom.ts';
import { badge, counted, heading, lineOf, longTable } from './pieces.ts';
import type { Report } from './report.ts';

const mostBreaches = 20;

/** What a table of rules is about: all of them, or those of one person, one resource, or one person there. */
interface About {
  readonly person?: Index;
  readonly place?: Index;
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
    tableOf(report, rules),
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
  return rules.length > 0 && [heading('Access rules'), tableOf(report, rules, about)];
}

/** A rule on the side of the plan that is shown; before it, where there is no plan. */
const later = ({ consent }: Report, rule: ReportRule): ReportRuleVerdict =>
  (consent ? (rule.with_consent ?? rule.as_run) : rule.as_run) ?? rule.before;

const ranks = { broken: 0, unknown: 1, ok: 2 } as const;

const rank = (report: Report, rule: ReportRule): number =>
  Math.min(ranks[later(report, rule).verdict], ranks[rule.before.verdict] + 0.5);

function tableOf(report: Report, rules: readonly ReportRule[], about: About = {}): HTMLElement {
  const hasPlan = report.document.plan !== undefined;
  return longTable(
    'Access rules',
    ['Rule', ...(hasPlan ? ['Now', 'After the plan'] : ['Verdict'])],
    rules.map((rule) => () => [
      [
        el('strong', {}, rule.name),
        ' ',
        lineOf(report, rule.line),
        el('p', {}, rule.claim, rule.severity === 'warn' && ' (only warns)'),
        rule.reason !== undefined && el('p', { class: 'quiet' }, rule.reason),
      ],
      verdictOf(report, rule.before, about),
      ...(hasPlan ? [verdictOf(report, later(report, rule), about)] : []),
    ]),
  );
}

/** A rule about a resource can be broken in another one; a rule about a person, by somebody else. */
const brokenElsewhere = (person: Index | undefined): string =>
  person === undefined ? 'broken elsewhere' : 'broken by others';

const tones = { ok: 'gains', broken: 'loses', unknown: 'warn' } as const;

function verdictOf(
  report: Report,
  { verdict, breaches, more = 0, unknown }: ReportRuleVerdict,
  { person, place }: About,
): Child {
  const own = breaches.filter(
    (breach) =>
      (person === undefined || breach.person === person) &&
      (place === undefined || breach.place === place),
  );
  const isElsewhere = verdict === 'broken' && own.length === 0;
  const left = breaches.length - Math.min(own.length, mostBreaches) + more;
  return [
    badge(isElsewhere ? brokenElsewhere(person) : verdict, isElsewhere ? 'warn' : tones[verdict]),
    own.length > 0 &&
      el(
        'ul',
        {},
        own
          .slice(0, mostBreaches)
          .map(({ text, line }) => el('li', {}, text, ' ', lineOf(report, line))),
        left > 0 &&
          el('li', { class: 'quiet' }, `and ${counted(left, 'more breach', 'more breaches')}`),
      ),
    verdict === 'unknown' &&
      el(
        'ul',
        { class: 'quiet' },
        unknown.map((reason) => el('li', {}, reason)),
      ),
  ];
}
