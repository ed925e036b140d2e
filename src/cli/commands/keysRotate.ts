import { ownName } from '../../key.ts';
import type { Kind } from '../../kind.ts';
import type { Desired, DesiredItem, KindName, Live } from '../../model.ts';
import { suggestion } from '../suggestion.ts';
import { visible } from '../../text.ts';
import type { CommandContext } from '../command.ts';
import { CliError } from '../cliError.ts';
import { rulesOf } from '../pipeline/rulesFile.ts';
import { changeKey, keyName, placeText, theOne } from '../pipeline/changeKey.ts';
import type { KeyPlace } from '../pipeline/changeKey.ts';
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
  argsCompletion: { kind: 'names', of: ['service_key', 'shared_key'] },
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
    const { kindOf } = await import('../../kinds/index.ts');
    const item = itemIn(run, rules, kindOf);
    const desired = onlyListing(rules, item);
    const compare = (live: Live) => withoutPlaces(diff(desired, live, { asked: 'replace' }));
    return changeKey(run, () =>
      Promise.resolve({
        rules,
        desired,
        compare,
        refuse: ({ changes }) =>
          changes.length === 0 ? incomplete(item, placesOf(item, kindOf(item.kind))) : undefined,
      }),
    );
  },
});

/** The key in the file, the only place that has its roles. */
function itemIn(run: Run, { items, file }: Desired, kindOf: (name: KindName) => Kind): DesiredItem {
  const name = keyName(run);
  const keys = items.filter(({ kind }) => kindOf(kind).credential !== undefined);
  const found = keys.filter(({ key }) => key.at(-1) === name);
  const item = theOne(run, found, (each) => placesOf(each, kindOf(each.kind)));
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

/** The spaces in which the file says that a key works. */
const placesOf = ({ key, fields }: DesiredItem, { worksIn }: Kind): readonly KeyPlace[] =>
  (worksIn?.(fields).map((ref) => ref.key) ?? [key]).map(([organization = '', space = '']) => ({
    organization,
    space,
  }));

const incomplete = (
  { key, source: { file, line } }: DesiredItem,
  places: readonly KeyPlace[],
): CliError =>
  new CliError(
    'key',
    `${visible(file)}:${line}: the service key "${visible(ownName(key))}" of ${places.map(placeText).join(', ')} needs ${places.length > 1 ? 'a role in each space' : '`role`'} and \`deliver\` before it can be rotated.`,
    'Add both and run it again.',
  );
