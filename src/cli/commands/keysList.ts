import { todayOf } from '../today.ts';
import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** `keys list`: every live service key and the caller's own keys, with their problems. */
export const keysList = defineCommand({
  text: 'Lists the live service keys by space, and your personal keys: who created them, when they expire and when they were last used. Marks keys that never expire, are unused, or whose creator is gone.',
  flags: { ...shared('filter', 'today') },
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [
    ['keys list', 'list all service keys, and your own keys'],
    ['keys list --filter team-alpha', 'list keys of a space, or with this in their name'],
  ],
  async run(run) {
    const { format, options, terminal } = run;
    const { listKeys } = await import('../../keys/list.ts');
    using account = await openAccount(run);
    const { noPersonalKeys, personalKeysIfAny } = await import('../../keys/personal.ts');
    const [all, personal] = await Promise.all([
      listKeys(account.client, todayOf(run)),
      personalKeysIfAny(account.client, todayOf(run)),
    ]);
    const { filterFor } = await import('../../lists/filter.ts');
    const fits = filterFor(options.filter);
    const rows = all.filter(({ id, name, owner, spaces }) =>
      fits([name, owner, ...spaces.map((each) => `${each.organization}/${each.space}`)], id),
    );
    if (personal === undefined) terminal.tell(noPersonalKeys);
    const own = personal?.filter(({ id, name }) => fits([name], id));
    if (format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      const { keysJson } = await import('../../render/json/keys.ts');
      terminal.write(printJson(keysJson(rows, own, version())));
    } else {
      const { renderKeys } = await import('../../render/text/keys.ts');
      terminal.write(renderKeys(rows, own, await layoutFor(run), options.filter));
    }
    return exitCode.done;
  },
});
