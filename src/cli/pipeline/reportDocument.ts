import type { Reported } from '../../render/json/report.ts';
import type { ReportDocument } from '../../report/document.ts';
import type { CommandContext } from '../command.ts';
import { version } from '../installedPackage.ts';
import { commitIn, lineLinks } from '../lineLinks.ts';
import { todayOf } from '../today.ts';

type Run = CommandContext<{ readonly today?: string }>;

/** The document of a report: who has access to what, findings, and the plan. */
export async function documentFor(
  run: Run,
  reported: Reported,
  command: ReportDocument['command'],
  consent = false,
): Promise<ReportDocument> {
  const { reportJson } = await import('../../render/json/report.ts');
  const { env } = process;
  const linkOf = lineLinks(env, process.cwd());
  const commit = commitIn(env);
  return reportJson(reported, {
    tool: version(),
    command,
    made: new Date().toISOString(),
    today: todayOf(run),
    consent,
    again: { again: run.next.again, reach: run.next.reach },
    urlOf: (file) => linkOf?.(file, 1, 1)?.replace(/#L1$/, ''),
    ...(commit !== undefined && { commit }),
    ...(run.globals.sandbox && { where: 'the sandbox' }),
  });
}
