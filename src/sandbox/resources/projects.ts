import type { Resource } from '../resource.ts';
import type { SeedProject } from '../seed.ts';
import type { Numbered } from '../table.ts';
import { isRestricted } from '../access.ts';
import { isCount, isOneOf, isShape, isText } from '../checks.ts';
import { tick } from '../clock.ts';
import { part, sorted } from '../rowNames.ts';
import { projects as routes } from '../rest/projects.ts';
import { Table } from '../table.ts';
import { visible } from '../visible.ts';

const projectTypes = ['generative', 'ml'] as const;

export interface ProjectRow extends Numbered {
  space: number;
  name: string;
  type: (typeof projectTypes)[number];
  createdAt: string;
}

const isProject = isShape<ProjectRow>({
  id: isCount,
  space: isCount,
  name: isText,
  type: isOneOf(projectTypes),
  createdAt: isText,
});

export const projects: Resource<ProjectRow, 'space', 'Model'> = {
  since: 2,
  idType: 'Model',
  table: () => new Table(isProject, { space: (row) => row.space }),
  routes,
  attach: (account) => {
    const { projects: table } = account;
    account.spaces.whenEnding(({ id }) => table.clear(table.in('space', id)));
  },
  seed: {
    space: {
      check: ({ given, organization, below }) => {
        for (const [name, project] of Object.entries(given.projects ?? {})) {
          below('project', ['projects', name], project, organization);
        }
      },
      plant: ({ account, given, owner, below }) => {
        for (const [name, project] of Object.entries(given.projects ?? {})) {
          const { id: number } = account.projects.add((id) => ({
            id,
            space: owner,
            name,
            type: project.type ?? 'generative',
            createdAt: tick(account),
          }));
          below('project', project, number);
        }
      },
      show: ({ account, owner, below }) =>
        part(
          'projects',
          sorted(
            account.projects.in('space', owner).map((row): [string, SeedProject] => [
              row.name,
              {
                ...(row.type === 'generative' ? {} : { type: row.type }),
                ...below('project', row.id),
              },
            ]),
          ),
        ),
    },
  },
  tree: {
    space: {
      lines: ({ account, owner, below }) =>
        account.projects.in('space', owner).map((row) => {
          const marks = [
            ...(row.type === 'ml' ? ['ml'] : []),
            ...(isRestricted(account, row) ? ['restricted'] : []),
          ];
          const mark = marks.length === 0 ? '' : ` [${marks.join(', ')}]`;
          return { text: `project ${visible(row.name)}${mark}`, below: below('project', row.id) };
        }),
    },
  },
};
