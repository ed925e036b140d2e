import type { Resource } from '../resource.ts';
import type { Numbered } from '../table.ts';
import { isCount, isMissingOr, isOneOf, isShape, isText, isTime } from '../checks.ts';
import { auditLogs as routes } from '../rest/auditLogs.ts';
import { Table } from '../table.ts';

const operationTypes = ['QUERY', 'MUTATION'] as const;

/** One entry of the audit log. */
export interface AuditRow extends Numbered {
  user: number;
  ip: string;
  type: (typeof operationTypes)[number];
  name?: string;
  text?: string;
  variables: string;
  createdAt: string;
}

const isEntry = isShape<AuditRow>({
  id: isCount,
  user: isCount,
  ip: isText,
  type: isOneOf(operationTypes),
  name: isMissingOr(isText),
  text: isMissingOr(isText),
  variables: isText,
  createdAt: isTime,
});

/** The audit log. A seed contains none: it starts with the first write. */
export const audit: Resource<AuditRow, never, 'AuditLog'> = {
  since: 2,
  idType: 'AuditLog',
  table: () => new Table(isEntry, {}),
  routes,
};
