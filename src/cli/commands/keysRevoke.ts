import type { ReadClient } from '../../api/index.ts';
import { ownName } from '../../key.ts';
import type { Desired, DesiredItem, Difference, Live, Notice, Ref } from '../../model.ts';
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
  text: 'Revokes a service key wherever it works, by its name or id; if several have that name, it lists their ids. This cannot be undone, so it needs --apply, --allow-destructive and a confirmation. Guards and limits apply.',
  args: '<name>',
  argsCompletion: { kind: 'names', of: ['service_key', 'shared_key'] },
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
      const { ref, id, spaces, isLast } = await keyFor(run, client);
      const name = ownName(ref.key);
      // A leaked key is revoked in a hurry: access rules would read more of the account, and must not stop that.
      const { rules: _rules, ...file } = rules;
      const desired = older
        ? onlyListing(file, itemFor(rules, ref, refAddress(ref)))
        : onlyRemoving(file, { ...ref, id, reason: 'asked for' });
      const notices = [
        ...everywhere(name, spaces),
        ...(older || !isLast ? [] : listedStill(rules, [ref, ...inEach(ref, spaces)])),
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

/** A live key. */
interface FoundKey {
  readonly ref: Ref;
  readonly id: string;
  readonly spaces: readonly KeyPlace[];
  /** Whether no other live key would be found under its name. */
  readonly isLast: boolean;
}

/** What a file would call a key: a key of several spaces has a place of its own. */
function refOf({ name, spaces }: KeyRow): Ref {
  const [first, second] = spaces;
  return first === undefined || second !== undefined
    ? { kind: 'shared_key', key: [name] }
    : { kind: 'service_key', key: [first.organization, first.space, name] };
}

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
    const { id, spaces } = first;
    const ref = refOf(first);
    const isLast = rows.every((row) => row === first || !isSame(refOf(row), ref));
    return { ref, id, spaces, isLast };
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

const isSame = (a: Ref, b: Ref): boolean =>
  a.kind === b.kind && JSON.stringify(a.key) === JSON.stringify(b.key);

const itemFor = ({ file }: Desired, { kind, key }: Ref, address: string): DesiredItem => ({
  kind,
  key,
  address,
  fields: {},
  source: { file, line: 1, column: 1 },
});

const everywhere = (name: string, spaces: readonly KeyPlace[]): readonly Notice[] =>
  spaces.length <= 1
    ? []
    : [
        {
          code: 'key-of-several-spaces',
          message: `The key "${name}" works in ${spaces.map(placeText).join(', ')}, and stops working in all of them.`,
        },
      ];

/** The entries of spaces in which a file may list a key of several spaces. */
const inEach = ({ key }: Ref, spaces: readonly KeyPlace[]): readonly Ref[] =>
  spaces.map(({ organization, space }) => ({
    kind: 'service_key',
    key: [organization, space, ownName(key)],
  }));

function listedStill({ items, file }: Desired, refs: readonly Ref[]): readonly Notice[] {
  const listed = refs.find((ref) => items.some((item) => isSame(item, ref)));
  if (listed === undefined) return [];
  const [name = '', space, organization] = listed.key.toReversed().map(patternFor);
  const selector =
    space === undefined
      ? `{shared_key: ${name}}`
      : `{service_key: ${name}, space: ${space}, organization: ${organization}}`;
  return [
    {
      code: 'key-listed-still',
      message: `${file} still lists it, so the next apply creates a new one. To prevent that, remove it there and add under \`removed\`: ${selector}.`,
    },
  ];
}
