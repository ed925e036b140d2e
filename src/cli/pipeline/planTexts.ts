import type { Plan, RunResult } from '../../model.ts';
import type { AlsoFile } from '../alsoFile.ts';
import type { PlannedRun } from './planFor.ts';
import type { PlanRun } from './planRun.ts';
import type { ExitCode } from '../exitCode.ts';
import type { Layout } from '../../render/text/style.ts';
import { CliError } from '../cliError.ts';
import { againWith } from '../command.ts';
import { acceptWords } from '../sharedFlags.ts';
import { version } from '../installedPackage.ts';
import { replaceFile } from '../replaceFile.ts';
import { layoutFor } from '../layoutFor.ts';
import { lineLinks } from '../lineLinks.ts';
import { documentFor } from './reportDocument.ts';

/** A plan, what it was made of, and its outcomes. */
interface Shown {
  readonly planned: Pick<PlannedRun, 'plan' | 'live' | 'desired'>;
  readonly command: 'plan' | 'apply';
  readonly code: ExitCode;
  /** Only after a run. */
  readonly ran?: RunResult;
}

/** The complete text. */
async function wholeText(
  run: PlanRun,
  format: AlsoFile['format'],
  { planned, command, code, ran }: Shown,
): Promise<string> {
  const { planJson, printJson, renderMarkdown, renderOutcomes, renderPlan } =
    await import('../../render/index.ts');
  const { plan } = planned;
  const { allowDestructive: consent = false } = run.options;
  const { sandbox } = run.globals;
  const more = ran !== undefined && { ran };
  // Before anything ran, it is a plan, even with --apply.
  const mode = command === 'apply' && ran === undefined ? 'plan' : command;
  switch (format) {
    case 'json':
      return printJson(
        planJson(plan, {
          tool: version(),
          command,
          consent,
          ...more,
          exitCode: code,
          again: run.next,
        }),
      );
    case 'markdown':
      return renderMarkdown(plan, {
        mode,
        consent,
        ...more,
        again: run.next,
        linkOf: lineLinks(process.env, process.cwd()),
        ...(sandbox && { where: 'the sandbox' }),
      });
    case 'html':
      return planPage(run, planned);
    case 'text': {
      const layout = await planLayout(run);
      const text = renderPlan(plan, layout, mode, consent);
      return ran === undefined ? text : `${text}\n${renderOutcomes(ran, plan, layout)}`;
    }
  }
}

/** The page of a plan: who has access to what in what was read, and what the plan changes. */
async function planPage(run: PlanRun, { live, desired, plan }: Shown['planned']): Promise<string> {
  const { sourcesOf } = await import('../../report/sources.ts');
  const { reportHtml } = await import('../../render/html/page.ts');
  const { allowDestructive = false } = run.options;
  const sources = sourcesOf(live, { desired, plan });
  return reportHtml(await documentFor(run, sources, 'plan', allowDestructive));
}

/** Writes a plan and its outcomes as the requested document and files. */
export const writtenPlan = (run: PlanRun, shown: Shown): Promise<void> =>
  written(run, (format) => wholeText(run, format, shown));

/** Shows a plan that is not run, as text or as the requested document. */
export async function showPlan(
  run: PlanRun,
  planned: Shown['planned'],
  code: ExitCode,
): Promise<void> {
  if (run.format === 'text') run.terminal.write(await textOf(run, planned.plan, 'plan'));
  await writtenPlan(run, { planned, command: 'plan', code });
}

/** A result in any of the formats. */
export type TextIn = (format: AlsoFile['format']) => Promise<string>;

/** Writes the document, if one is requested, and the files of `--also`. Text is already written. */
export async function written(run: PlanRun, textIn: TextIn): Promise<void> {
  const { format } = run;
  if (format === 'json' || format === 'markdown' || format === 'html')
    run.terminal.write(await textIn(format));
  await writeAlso(run, textIn);
}

/** Writes the files that `--also` names. @throws CliError (file) */
export async function writeAlso(run: PlanRun, textIn: TextIn): Promise<void> {
  for (const { format, path } of run.options.also ?? []) {
    // One after the other: if two name the same file, the last one wins.
    // eslint-disable-next-line no-await-in-loop
    const text = await textIn(format);
    // eslint-disable-next-line no-await-in-loop
    await replaceFile(path, text);
  }
}

/** A plan as text. */
export async function textOf(
  run: PlanRun,
  made: Plan,
  mode: 'plan' | 'apply',
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<string> {
  const { renderPlan } = await import('../../render/text/plan.ts');
  const { allowDestructive = false } = run.options;
  return renderPlan(made, await planLayout(run, stream), mode, allowDestructive);
}

/** The layout of a plan. */
export async function planLayout(
  run: PlanRun,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<Layout> {
  const { access, details } = run.options;
  const isFull = details === true || access === 'full';
  const path = savedPathOf(run);
  const saved = path === undefined ? undefined : { path, again: againWithSaved(run) };
  return {
    ...(await layoutFor(run, stream)),
    ...(isFull && { access: 'full' }),
    ...(saved && { saved }),
  };
}

/** The file in which the plan is saved: by this run, or by an earlier one that this run applies. */
const savedPathOf = ({ command, args, globals: { out } }: PlanRun): string | undefined =>
  out ?? (command === 'apply' ? args[0] : undefined);

/** The flags that `apply` needs with a saved plan, which contains its file, its limits and its targets. */
function againWithSaved({ globals, options }: PlanRun): string {
  const reach = againWith({ ...globals, file: { path: 'access.yaml' } });
  return [reach, ...acceptWords(options.acceptCount ?? new Map())]
    .filter((words) => words !== '')
    .join(' ');
}

/** @throws CliError (stale) if the plan is not the reviewed one */
export function assertExpected(
  { options: { expectDigest } }: PlanRun,
  { digest }: Pick<Plan, 'digest'>,
): void {
  const found = digest.replace(/^sha256:/, '');
  if (expectDigest === undefined || found === expectDigest) return;
  throw new CliError(
    'stale',
    `This is not the reviewed plan: its digest is ${found}, not ${expectDigest}. Nothing was written.`,
    'The file, the account or a limit has changed since. Review the plan again.',
  );
}
