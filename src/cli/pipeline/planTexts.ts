import type { Plan, RunResult } from '../../model.ts';
import type { AlsoFile } from '../alsoFile.ts';
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

/** A plan, and what became of it. */
export interface Shown {
  readonly plan: Plan;
  readonly command: 'plan' | 'apply';
  readonly code: ExitCode;
  /** Only after a run. */
  readonly ran?: RunResult;
}

/** The whole of it as one text. */
async function wholeText(
  run: PlanRun,
  format: AlsoFile['format'],
  { plan, command, code, ran }: Shown,
): Promise<string> {
  const { planJson, printJson, renderMarkdown, renderOutcomes, renderPlan } =
    await import('../../render/index.ts');
  const { allowDestructive: consent = false } = run.options;
  const { sandbox } = run.globals;
  const more = ran !== undefined && { ran };
  // Before anything ran, it is a plan, also where --apply is given.
  const mode = command === 'apply' && ran === undefined ? 'plan' : command;
  switch (format) {
    case 'json':
      return printJson(
        planJson(plan, { tool: version(), command, consent, ...more, exitCode: code }),
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
    case 'text': {
      const layout = await planLayout(run);
      const text = renderPlan(plan, layout, mode, consent);
      return ran === undefined ? text : `${text}\n${renderOutcomes(ran, plan, layout)}`;
    }
  }
}

/** Writes a plan, and what became of it, as the document and the files that are asked for. */
export const writtenPlan = (run: PlanRun, shown: Shown): Promise<void> =>
  written(run, (format) => wholeText(run, format, shown));

/** Shows a plan that is not run, as text or as the document that is asked for. */
export async function showPlan(run: PlanRun, plan: Plan, code: ExitCode): Promise<void> {
  if (run.format === 'text') run.terminal.write(await textOf(run, plan, 'plan'));
  await writtenPlan(run, { plan, command: 'plan', code });
}

/** A result in any of the formats. */
export type TextIn = (format: AlsoFile['format']) => Promise<string>;

/** Writes the document, where one is asked for, and the files of `--also`; text was written as it came. */
export async function written(run: PlanRun, textIn: TextIn): Promise<void> {
  const { format } = run;
  if (format === 'json' || format === 'markdown') run.terminal.write(await textIn(format));
  await writeAlso(run, textIn);
}

/** Writes the files that `--also` names. @throws CliError (file) */
async function writeAlso(run: PlanRun, textIn: TextIn): Promise<void> {
  for (const { format, path } of run.options.also ?? []) {
    // One after the other: two may name the same file, and then the last one counts.
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
  const { renderPlan } = await import('../../render/index.ts');
  const { allowDestructive = false } = run.options;
  return renderPlan(made, await planLayout(run, stream), mode, allowDestructive);
}

/** What a plan is laid out for. */
export async function planLayout(
  run: PlanRun,
  stream: 'stdout' | 'stderr' = 'stdout',
): Promise<Layout> {
  const { access, details } = run.options;
  const isFull = details === true || access === 'full';
  const { out } = run.globals;
  const saved = out === undefined ? undefined : { path: out, again: againWithSaved(run) };
  return {
    ...(await layoutFor(run, stream)),
    ...(isFull && { access: 'full' }),
    ...(saved && { saved }),
  };
}

/** The flags that `apply` needs with a saved plan, which contains its file, its limits and what it is narrowed to. */
function againWithSaved({ globals, options }: PlanRun): string {
  const reach = againWith({ ...globals, file: { path: 'access.yaml' } });
  return [reach, ...acceptWords(options.acceptCount ?? new Map())]
    .filter((words) => words !== '')
    .join(' ');
}

/** @throws CliError (stale) when the plan is another one than the reviewed one */
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
