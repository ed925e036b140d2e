import { visible } from '../text.ts';
import { stateFile } from './account.ts';
import type { CommandContext } from './commandContext.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';

const shown = 20;

/** `sandbox log`: the requests that this folder's sandbox saw last. */
export async function sandboxLog({ settings, terminal }: CommandContext): Promise<ExitCode> {
  const { readLog } = await import('../sandbox/index.ts');
  const entries = readLog(stateFile, settings.last ?? shown);
  if (settings.format === 'json') {
    const { printJson } = await import('../render/index.ts');
    terminal.write(printJson({ schema: 'ax-access/sandbox-log@1', requests: entries }));
    return exitCode.done;
  }
  if (entries.length === 0) terminal.note('The sandbox of this folder has seen no requests yet.');
  for (const { at, method, path, operation, status, email, fault } of entries) {
    const who = email === undefined ? 'an unknown key' : visible(email);
    const played = fault === undefined ? '' : `  (fault: ${visible(fault)})`;
    const line = `${at}  ${status}  ${visible(method)} ${visible(path)}  ${visible(operation)}`;
    terminal.write(`${line}  ${who}${played}\n`);
  }
  return exitCode.done;
}
