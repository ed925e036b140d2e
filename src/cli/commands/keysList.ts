import { todayOf } from '../today.ts';
import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** `keys list`: every live service key, with its problems. */
export const keysList = defineCommand({
  text: 'Lists the live service keys by space: who created them, when they expire and when they were last used. Marks keys that never expire, are unused, or whose creator is gone.',
  flags: { ...shared('today') },
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [['keys list', 'list all service keys']],
  async run(run) {
    const { format, terminal } = run;
    const { listKeys } = await import('../../keys/list.ts');
    using account = await openAccount(run);
    const rows = await listKeys(account.client, todayOf(run));
    if (format === 'json') {
      const { printJson } = await import('../../render/index.ts');
      const { keysJson } = await import('../../render/json/keys.ts');
      terminal.write(printJson(keysJson(rows, version())));
    } else {
      const { renderKeys } = await import('../../render/text/keys.ts');
      terminal.write(renderKeys(rows, await layoutFor(run)));
    }
    return exitCode.done;
  },
});
