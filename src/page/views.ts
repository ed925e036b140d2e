import { el } from './dom.ts';
import type { Child } from './dom.ts';
import type { Report } from './report.ts';

/** A page of its own about one person, resource, role, team or permission. */
export interface View {
  readonly title: string;
  /** Short marks beside the title. */
  readonly marks?: Child;
  readonly body: readonly Child[];
}

/** Facts with their names; those that are not known or do not apply are left out. */
export function factsOf(facts: readonly (readonly [name: string, value: Child])[]): HTMLElement {
  return el(
    'dl',
    { class: 'facts' },
    facts
      .filter(([, value]) => value !== undefined && value !== false && value !== '')
      .map(([name, value]) => el('div', {}, el('dt', {}, name), el('dd', {}, value))),
  );
}

/** What the reading left out: it stands beside every answer that says no. */
export function leavesOut(report: Report): Child {
  const { leaves_out: texts } = report.document;
  return (
    texts.length > 0 &&
    el(
      'div',
      { class: 'caution' },
      texts.map((text) => el('p', {}, text)),
    )
  );
}
