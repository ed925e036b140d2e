import type { KindName } from '../../model.ts';
import type { Command } from '../command.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { openAccount } from '../openAccount.ts';
import { endOfList } from '../endOfList.ts';
import { shared } from '../sharedFlags.ts';

interface Listed {
  readonly kind: KindName;
  readonly name: 'organizations' | 'spaces' | 'projects';
  readonly title: string;
  readonly text: string;
  /** Whether asking for each person in them costs less than the list of all people. */
  readonly fewPeople: boolean;
  readonly examples: readonly (readonly [line: string, does: string])[];
}

/** A command that lists the places of a kind with their ids. */
const placesCommand = ({ kind, name, title, text, fewPeople, examples }: Listed): Command =>
  defineCommand({
    text,
    flags: { ...shared('filter') },
    takes: [...result, ...remote],
    formats: ['text', 'json'],
    examples,
    async run(run) {
      const { filter } = run.options;
      const { filterFor } = await import('../../lists/filter.ts');
      const { listPlaces } = await import('../../lists/places.ts');
      using account = await openAccount(run);
      const list = await listPlaces(account.client, kind, {
        fits: filterFor(filter),
        fewPeople,
      });
      if (run.format === 'json') {
        const { printJson } = await import('../../render/json/print.ts');
        const { placesJson } = await import('../../render/json/lists.ts');
        run.terminal.write(printJson(placesJson(name, list, { tool: version(), filter })));
      } else {
        const { renderPlaces } = await import('../../render/text/lists.ts');
        const scope = { noun: kind, count: list.rows.length, filter, isAdmin: list.isAdmin };
        run.terminal.write(renderPlaces(list.rows, title, scope, await layoutFor(run)));
      }
      return endOfList(run, list.unread);
    },
  });

/** `organizations list`. */
export const organizationsList = placesCommand({
  kind: 'organization',
  name: 'organizations',
  title: 'Organization',
  fewPeople: true,
  text: 'Lists the organizations of the account with their ids, and how many people and service identities are members.',
  examples: [['organizations list', 'all organizations']],
});

/** `spaces list`. */
export const spacesList = placesCommand({
  kind: 'space',
  name: 'spaces',
  title: 'Space',
  // Most people of an account are in them.
  fewPeople: false,
  text: 'Lists the spaces of the account with their ids and organizations, whether each is private or public, and how many people and service identities are members or have a role there. Admins from above are not counted.',
  examples: [
    ['spaces list', 'all spaces'],
    ['spaces list --filter prod', 'those with prod in their name'],
  ],
});

/** `projects list`. */
export const projectsList = placesCommand({
  kind: 'project',
  name: 'projects',
  title: 'Project',
  fewPeople: true,
  text: 'Lists the projects of the account with their ids and spaces, whether each is restricted, and how many people and service identities have a role there. People from above are not counted.',
  examples: [
    ['projects list', 'all projects'],
    ['projects list --filter "fraud*"', 'those whose name begins with fraud'],
    ['projects list --filter team-alpha', 'projects of a space, or with this in their name'],
  ],
});
