import type { ReadClient } from '../../api/index.ts';
import type { Desired, DesiredItem, Difference, Key, Live, Notice } from '../../model.ts';
import { patternFor } from '../../names.ts';
import { suggestion } from '../suggestion.ts';
import { shellWord, visible } from '../../text.ts';
import { todayOf } from '../today.ts';
import type { CommandContext } from '../command.ts';
import { CliError } from '../cliError.ts';
import { rulesOf } from '../pipeline/rulesFile.ts';
import { changeKey, isNamed, keyName, placeText } from '../pipeline/changeKey.ts';
import type { KeyRow } from '../../keys/list.ts';
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

/** `keys revoke`: revokes one live key, or those of a name that a newer one has replaced. */
export const keysRevoke = defineCommand({
  text: 'Revokes a service key wherever it works, by its name or id; if several have that name, it lists their ids. Cannot be undone: needs --apply, --allow-destructive and a confirmation. Guards and limits apply.',
  args: '<name>',
  argsCompletion: { kind: 'names', of: ['service_key'] },
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
    const rules = await rulesOf(run);
    const { onlyListing, onlyRemoving, withoutPlaces } = await import('../../diff/singleChange.ts');
    const { diff } = await import('../../index.ts');
    const { refAddress } = await import('../../kinds/index.ts');
    return changeKey(run, async ({ client }) => {
      const { id, name, spaces, namesakes } = await keyFor(run, client);
      // A space that the command line names; the plan is about the key in this space.
      const place = spaces.find(isNamed(run)) ?? spaces[0];
      const key = [place?.organization ?? '', place?.space ?? '', name];
      const desired = older
        ? onlyListing(rules, itemFor(rules, key, refAddress({ kind: 'service_key', key })))
        : onlyRemoving(rules, { kind: 'service_key', key, id, reason: 'asked for' });
      const others = spaces.filter((each) => !isSame(each, place));
      const isLast = namesakes.every((each) => !each.spaces.some((other) => isSame(other, place)));
      const notices = [
        ...elsewhere(name, others),
        ...(older || !isLast ? [] : listedStill(rules, key)),
      ];
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

/** A live key, with the other keys of its name. */
interface FoundKey extends KeyRow {
  readonly namesakes: readonly KeyRow[];
}

const isSame = (a: KeyPlace, b: KeyPlace | undefined): boolean =>
  a.organization === b?.organization && a.space === b.space;

/**
 * The only live key with the name or the id of the command line. With --older, the newest of several that work in
 * the same spaces.
 * @throws CliError (resource, usage) if there is none, or more than one
 */
async function keyFor(run: Run, client: ReadClient): Promise<FoundKey> {
  const { older } = run.options;
  const given = keyName(run);
  const { listKeys } = await import('../../keys/list.ts');
  const { sameId } = await import('../../api/index.ts');
  const rows = await listKeys(client, todayOf(run));
  const here = rows.filter(({ spaces }) => spaces.some(isNamed(run)));
  const named = here.filter(({ name }) => name === given);
  const found = named.length > 0 ? named : here.filter(({ id }) => sameId(id, given));
  const [first, ...rest] = found;
  if (first === undefined) {
    throw new CliError(
      'resource',
      `No such service key: "${visible(given)}".`,
      suggestion(
        given,
        rows.map(({ name }) => name),
      ) ?? `List service keys: ${visible(accountCommand(run, 'keys list'))}`,
    );
  }
  // The list has the newest of those with a name first.
  const isReplacement = new Set(found.map(({ spaces }) => JSON.stringify(spaces))).size === 1;
  if (rest.length === 0 || (older && isReplacement)) {
    const namesakes = rows.filter((row) => row.name === first.name && row !== first);
    return { ...first, namesakes };
  }
  const lines = found.map(
    ({ id, spaces, made, expires }) =>
      `${id} in ${spaces.map(placeText).join(' and ')}, created ${made}${expires === undefined ? '' : `, expires ${expires}`}`,
  );
  const byId = accountCommand(run, `keys revoke ${shellWord(first.id)}`);
  throw new CliError(
    'usage',
    `Several service keys are called "${visible(given)}": ${lines.join('; ')}.`,
    `Nothing was revoked. Name one by its id: ${visible(byId)}${isReplacement ? ' Add --older to the name to revoke those that the newest one has replaced.' : ''}`,
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
