import type { ReadClient } from '../../api/index.ts';
import type { Desired, DesiredItem, Difference, Key, Live, Notice } from '../../model.ts';
import { patternFor } from '../../names.ts';
import { suggestion } from '../suggestion.ts';
import { visible } from '../../text.ts';
import { todayOf } from '../today.ts';
import type { CommandContext } from '../command.ts';
import { CliError } from '../cliError.ts';
import { rulesOf } from '../pipeline/rulesFile.ts';
import { changeKey, keyName, placeText, theOne } from '../pipeline/changeKey.ts';
import type { KeyPlace } from '../pipeline/changeKey.ts';
import { accountCommand, defineCommand } from '../command.ts';
import { onOff, rare } from '../flag.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { limits, applyIt, whichKey, shared } from '../sharedFlags.ts';

const flags = {
  apply: applyIt,
  ...shared('allowDestructive'),
  older: onOff('--older', 'only keys already replaced by a newer one', {
    repeat: 'choice',
  }),
  ...whichKey,
  ...shared('acceptCount'),
  details: rare(shared('details').details),
  ...limits,
  ...shared('today'),
};

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `keys revoke`: revokes the live keys of a name, or only those that a newer one has replaced. */
export const keysRevoke = defineCommand({
  text: 'Revokes the service keys with this name now, in every space they work in. This cannot be undone. Needs --apply, --allow-destructive and a confirmation. The guards and limits of the file apply.',
  args: '<name>',
  flags,
  takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
  formats: ['text', 'json'],
  examples: [
    ['keys revoke team-alpha-traces', 'show what would stop working'],
    ['keys revoke team-alpha-traces --apply --allow-destructive', 'revoke it'],
    [
      'keys revoke team-alpha-traces --older --apply --allow-destructive',
      'revoke only the old key',
    ],
  ],
  async run(run) {
    const { older } = run.options;
    const name = keyName(run);
    const rules = await rulesOf(run);
    const { onlyListing, onlyRemoving, withoutPlaces } = await import('../../diff/singleChange.ts');
    const { diff } = await import('../../index.ts');
    const { refAddress } = await import('../../kinds/index.ts');
    return changeKey(run, async ({ client }) => {
      const [{ organization, space }, ...others] = await placesOf(run, client, name);
      const key = [organization, space, name];
      const desired = older
        ? onlyListing(rules, itemFor(rules, key, refAddress({ kind: 'service_key', key })))
        : onlyRemoving(rules, { kind: 'service_key', key, reason: 'asked for' });
      const notices = [...elsewhere(name, others), ...(older ? [] : listedStill(rules, key))];
      const compare = (live: Live) =>
        withoutPlaces(diff(desired, live, older ? { asked: 'retire' } : {}), notices);
      const refuse = ({ changes, manual }: Difference) =>
        changes.length + manual.length === 0 ? notReplaced(name) : undefined;
      return { rules, desired, compare, refuse };
    });
  },
});

const notReplaced = (name: string): CliError =>
  new CliError(
    'key',
    `There is only one service key "${visible(name)}"; it has not replaced another.`,
    'To revoke it, leave out --older.',
  );

/** Every space in which the key works; it is revoked in all of them at once. */
async function placesOf(
  run: Run,
  client: ReadClient,
  name: string,
): Promise<readonly [KeyPlace, ...KeyPlace[]]> {
  const { listKeys } = await import('../../keys/list.ts');
  const rows = await listKeys(client, todayOf(run));
  // A key that is being replaced has the same spaces as its replacement.
  const found = new Map(
    rows
      .filter((row) => row.name === name)
      .map(({ spaces }) => [JSON.stringify(spaces), spaces] as const),
  );
  const meant = theOne(run, [...found.values()], (spaces) => spaces);
  const [first, ...others] = meant ?? [];
  if (first !== undefined) return [first, ...others];
  throw new CliError(
    'resource',
    `No such service key: "${visible(name)}".`,
    suggestion(
      name,
      rows.map((row) => row.name),
    ) ?? `List service keys: ${visible(accountCommand(run, 'keys list'))}`,
  );
}

const itemFor = ({ file }: Desired, key: Key, address: string): DesiredItem => ({
  kind: 'service_key',
  key,
  address,
  fields: {},
  source: { file, line: 1, column: 1 },
});

const elsewhere = (name: string, others: readonly KeyPlace[]): readonly Notice[] =>
  others.length === 0
    ? []
    : [
        {
          code: 'key-of-several-spaces',
          message: `The key "${name}" also works in ${others.map(placeText).join(', ')} and stops working there too.`,
        },
      ];

function listedStill({ items, file }: Desired, key: readonly string[]): readonly Notice[] {
  const isListed = items.some(
    (item) => item.kind === 'service_key' && JSON.stringify(item.key) === JSON.stringify(key),
  );
  const [organization = '', space = '', name = ''] = key;
  return isListed
    ? [
        {
          code: 'key-listed-still',
          message: `${file} still lists it, so the next apply creates a new one. To prevent that, remove it there and add under \`removed\`: {service_key: ${patternFor(name)}, space: ${patternFor(space)}, organization: ${patternFor(organization)}}.`,
        },
      ]
    : [];
}
