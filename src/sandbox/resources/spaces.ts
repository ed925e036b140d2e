import type { Resource } from '../resource.ts';
import type { SeedSpace } from '../seed.ts';
import type { Numbered } from '../table.ts';
import { isCount, isFlag, isShape, isText } from '../checks.ts';
import { tick } from '../clock.ts';
import { part, sorted } from '../rowNames.ts';
import { spaces as routes } from '../rest/spaces.ts';
import { Table } from '../table.ts';
import { visible } from '../visible.ts';

export interface SpaceRow extends Numbered {
  organization: number;
  name: string;
  description: string;
  private: boolean;
  createdAt: string;
}

const isSpace = isShape<SpaceRow>({
  id: isCount,
  organization: isCount,
  name: isText,
  description: isText,
  private: isFlag,
  createdAt: isText,
});

export const spaces: Resource<SpaceRow, 'organization', 'Space'> = {
  since: 2,
  idType: 'Space',
  table: () => new Table(isSpace, { organization: (row) => row.organization }),
  routes,
  attach: (account) => {
    const { spaces: table } = account;
    account.organizations.whenEnding(({ id }) => table.clear(table.in('organization', id)));
  },
  seed: {
    organization: {
      check: ({ given, organization, below }) => {
        for (const [name, space] of Object.entries(given.spaces ?? {})) {
          below('space', ['spaces', name], space, organization);
        }
      },
      plant: ({ account, given, owner, below }) => {
        for (const [name, space] of Object.entries(given.spaces ?? {})) {
          const { id: number } = account.spaces.add((id) => ({
            id,
            organization: owner,
            name,
            description: space.description ?? '',
            private: space.private ?? false,
            createdAt: tick(account),
          }));
          below('space', space, number);
        }
      },
      show: ({ account, owner, below }) =>
        part(
          'spaces',
          sorted(
            account.spaces.in('organization', owner).map((row): [string, SeedSpace] => [
              row.name,
              {
                ...(row.private ? { private: true } : {}),
                ...(row.description === '' ? {} : { description: row.description }),
                ...below('space', row.id),
              },
            ]),
          ),
        ),
    },
  },
  tree: {
    organization: {
      lines: ({ account, owner, below }) =>
        account.spaces.in('organization', owner).map((row) => ({
          text: `space ${visible(row.name)}${row.private ? ' [private]' : ''}`,
          below: below('space', row.id),
        })),
    },
  },
};
