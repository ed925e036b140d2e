import { el } from './dom.ts';
import type { Report } from './report.ts';

/**
 * Chooses which side of the plan is shown: with consent to everything destructive, or as it runs without. Every page shows
 * the same choice, as each says something else on the other side.
 * @param changed what to do when the choice changes
 * @returns undefined if both sides are the same
 */
export function sideChoice(report: Report, changed: () => void): HTMLElement | undefined {
  if (report.document.plan?.with_consent === undefined) return undefined;
  const option = (label: string, isConsent: boolean): HTMLElement => {
    const input = el('input', {
      type: 'radio',
      name: 'side',
      checked: report.consent === isConsent,
    });
    input.addEventListener('change', () => {
      report.consent = isConsent;
      changed();
    });
    return el('label', {}, input, ` ${label}`);
  };
  return el(
    'fieldset',
    { class: 'side' },
    el('legend', {}, 'Show the plan'),
    option('with --allow-destructive: all of it', true),
    option('without it: what is destructive is held back', false),
  );
}
