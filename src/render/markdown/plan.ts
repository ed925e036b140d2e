import type { Plan } from '../../model.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { adviceForPlan } from '../words/next.ts';
import { sectionsOf } from '../words/rows.ts';
import { accessSummary, planSummary, totalsText } from '../words/summary.ts';
import { planTitle } from '../words/title.ts';
import { adviceBlocks } from './advice.ts';
import {
  blockedAlert,
  consentAlert,
  loosenedAlert,
  unknownAlert,
  unprovenAlert,
} from './alarms.ts';
import { allChanges, observedSection } from './changes.ts';
import { code, prose } from './escape.ts';
import { fitted } from './fit.ts';
import { besideBlocks, headText, markOf, restSection, savedBlock } from './page.ts';
import type { MarkdownOptions, Page } from './page.ts';
import { renderRun } from './outcomes.ts';
import { peopleSection } from './people.ts';
import { sectionBlocks } from './rows.ts';

/**
 * A plan or a run as Markdown for pull requests and issues, in the order and the words of the screen: a title that says
 * what is at stake, what is blocked, each change once and the worst first, the totals, and what to run; people, all
 * details and what was read stand folded below. It fits a comment of GitHub; what others wrote is never active in it. The
 * first line is an invisible mark: a comment that begins with the same line is about the same, and can be replaced.
 * @returns lines, the last one ended too
 */
export function renderMarkdown(plan: Plan, options: MarkdownOptions): string {
  const { mode, ran, most } = options;
  const mark = markOf(plan, mode);
  const page = ran === undefined ? planPage(plan, options) : renderRun(ran, plan, options);
  return fitted(
    (share) => ({ blocks: [mark, ...page.blocks(share)], sections: page.sections }),
    [
      mark,
      page.title,
      ...(plan.loosened.length > 0 ? ['**The file guards less than before.**'] : []),
      ...(plan.changes.length > 0 ? [`**${prose(`${totalsText(plan.changes)}.`)}**`] : []),
      'Some names are too long to be shown here. Run the command to see all.',
      `Digest: ${code(plan.digest)}`,
    ],
    most,
  );
}

function planPage(plan: Plan, options: MarkdownOptions): Page {
  const { mode, consent = false, again = {}, linkOf } = options;
  const { changes, guards, file } = plan;
  const title = `### Access plan: ${prose(planTitle(plan))}`;
  const shows = mode === 'plan' || isBlocked(guards);
  return {
    title,
    blocks: (share) => [
      ...loosenedAlert(plan, share, linkOf),
      title,
      headText(plan, options.where),
      ...savedBlock(options.saved),
      ...blockedAlert(plan, share),
      ...unprovenAlert(plan, share),
      ...sectionsOf(plan).flatMap((section) => sectionBlocks(section, file, linkOf, share)),
      ...consentAlert(plan, share),
      ...unknownAlert(plan, share, linkOf),
      ...besideBlocks(plan, share, options),
      `**${prose(planSummary(plan))}**${changes.length === 0 ? '' : `<br>\n${prose(accessSummary(plan))}`}`,
      ...(shows ? adviceBlocks(adviceForPlan(plan, consent), plan, again) : []),
    ],
    sections: [
      ...peopleSection(plan, linkOf),
      ...allChanges(plan, linkOf),
      ...observedSection(plan, linkOf),
      restSection(plan),
    ],
  };
}
