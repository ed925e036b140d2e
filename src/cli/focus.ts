import { canonicalName } from '../names.ts';
import { closest } from '../document/suggest.ts';
import type { KindName, Live } from '../model.ts';
import type { Focus } from '../read/scope.ts';
import { visible } from '../text.ts';
import { CliError } from './cliError.ts';
import { textFlag } from './flag.ts';
import type { Flag, ValuesOf } from './flag.ts';

const nameFlag = (spelling: string, text: string, of: KindName): Flag<string | undefined> =>
  textFlag(spelling, text, {
    wants: 'a name',
    check: canonicalName,
    completion: { kind: 'names', of: [of] },
  });

/** What narrows a new file to a part of the account. */
export const focusFlags = {
  organization: nameFlag('--organization <name>', 'only this organization', 'organization'),
  space: nameFlag('--space <name>', 'only this space', 'space'),
};

/** The requested part of the account. */
export function focusIn({ organization, space }: ValuesOf<typeof focusFlags>): Focus | undefined {
  if (organization === undefined && space === undefined) return undefined;
  return {
    ...(organization !== undefined && { organization }),
    ...(space !== undefined && { space }),
  };
}

const missing = (what: string, name: string, names: readonly string[]): CliError => {
  const meant = closest(name, names);
  const list = names.map(visible).join(', ');
  return new CliError(
    'resource',
    `No such ${what}: "${visible(name)}".`,
    meant === undefined ? `Known: ${list || 'none'}.` : `Did you mean "${visible(meant)}"?`,
  );
};

/** Finds the requested part of the account. @throws CliError (resource) if there is none, or more than one */
export function findPlace({ items }: Live, { organization, space }: Focus): Focus {
  const organizations = items.filter(({ kind }) => kind === 'organization');
  const names = organizations.map(({ key: [name = ''] }) => name);
  if (organization !== undefined && !names.includes(organization)) {
    throw missing('organization', organization, names);
  }
  if (space === undefined) return { ...(organization !== undefined && { organization }) };
  const spaces = items.filter(
    ({ kind, key }) => kind === 'space' && (organization === undefined || key[0] === organization),
  );
  const [only, ...more] = spaces.filter(({ key }) => key[1] === space);
  if (only === undefined) {
    throw missing(
      'space',
      space,
      spaces.map(({ key: [, name = ''] }) => name),
    );
  }
  if (more.length > 0) {
    const owners = [only, ...more].map(({ key: [owner = ''] }) => visible(owner));
    throw new CliError(
      'resource',
      `Several organizations have a space "${visible(space)}".`,
      `Name one with --organization: ${owners.join(', ')}.`,
    );
  }
  return { organization: only.key[0] ?? '', space };
}
