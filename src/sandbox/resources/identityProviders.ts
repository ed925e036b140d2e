import type { Resource } from '../resource.ts';
import type { Numbered } from '../table.ts';
import type { MemberRole } from '../spellings.ts';
import {
  isCount,
  isFlag,
  isListOf,
  isMissingOr,
  isOneOf,
  isPairOf,
  isShape,
  isText,
} from '../checks.ts';
import { tick } from '../clock.ts';
import { globalId } from '../ids.ts';
import { checkProvider, plantProvider, retireIds, showProvider } from '../saml.ts';
import { Table } from '../table.ts';
import { visible } from '../visible.ts';
import { memberRoles } from '../spellings.ts';

/** A role in an organization: its global id, which may point at nothing, and one of the built-in roles. */
export interface SamlOrganizationRole {
  organization: string;
  role: MemberRole;
}

/** The roles of a login with certain attributes. Ids are global ids, and need not exist. */
export interface SamlMapping {
  attributes: [name: string, value: string][];
  accountAdmin: boolean;
  organizationRole?: SamlOrganizationRole;
  spaceRoles: [space: string, role: MemberRole][];
  spaceBindings: [space: string, role: string][];
  projectBindings: [project: string, role: string][];
}

export interface IdentityProviderRow extends Numbered {
  domains: string[];
  sync: boolean;
  enforced: boolean;
  managedByFile: boolean;
  /** The organization and role of people whom no mapping matches. */
  fallback?: SamlOrganizationRole;
  mappings: SamlMapping[];
  createdAt: string;
}

const isOrganizationRole = isMissingOr(
  isShape<SamlOrganizationRole>({ organization: isText, role: isOneOf(memberRoles) }),
);

const isMapping = isShape<SamlMapping>({
  attributes: isListOf(isPairOf(isText, isText)),
  accountAdmin: isFlag,
  organizationRole: isOrganizationRole,
  spaceRoles: isListOf(isPairOf(isText, isOneOf(memberRoles))),
  spaceBindings: isListOf(isPairOf(isText, isText)),
  projectBindings: isListOf(isPairOf(isText, isText)),
});

const isProvider = isShape<IdentityProviderRow>({
  id: isCount,
  domains: isListOf(isText),
  sync: isFlag,
  enforced: isFlag,
  managedByFile: isFlag,
  fallback: isOrganizationRole,
  mappings: isListOf(isMapping),
  createdAt: isText,
});

/** SAML identity providers with their mappings. GraphQL alone shows them, and nothing writes them. */
export const identityProviders: Resource<IdentityProviderRow, never, 'SAMLIdP'> = {
  since: 2,
  idType: 'SAMLIdP',
  table: () => new Table(isProvider, {}),
  // An organization takes the providers that fall back on it with it (REST v2 types: delete
  // organization). Mappings of other providers keep pointing at ids that are gone.
  attach: (account) => {
    const { identityProviders: table } = account;
    account.organizations.whenEnding((row) => {
      const id = globalId('AccountOrganization', row.id);
      table.clear(table.all().filter(({ fallback }) => fallback?.organization === id));
    });
  },
  reserve: ({ account, given }) => retireIds(account, given.saml ?? []),
  seed: {
    account: {
      check: ({ check, given }) => {
        for (const [index, provider] of (given.saml ?? []).entries()) {
          checkProvider(check, ['saml', String(index)], provider);
        }
      },
      plant: ({ account, given }) => {
        for (const provider of given.saml ?? []) plantProvider(account, provider, tick(account));
      },
      show: ({ account }) => {
        const saml = account.identityProviders.all().map((row) => showProvider(account, row));
        return saml.length === 0 ? {} : { saml };
      },
    },
  },
  tree: {
    account: {
      title: 'identity providers',
      lines: ({ account }) =>
        account.identityProviders.all().map((provider) => {
          const domains = provider.domains.map(visible).join(', ');
          return { text: `${domains} [${provider.sync ? 'sync' : 'no sync'}]`, below: [] };
        }),
    },
  },
};
