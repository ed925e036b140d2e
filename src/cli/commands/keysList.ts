import { todayOf } from '../today.ts';
import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** `keys list`: every live service key, and what is odd about it. */
export const keysList = defineCommand({
  text: 'Lists every live service key by the spaces that it works in: who made it, when it ends, when it was last used. Keys that never end, that nobody uses, and whose maker is gone are marked.',
  flags: { ...shared('today') },
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [['keys list', 'all of them']],
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
