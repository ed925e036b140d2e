import type { Resource } from '../resource.ts';
import type { Numbered } from '../table.ts';
import { isRestricted } from '../access.ts';
import { isCount, isFlag, isShape, isText } from '../checks.ts';
import { tick } from '../clock.ts';
import { resourceRestrictions as routes } from '../rest/resourceRestrictions.ts';
import { Table } from '../table.ts';

/** A lifted restriction stays as an inactive row: the API reads a page first and filters it then. */
export interface RestrictionRow extends Numbered {
  project: number;
  active: boolean;
  createdAt: string;
}

const isRestriction = isShape<RestrictionRow>({
  id: isCount,
  project: isCount,
  active: isFlag,
  createdAt: isText,
});

/** Restrictions of projects, which keep what people hold in the space from counting. */
export const restrictions: Resource<RestrictionRow, 'project'> = {
  since: 2,
  table: () => new Table(isRestriction, { project: (row) => row.project }),
  routes,
  attach: (account) => {
    const { restrictions: table } = account;
    account.projects.whenEnding(({ id }) => table.clear(table.in('project', id)));
  },
  seed: {
    project: {
      check: ({ check, path, given }) => {
        if (given.type === 'ml' && given.restricted === true) {
          check.report([...path, 'restricted'], 'only generative projects can be restricted');
        }
      },
      plant: ({ account, given, owner }) => {
        const active = given.restricted;
        if (active === undefined) return;
        account.restrictions.add((id) => ({
          id,
          project: owner,
          active,
          createdAt: tick(account),
        }));
      },
      show: ({ account, owner }) =>
        isRestricted(account, { id: owner }) ? { restricted: true } : {},
    },
  },
};
