import type { Again } from '../../render/words/command.ts';
import type { SavedView } from '../../render/words/saved.ts';
import { shellWord, visible } from '../../text.ts';
import { CliError } from '../cliError.ts';
import type { CommandContext } from '../command.ts';
import { againWith, reachWith, defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import type { ValuesOf } from '../flag.ts';
import { result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { acceptWords, shared } from '../sharedFlags.ts';

const flags = { ...shared('details') };

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `show`: prints a saved plan as `plan` did. */
export const show = defineCommand({
  text: 'Prints a saved plan as plan showed it, offline: when it was made, by whom and for which account, its changes, their effect on people, and whether it can still be applied. The changes are those that apply would run; apply checks effects and guards again.',
  args: '<plan>',
  argsCompletion: { kind: 'file' },
  flags,
  takes: [...result],
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['show plan.json', 'the plan on one screen'],
    ['show plan.json --details', 'every person, change and guard'],
    ['show plan.json --format markdown', 'for a pull request'],
  ],
  async run(run) {
    const [path = ''] = run.args;
    const { readSavedPlan, whyStale } = await import('../pipeline/savedPlanFile.ts');
    const saved = await readSavedPlan(path, otherFormat(path));
    const stale = await whyStale(saved, new Date());
    const view = { path, saved, ...(stale !== undefined && { stale }) };
    const { shownPlan } = await import('../../index.ts');
    const plan = shownPlan(saved);
    const { planJson, printJson, renderMarkdown, renderPlan } =
      await import('../../render/index.ts');
    const { planned_with_consent: consent, sandbox } = saved.shown;
    const where = sandbox ? { where: 'the sandbox' } : {};
    switch (run.format) {
      case 'json': {
        const { savedJson } = await import('../../render/json/saved.ts');
        const context = {
          tool: version(),
          command: 'plan',
          consent,
          exitCode: exitCode.done,
          again: await againFor(run, view),
        } as const;
        run.terminal.write(printJson({ ...planJson(plan, context), saved: savedJson(view) }));
        break;
      }
      case 'markdown':
        run.terminal.write(
          renderMarkdown(plan, {
            mode: 'plan',
            consent,
            saved: view,
            again: { ...run.next, ...(await againFor(run, view)) },
            ...where,
          }),
        );
        break;
      case 'text': {
        const { savedHead } = await import('../../render/text/saved.ts');
        const layout = {
          ...(await layoutFor(run)),
          ...where,
          ...(run.options.details && { access: 'full' as const }),
          ...(await againFor(run, view)),
        };
        run.terminal.write(
          `${savedHead(view, layout)}\n${renderPlan(plan, layout, 'plan', consent)}`,
        );
      }
    }
    return exitCode.done;
  },
});

/** How commands reach what the plan is for: the one that applies it, the one that makes it again, and all others. */
async function againFor(
  { globals }: Run,
  { path, saved: { shown }, stale }: SavedView,
): Promise<Again> {
  const { planAgain } = await import('../pipeline/savedPlanFile.ts');
  const {
    profile,
    journal_dir: journalDir,
    insecure_http: insecureHttp = false,
  } = shown.flags ?? {};
  const sandbox = shown.sandbox ? { seed: undefined } : undefined;
  const again = { ...globals, sandbox, profile, journalDir, insecureHttp };
  const accepted = acceptWords(new Map(Object.entries(shown.flags?.accept_count ?? {})));
  return {
    reach: reachWith(again, shown.file === '<stdin>' ? '-' : shown.file),
    saved: {
      path,
      again: [againWith(again), ...accepted].filter((word) => word !== '').join(' '),
      ...(stale !== undefined && { anew: planAgain(path, { globals: again }, shown.file) }),
    },
  };
}

const otherFormat = (path: string) => (): CliError =>
  new CliError(
    'file',
    `${visible(path)} is a saved plan in another format than ax-access ${version()} reads.`,
    `Plan again: ax-access plan --out ${shellWord(path)} --overwrite`,
  );
