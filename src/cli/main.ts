import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { hasWorkingFolder } from '../folders.ts';
import { lostFolder } from './cliError.ts';
import { version } from './installedPackage.ts';
import type { BoundCommand } from './command.ts';
import type { ParsedCommand } from './parse.ts';
import { openTerminal } from './terminal.ts';
import type { Terminal } from './terminal.ts';

/**
 * Runs the command line and returns its exit code once all output is written.
 * @param args without Node and the script
 */
export async function main(args: readonly string[]): Promise<ExitCode> {
  if (args.length === 1 && asksForVersion.test(args[0] ?? '')) {
    // Used before every job and in every bug report, so no parser is loaded for it.
    const terminal = openTerminal({ color: false, quiet: false });
    terminal.write(`${version()}\n`);
    return ended(exitCode.done, terminal);
  }
  let asked: ParsedCommand;
  try {
    const { parse } = await import('./parse.ts');
    asked = await parse(args);
  } catch (error) {
    // The flags are not parsed yet.
    const terminal = openTerminal({ color: !args.includes('--no-color'), quiet: false });
    const { report } = await import('./reportError.ts');
    const told = { json: wantsJson(args), verbose: args.includes('-v') };
    return ended(await report(error, terminal, told), terminal);
  }
  if ('text' in asked) {
    const terminal = openTerminal({ color: false, quiet: false });
    terminal.write(asked.text);
    return ended(exitCode.done, terminal);
  }
  const terminal = openTerminal(asked.command.globals);
  return ended(await endOf(asked.command, terminal), terminal);
}

/** `-v` alone shows the version, as in other tools. */
const asksForVersion = /^(?:--version|version|-[vV])$/;

async function endOf(command: BoundCommand, terminal: Terminal): Promise<ExitCode> {
  try {
    if (!hasWorkingFolder()) throw lostFolder();
    return await command.run(terminal);
  } catch (error) {
    const { report } = await import('./reportError.ts');
    const { verbose } = command.globals;
    return report(error, terminal, { json: command.format === 'json', verbose });
  }
}

/** Keeps an exit code that says more than that the output could not be written. */
async function ended(code: ExitCode, terminal: Terminal): Promise<ExitCode> {
  const isTold = await terminal.end();
  return code === exitCode.done && !isTold ? exitCode.untold : code;
}

/** Whether a command line that could not be parsed asks for JSON. */
const wantsJson = (args: readonly string[]): boolean =>
  args.some(
    (arg, index) =>
      arg === '--json' ||
      arg === '--format=json' ||
      (arg === '--format' && args[index + 1] === 'json'),
  );
