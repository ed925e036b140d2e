import { canonicalEmail } from '../../names.ts';
import { dayOf } from '../../days.ts';
import type { RuleAbout } from '../../rules/about.ts';
import type { AccessQuestion } from '../askAbout.ts';
import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** `explain`: why a person can or cannot access a resource. */
export const explain = defineCommand({
  text: 'Explains step by step why a person can or cannot access an organization, space or project. If the person has no access, it shows the smallest change to the file that would give it.',
  args: '<person> <resource>',
  argsCompletion: { kind: 'names', of: ['person', 'organization', 'space', 'project'] },
  flags: { ...shared('desired', 'planned', 'allowDestructive') },
  takes: ['file', ...result, ...remote],
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['explain raj@example.com fraud-prod', 'why raj has access, or what is missing'],
    ['explain raj@example.com team-alpha --planned', 'after the planned changes'],
  ],
  async run(run) {
    const { args, format } = run;
    const [who = '', resource = ''] = args;
    const person = canonicalEmail(who);
    const { askAbout, assertMeant } = await import('../askAbout.ts');
    const { explain: explained } = await import('../../access/explain.ts');
    const question = await askAbout(run, resource, [person]);
    const { state, place, ...asked } = question;
    assertMeant(run, person, question);
    const explanation = explained(state, person, place, question.desired);
    const answer = {
      asked,
      explanation,
      promised: explanation.can === 'no' && (await isPromised(person, question)),
      rules: await rulesAbout(person, question),
    };
    if (format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { explainJson } = await import('../../render/json/explain.ts');
      run.terminal.write(printJson(explainJson(answer, version())));
    } else {
      const { explainMarkdown } = await import('../../render/markdown/explain.ts');
      const { explainText } = await import('../../render/text/explain.ts');
      const isText = format === 'text';
      run.terminal.write(
        isText ? explainText(answer, await layoutFor(run)) : explainMarkdown(answer),
      );
    }
    return exitCode.done;
  },
});

/** Whether the file grants it, although the account does not yet. */
async function isPromised(
  person: string,
  { desired, place, of }: AccessQuestion,
): Promise<boolean> {
  if (desired === undefined || of !== 'live') return false;
  const { explain: explained } = await import('../../access/explain.ts');
  const { fileState } = await import('../../access/state.ts');
  const state = fileState(desired);
  const there = state.places.get(place.address);
  return there !== undefined && explained(state, person, there).can === 'yes';
}

/** Only what the answer needs was read, so a rule about more than that can be unknown. */
async function rulesAbout(
  person: string,
  { desired, state, place, of, caller }: AccessQuestion,
): Promise<readonly RuleAbout[]> {
  const { rules = [] } = desired ?? {};
  if (rules.length === 0) return [];
  const about = await import('../../rules/about.ts');
  return about.rulesAbout(
    state,
    rules,
    { person, place },
    {
      today: dayOf(new Date()),
      showsServices: of !== 'desired',
      isPart: of !== 'desired',
      isFiltered: of !== 'desired' && caller?.accountAdmin !== true,
    },
  );
}
