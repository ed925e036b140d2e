import { stringify } from 'yaml';
import { csvOf } from '../csv.ts';
import type { SamlRow } from './export.ts';

/** The formats of an export. */
export type SamlFormat = 'json' | 'yaml' | 'csv';

/** Formats the rows, with a newline at the end. The same rows give the same bytes. */
export function formatSaml(rows: readonly SamlRow[], format: SamlFormat): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(documentOf(rows), null, 2)}\n`;
    case 'yaml':
      return stringify(documentOf(rows), { lineWidth: 0 });
    case 'csv':
      return csvOf([
        columns,
        ...rows.map((row) => columns.map((column) => String(row[column] ?? ''))),
      ]);
  }
}

const documentOf = (rows: readonly SamlRow[]) => ({
  schema: 'ax-access/saml@1',
  roles: of(rows, 'role'),
  organizations: of(rows, 'organization'),
  spaces: of(rows, 'space'),
  projects: of(rows, 'project'),
});

const of = (rows: readonly SamlRow[], wanted: SamlRow['kind']) =>
  rows
    .filter(({ kind }) => kind === wanted)
    .map((row) => Object.fromEntries(Object.entries(row).filter(([name]) => name !== 'kind')));

const columns = ['kind', 'organization', 'space', 'name', 'id', 'number', 'predefined'] as const;
