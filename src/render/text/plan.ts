import { renderScreen } from './screen.ts';
import { viewOf } from './entry.ts';
import type { Plan } from '../../model.ts';
import { accessBlock } from './access.ts';
import { blockedBlock, destructiveBlock, loosenedBlock, unprovenBlock } from './alarms.ts';
import { accessSummary, planSummary } from '../words/summary.ts';
import type { View } from './entry.ts';
import { flow } from './flow.ts';
import { groupBlocks } from './groups.ts';
import { afterPlan } from './next.ts';
import { footBlock, headBlock, manualBlock, noticeBlock } from './sections.ts';
import type { Layout } from './style.ts';
import { unknownBlock } from './unknown.ts';
import { words } from '../words/pieces.ts';
import { page } from './page.ts';
import type { PlanMode } from '../words/summary.ts';
import { isBlocked } from '../../plan/verdicts.ts';

const titles: Readonly<Record<PlanMode, string>> = {
  plan: 'Plan for',
  apply: 'Applying to',
};

/**
 * A plan for people: one screen to decide by, or all details. The same plan gives the same text.
 * @param consent whether this run may destroy
 * @returns lines, the last one ended too
 */
export function renderPlan(plan: Plan, layout: Layout, mode: PlanMode, consent: boolean): string {
  return layout.access === 'full'
    ? renderDetails(plan, layout, mode, consent)
    : renderScreen(plan, layout, mode, consent);
}

/** All that is known about a plan: every person by name, all by people, roles and organizations, and what was looked at. */
function renderDetails(plan: Plan, layout: Layout, mode: PlanMode, consent: boolean): string {
  const view = viewOf(plan, layout);
  const blocks = [
    loosenedBlock(plan, layout),
    headBlock(plan, titles[mode], layout),
    blockedBlock(plan, layout),
    unprovenBlock(plan, layout),
    accessBlock(plan, layout),
    destructiveBlock(plan, layout),
    ...groupBlocks(plan.changes, view),
    observedBlock(plan, view),
    unknownBlock(plan, layout),
    manualBlock(plan, layout),
    noticeBlock(plan.notices, plan, layout),
    footBlock(plan, mode, layout),
    [
      ...summaryLines(plan, layout),
      ...(mode === 'plan' || (mode === 'apply' && isBlocked(plan.guards))
        ? afterPlan(plan, consent, layout)
        : []),
    ],
  ];
  return page(blocks);
}

/** Where the file only observes, both sides are shown and nothing is said to be done. */
function observedBlock({ observed }: Plan, view: View): string[] {
  if (observed.length === 0) return [];
  const { style } = view.layout;
  const lines = groupBlocks(observed, { ...view, wording: 'drift' }, 2).flat();
  return [style.bold(`Only observed: compared, never written (${observed.length})`), ...lines];
}

function summaryLines(plan: Plan, layout: Layout): string[] {
  const text = planSummary(plan);
  const alarm = isBlocked(plan.guards);
  const { style } = layout;
  return [
    ...flow({ indent: 0, hang: 6, pieces: words(text) }, layout).map((line) =>
      alarm ? style.red(style.bold(line)) : style.bold(line),
    ),
    ...(plan.changes.length === 0
      ? []
      : flow({ indent: 6, pieces: words(accessSummary(plan)) }, layout)),
  ];
}
