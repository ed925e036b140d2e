import { visible } from '../../text.ts';
import { stateFile } from '../account.ts';
import { exitCode } from '../exitCode.ts';
import { result } from '../globalFlags.ts';
import { defineCommand } from '../command.ts';
import { numberFlag } from '../flag.ts';

const shown = 20;

/** `sandbox log`: the latest requests to the sandbox of this folder. */
export const sandboxLog = defineCommand({
  text: 'Lists the latest requests to the sandbox of this folder, oldest first: time, status, request and caller. The log contains no keys and no bodies.',
  flags: { last: numberFlag('--last <n>', 'number of requests (default: 20)', [1, 1000]) },
  takes: result,
  formats: ['text', 'json'],
  examples: [['sandbox log --last 5', 'the last five requests']],
  async run({ options, format, terminal }) {
    const { readLog } = await import('../../sandbox/index.ts');
    const entries = readLog(stateFile, options.last ?? shown);
    if (format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      terminal.write(printJson({ schema: 'ax-access/sandbox-log@1', requests: entries }));
      return exitCode.done;
    }
    if (entries.length === 0)
      terminal.note('The sandbox of this folder has received no requests yet.');
    for (const { at, method, path, operation, status, email, fault } of entries) {
      const who = email === undefined ? 'unknown key' : visible(email);
      const played = fault === undefined ? '' : `  (fault: ${visible(fault)})`;
      const line = `${at}  ${status}  ${visible(method)} ${visible(path)}  ${visible(operation)}`;
      terminal.write(`${line}  ${who}${played}\n`);
    }
    return exitCode.done;
  },
});
