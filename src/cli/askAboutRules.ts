import { load } from '../load/load.ts';
import type { RulesAsked } from '../render/words/rules.ts';
import { scopeOfRules } from '../read/ruled.ts';
import type { JudgedRule } from '../rules/verdict.ts';
import { factsOf, plannedState } from './askAbout.ts';
import type { CommandContext } from './command.ts';
import { CliError } from './cliError.ts';
import { openAccount } from './openAccount.ts';
import { warn } from './reportError.ts';
import { realDayOf, todayOf } from './today.ts';

type RulesRun = CommandContext<{
  readonly live: boolean;
  readonly planned: boolean;
  readonly allowDestructive: boolean;
  readonly today?: string;
}>;

/** The rules of a file with their verdicts, and what they were checked against. */
interface CheckedRules {
  readonly judged: readonly JudgedRule[];
  readonly asked: RulesAsked;
}

/**
 * Checks the rules of a file against the file itself, the account as it is, or as a run would leave it. Nothing is written.
 */
export async function askAboutRules(run: RulesRun): Promise<CheckedRules> {
  const { globals, options, terminal } = run;
  if (options.live && options.planned) {
    throw new CliError(
      'usage',
      '--live and --planned cannot be used together.',
      'Use one of them.',
    );
  }
  const file = globals.file.path;
  const today = todayOf(run);
  const { desired, warnings } = await load(file, { today });
  await warn(warnings, terminal, file);
  const { rules = [] } = desired;
  const day = today === realDayOf(run) ? {} : { day: today };
  if (!options.live && !options.planned) {
    const { judgeFile } = await import('../rules/judgeFile.ts');
    return { judged: judgeFile(desired, today), asked: { of: 'desired', file, desired, ...day } };
  }
  using account = await openAccount(run);
  const { read } = await import('../read/read.ts');
  const { judgeLive } = await import('../rules/judgeLive.ts');
  if (options.live) {
    const live = await read(account.client, desired, scopeOfRules(rules));
    const asked = { of: 'live', file, desired, ...day, ...factsOf(live) } as const;
    return { judged: judgeLive(live, desired, today), asked };
  }
  const live = await read(account.client, desired);
  const state = await plannedState(run, desired, live);
  const asked = { of: 'planned', file, desired, ...day, ...factsOf(live) } as const;
  return { judged: judgeLive(live, desired, today, state), asked };
}
