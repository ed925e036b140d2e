import type { Resource } from '../resource.ts';
import type { SeedOrganization } from '../seed.ts';
import type { Numbered } from '../table.ts';
import { isCount, isShape, isText } from '../checks.ts';
import { tick } from '../clock.ts';
import { part, sorted } from '../rowNames.ts';
import { organizations as routes } from '../rest/organizations.ts';
import { Table } from '../table.ts';
import { visible } from '../visible.ts';

export interface OrganizationRow extends Numbered {
  name: string;
  description: string;
  createdAt: string;
}

const isOrganization = isShape<OrganizationRow>({
  id: isCount,
  name: isText,
  description: isText,
  createdAt: isText,
});

export const organizations: Resource<OrganizationRow, never, 'AccountOrganization'> = {
  since: 2,
  idType: 'AccountOrganization',
  table: () => new Table(isOrganization, {}),
  routes,
  seed: {
    account: {
      check: ({ given, below }) => {
        for (const [name, organization] of Object.entries(given.organizations ?? {})) {
          below('organization', ['organizations', name], organization, organization);
        }
      },
      plant: ({ account, given, below }) => {
        for (const [name, organization] of Object.entries(given.organizations ?? {})) {
          const { id: owner } = account.organizations.add((id) => ({
            id,
            name,
            description: organization.description ?? '',
            createdAt: tick(account),
          }));
          below('organization', organization, owner);
        }
      },
      show: ({ account, below }) =>
        part(
          'organizations',
          sorted(
            account.organizations.all().map((row): [string, SeedOrganization] => [
              row.name,
              {
                ...(row.description === '' ? {} : { description: row.description }),
                ...below('organization', row.id),
              },
            ]),
          ),
        ),
    },
  },
  tree: {
    account: {
      lines: ({ account, below }) =>
        account.organizations.all().map((row) => ({
          text: `organization ${visible(row.name)}`,
          below: below('organization', row.id),
        })),
    },
  },
};
