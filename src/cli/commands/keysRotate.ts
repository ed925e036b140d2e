import { ownName } from '../../key.ts';
import type { Desired, DesiredItem, Live } from '../../model.ts';
import { suggestion } from '../suggestion.ts';
import { visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import { CliError } from '../cliError.ts';
import { rulesOf } from '../pipeline/rulesFile.ts';
import { changeKey, keyName, placeText, theOne } from '../pipeline/changeKey.ts';
import { defineCommand } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { applyIt, whichKey, shared } from '../sharedFlags.ts';

const flags = { apply: applyIt, ...whichKey, ...shared('acceptCount', 'details', 'today') };

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `keys rotate`: replaces a service key, as described in the file. */
export const keysRotate = defineCommand({
  text: 'Creates a new service key as described in the file and delivers its secret. The old key keeps working until apply revokes it after its overlap; keys revoke --older revokes it now.',
  args: '<name>',
  argsCompletion: { kind: 'names', of: ['service_key'] },
  flags,
  takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
  formats: ['text', 'json'],
  examples: [
    ['keys rotate team-alpha-traces', 'show the new key, and where its secret goes'],
    ['keys rotate team-alpha-traces --apply', 'rotate the key'],
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

/** The key in the file, the only place that has its roles. */
function itemIn(run: Run, { items, file }: Desired): DesiredItem {
  const name = keyName(run);
  const keys = items.filter(({ kind }) => kind === 'service_key');
  const found = keys.filter(({ key }) => key.at(-1) === name);
  const item = theOne(run, found, ({ key: [organization = '', space = ''] }) => [
    { organization, space },
  ]);
  if (item !== undefined) return item;
  const guess = suggestion(
    name,
    keys.map(({ key }) => ownName(key)),
  );
  throw new CliError(
    'resource',
    `Service key "${visible(name)}" is not in ${visible(file)}, and Arize does not show the roles a new one would need.`,
    guess ?? 'Add it under `service_keys` of its space, with `role` and `deliver`.',
  );
}

const incomplete = ({ key, source: { file, line } }: DesiredItem): CliError =>
  new CliError(
    'key',
    `${visible(file)}:${line}: the service key "${visible(ownName(key))}" of ${placeText({ organization: key[0] ?? '', space: key[1] ?? '' })} needs \`role\` and \`deliver\` before it can be rotated.`,
    'Add both and run it again.',
  );
