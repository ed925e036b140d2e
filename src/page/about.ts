import { el, refill } from './dom.ts';
import type { Child } from './dom.ts';
import { badge, lineOf, longTable, placePath } from './pieces.ts';
import { copied } from './findings.ts';
import type { Report } from './report.ts';
import { factsOf } from './views.ts';

/** What was read, the guards, and where the page comes from: last, and folded. */
export class About {
  readonly element: HTMLElement;
  readonly #report: Report;
  readonly #guards = el('div');
  readonly #blocks = el('span');

  constructor(report: Report) {
    this.#report = report;
    const { plan, coverage } = report.document;
    const isIncomplete = coverage.some(({ complete }) => !complete);
    this.element = el(
      'section',
      { 'aria-label': 'About this report', id: 'about' },
      plan && plan.next.length > 0 && folded('Next', nextOf(report), true),
      plan &&
        folded(
          ['Guards and limits', this.#blocks],
          this.#guards,
          plan.as_run.blocked || plan.with_consent?.blocked,
        ),
      folded(
        `What was read${isIncomplete ? ': not everything' : ''}`,
        coverage.length === 0
          ? el('p', { class: 'quiet' }, 'Nothing: this report is of the file alone.')
          : longTable(
              'What was read',
              ['List', 'Of', 'Entries', 'Complete'],
              coverage.map(({ what, place, count, complete, reason }) => () => [
                what,
                placePath(report, place),
                count.toLocaleString('en'),
                complete ? 'yes' : badge(`no${reason === undefined ? '' : `: ${reason}`}`, 'warn'),
              ]),
            ),
      ),
      folded('About this report', aboutOf(report)),
    );
  }

  update(): void {
    const { side } = this.#report;
    refill(this.#guards, guardsOf(this.#report));
    refill(
      this.#blocks,
      side && (side.blocked ? ': a guard blocks this plan' : ': nothing blocks this plan'),
    );
  }
}

function folded(title: Child, body: Child, isOpen = false): HTMLElement {
  return el('details', { open: isOpen }, el('summary', {}, title), body);
}

const nextOf = ({ document: { plan } }: Report): Child =>
  plan?.next.map(({ command, text }) => [
    el('p', {}, text),
    command !== undefined && copied('command', command),
  ]);

const verdictTones = { ok: 'gains', held: 'warn', blocked: 'loses' } as const;

function guardsOf(report: Report): Child {
  const { limits = [], with_consent: all } = report.document.plan ?? {};
  const { guards = [] } = report.side ?? {};
  return [
    all !== undefined &&
      el(
        'p',
        { class: 'quiet' },
        report.consent ? 'With --allow-destructive.' : 'Without --allow-destructive.',
      ),
    longTable(
      'Guards',
      ['Guard', 'Verdict', 'Says'],
      guards.map(({ rule, verdict, text, accept }) => () => [
        rule,
        badge(verdict, verdictTones[verdict]),
        [text, accept !== undefined && ` To let it pass: ${accept}`],
      ]),
    ),
    longTable(
      'Limits',
      ['Limit', 'Value', 'From'],
      limits.map(({ name, value, source, line }) => () => [
        name,
        value,
        [source, ' ', lineOf(report, line)],
      ]),
    ),
  ];
}

function aboutOf(report: Report): Child {
  const { tool, command, made, today, account, caller, file, plan, schema, of, where } =
    report.document;
  return factsOf([
    ['Account', account && `${account.name} (${account.id})`],
    ['State', of === 'desired' ? 'according to the file alone' : where],
    ['Read as', caller && `${caller.email}${caller.account_admin ? ', account admin' : ''}`],
    ['Made', `${made} by ax-access ${tool} ${command}`],
    ['Last days are judged for', today],
    ['File', file && [file.name, file.commit !== undefined && ` at commit ${file.commit}`]],
    ['Digest of the plan', plan && el('span', { class: 'code' }, plan.digest)],
    ['Format', `${schema}, as JSON inside this page`],
  ]);
}
