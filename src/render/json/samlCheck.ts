import type { MappedProvider } from '../../read/identityProviders.ts';
import type { SamlFinding } from '../../saml/check.ts';
import { remedyOf } from '../words/command.ts';
import type { Again } from '../words/command.ts';

/** What was found about the role mappings, for programs. */
export const samlCheckJson = (
  providers: readonly MappedProvider[],
  findings: readonly SamlFinding[],
  context: {
    readonly tool: string;
    readonly compared: boolean;
    readonly exitCode: number;
    readonly again: Again;
  },
): object => ({
  schema: 'ax-access/saml-check@1',
  tool: context.tool,
  compared: context.compared,
  providers: providers.map(({ id, domains, syncsRoles, managedByFile, mappings }) => ({
    id,
    domains,
    syncs_roles: syncsRoles,
    managed_by_file: managedByFile,
    mappings: mappings.length,
  })),
  findings: findings.map(({ code, domains, message, attributes, points, source, hint, next }) => ({
    code,
    domains,
    message,
    ...(attributes && { attributes: attributes.map(([name, value]) => ({ name, value })) }),
    ...(points && { kind: points.kind, id: points.id }),
    ...(source && { source }),
    ...(hint !== undefined && {
      hint: [hint, ...(remedyOf({ next }, context.again) ?? [])].join(' '),
    }),
  })),
  exit_code: context.exitCode,
});
