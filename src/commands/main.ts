import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { hasWorkingFolder } from '../folders.ts';
import { lostFolder } from './fault.ts';
import { version } from './package.ts';
import type { Asked } from './parse.ts';
import { openTerminal } from './terminal.ts';

/**
 * Runs the command line and gives its exit code.
 * @param args without Node and the script
 */
export async function main(args: readonly string[]): Promise<ExitCode> {
  if (args.length === 1 && args[0] === '--version') {
    // Asked for before every job and by every bug report: not worth loading a parser.
    openTerminal({ color: false, quiet: false }).write(`${version()}\n`);
    return exitCode.done;
  }
  let asked: Asked;
  try {
    const { parse } = await import('./parse.ts');
    asked = parse(args);
  } catch (error) {
    // Nothing is known of the flags yet but what stands there.
    const terminal = openTerminal({ color: !args.includes('--no-color'), quiet: false });
    const { report } = await import('./report.ts');
    return report(error, terminal, { json: wantsJson(args), verbose: args.includes('-v') });
  }
  if ('text' in asked) {
    openTerminal({ color: false, quiet: false }).write(asked.text);
    return exitCode.done;
  }
  const { command, settings } = asked;
  const terminal = openTerminal(settings);
  try {
    if (!hasWorkingFolder()) throw lostFolder();
    const run = await command.load();
    return await run({ settings, terminal, command: command.name });
  } catch (error) {
    const { report } = await import('./report.ts');
    return report(error, terminal, { json: settings.format === 'json', verbose: settings.verbose });
  }
}

/** Whether a command line that could not be understood asks for json all the same. */
const wantsJson = (args: readonly string[]): boolean =>
  args.some(
    (arg, index) =>
      arg === '--json' ||
      arg === '--format=json' ||
      (arg === '--format' && args[index + 1] === 'json'),
  );
