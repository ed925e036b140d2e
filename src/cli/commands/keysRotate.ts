import type { Desired, DesiredItem, Live } from '../../model.ts';
import { didYouMean } from '../../document/suggest.ts';
import { visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import { CliError } from '../cliError.ts';
import { rulesOf } from '../pipeline/rulesFile.ts';
import { changeKey, keyName, placeText, theOne } from '../pipeline/changeKey.ts';
import { defineCommand } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { applyIt, whichKey, shared } from '../sharedFlags.ts';

const flags = { apply: applyIt, ...whichKey, ...shared('acceptCount', 'today') };

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `keys rotate`: another key in the place of one, as the file says now. */
export const keysRotate = defineCommand({
  text: 'Makes a new service key as the file says now, takes its secret to where the file says, and leaves the old one working: apply revokes it when its overlap has passed, and "keys revoke --older" at once. Without --apply it is only shown.',
  args: '<name>',
  flags,
  takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
  formats: ['text', 'json'],
  examples: [
    ['keys rotate team-alpha-traces', 'what would be made, and where its secret goes'],
    ['keys rotate team-alpha-traces --apply', 'does it'],
  ],
  async run(run) {
    const rules = await rulesOf(run);
    const { onlyListing, withoutPlaces } = await import('../../diff/singleChange.ts');
    const { diff } = await import('../../index.ts');
    const item = itemIn(run, rules);
    const desired = onlyListing(rules, item);
    const compare = (live: Live) => withoutPlaces(diff(desired, live, { asked: 'replace' }));
    return changeKey(run, () =>
      Promise.resolve({
        rules,
        desired,
        compare,
        refuse: ({ changes }) => (changes.length === 0 ? incomplete(item) : undefined),
      }),
    );
  },
});

/** The key that is meant, in the file: its roles stand nowhere else. */
function itemIn(run: Run, { items, file }: Desired): DesiredItem {
  const name = keyName(run);
  const keys = items.filter(({ kind }) => kind === 'service_key');
  const found = keys.filter(({ key }) => key.at(-1) === name);
  const item = theOne(run, found, ({ key: [organization = '', space = ''] }) => [
    { organization, space },
  ]);
  if (item !== undefined) return item;
  const guess = didYouMean(
    name,
    keys.map(({ key }) => key.at(-1) ?? ''),
  );
  throw new CliError(
    'key',
    `${visible(file)} lists no service key "${visible(name)}", and Arize does not show the roles that a new one would need.`,
    guess ?? 'List it under `service_keys` of its space, with its role and a place for its secret.',
  );
}

const incomplete = ({ key, source: { file, line } }: DesiredItem): CliError =>
  new CliError(
    'key',
    `${visible(file)}:${line}: the service key "${visible(key.at(-1) ?? '')}" of ${placeText({ organization: key[0] ?? '', space: key[1] ?? '' })} needs \`role\` and \`deliver\`, a place for its secret, before it can be replaced.`,
    'Say both, and run it again.',
  );
