import type { Key, SamlGroup, SamlProvider, BuiltInRole } from '../model.ts';
import { builtInRoleIn } from '../api/index.ts';
import type { Position } from '../document/problem.ts';
import type { MappedProvider, RoleMapping } from '../read/identityProviders.ts';
import { directoryOf, pathOf } from './directory.ts';
import type { Directory } from './directory.ts';
import type { SamlRow } from './export.ts';
import { missingNames } from './missing.ts';

/** Something about role mappings that is not as it should be. */
export interface SamlFinding {
  readonly code:
    | 'dead-id'
    | 'not-shown'
    | 'no-provider'
    | 'no-mapping'
    | 'not-in-file'
    | 'differs'
    | 'unknown-organization'
    | 'unknown-space'
    | 'unknown-project'
    | 'unknown-role';
  /** E-mail domains of the identity provider. */
  readonly domains: readonly string[];
  readonly message: string;
  /** Whom the mapping is for. */
  readonly attributes?: RoleMapping['attributes'];
  /** What a dead id is said to be, and the id. */
  readonly points?: { readonly kind: SamlRow['kind']; readonly id: string };
  readonly source?: Position;
  readonly hint?: string;
}

/** A role that a person gets in a place, in a form that can be compared and one that can be read. */
interface Gift {
  readonly mark: string;
  readonly text: string;
}

/**
 * Looks for mappings that point at nothing, and compares the rest with the file. Nothing is said of a provider that
 * the file does not name, beyond its dead ids.
 * @param wanted what the file says; undefined when it says nothing about identity providers
 */
export function checkMappings(
  providers: readonly MappedProvider[],
  rows: readonly SamlRow[],
  wanted: readonly SamlProvider[] | undefined,
): readonly SamlFinding[] {
  const directory = directoryOf(rows);
  return [
    ...providers.flatMap(hiddenOf),
    ...providers.flatMap((provider) => deadOf(provider, directory)),
    ...(wanted ?? []).flatMap((each) => compared(each, providers, directory)),
  ];
}

/** What of a provider is not known, so that nothing that is said of it here is the whole of it. */
const hiddenOf = ({ domains, unknown = [] }: MappedProvider): readonly SamlFinding[] =>
  unknown.map((why) => ({
    code: 'not-shown',
    domains,
    message: `The mappings could not be read completely: ${why.replace(/\.$/, '')}.`,
    hint: 'Compare the rest of them in Arize.',
  }));

function deadOf(provider: MappedProvider, directory: Directory): readonly SamlFinding[] {
  const { domains, defaults } = provider;
  const dead = (
    kind: SamlRow['kind'],
    id: string,
    holder: string,
    attributes?: RoleMapping['attributes'],
  ): readonly SamlFinding[] =>
    directory.at(kind, id) !== undefined
      ? []
      : [
          {
            code: 'dead-id',
            domains,
            message: `${holder} points at the ${kind} ${id}, which no longer exists.`,
            ...(attributes && { attributes }),
            points: { kind, id },
            hint: 'Change or remove the mapping where it is made; "saml export" lists the ids that exist.',
          },
        ];
  return [
    ...(defaults.organization === undefined
      ? []
      : dead('organization', defaults.organization, 'The default of the provider')),
    ...(defaults.space === undefined
      ? []
      : dead('space', defaults.space, 'The default of the provider')),
    ...provider.mappings.flatMap((mapping) => {
      const holder = `The mapping for ${attributesText(mapping.attributes)}`;
      const look = (kind: SamlRow['kind'], ids: readonly string[]): readonly SamlFinding[] =>
        [...new Set(ids)].flatMap((id) => dead(kind, id, holder, mapping.attributes));
      const { organization, spaceWords, spaceRoles, projectRoles } = mapping;
      return [
        ...look('organization', organization === undefined ? [] : [organization.id]),
        ...look(
          'space',
          [...spaceWords, ...spaceRoles].map(([space]) => space),
        ),
        ...look(
          'project',
          projectRoles.map(([project]) => project),
        ),
        ...look(
          'role',
          [...spaceRoles, ...projectRoles].map(([, role]) => role),
        ),
      ];
    }),
  ];
}

function compared(
  { domain, groups, source }: SamlProvider,
  providers: readonly MappedProvider[],
  directory: Directory,
): readonly SamlFinding[] {
  const provider = providers.find((each) => each.domains.includes(domain));
  if (provider === undefined) {
    const message = `No identity provider of the account has the domain ${domain}.`;
    return [{ code: 'no-provider', domains: [domain], message, source }];
  }
  const strangers = provider.mappings.filter(
    ({ attributes }) => !groups.some((group) => isFor(group, attributes)),
  );
  return [
    ...groups.flatMap((group) => groupFindings(group, provider, directory)),
    ...strangers.map(({ attributes }): SamlFinding => ({
      code: 'not-in-file',
      domains: provider.domains,
      message: `The mapping for ${attributesText(attributes)} is not in the file.`,
      attributes,
      hint: 'List it under `saml`, or remove the mapping where it is made.',
    })),
  ];
}

function groupFindings(
  group: SamlGroup,
  { domains, mappings }: MappedProvider,
  directory: Directory,
): readonly SamlFinding[] {
  const attributes = [[group.attribute, group.name]] as const;
  const { source } = group;
  const unknown = missingNames([group], directory).map(
    ({ code, message, position, suggestion }): SamlFinding => ({
      code: unknownCode(code),
      domains,
      message: `For ${attributesText(attributes)} the file names what is not there: ${message}.`,
      attributes,
      ...(position && { source: position }),
      ...(suggestion !== undefined && { hint: suggestion }),
    }),
  );
  const live = mappings.filter((mapping) => isFor(group, mapping.attributes));
  if (live.length === 0) {
    const message = `No mapping is for ${attributesText(attributes)}, which the file lists.`;
    return [{ code: 'no-mapping', domains, message, attributes, source }, ...unknown];
  }
  const given = giftsOf(live, directory);
  const wanted = giftsWanted(group);
  const lacking = wanted.filter(({ mark }) => !given.some((gift) => gift.mark === mark));
  const extra = given.filter(({ mark }) => !wanted.some((gift) => gift.mark === mark));
  // A name that nothing has is said already.
  if (lacking.length + extra.length === 0 || unknown.length > 0) return unknown;
  const parts = [
    ...(extra.length > 0 ? [`it gives ${textsOf(extra)}, which the file does not say`] : []),
    ...(lacking.length > 0 ? [`it does not give ${textsOf(lacking)}, as the file says`] : []),
  ];
  const message = `The mapping for ${attributesText(attributes)} differs: ${parts.join('; ')}.`;
  return [{ code: 'differs', domains, message, attributes, source }];
}

const unknownCode = (code: string): SamlFinding['code'] =>
  code === 'unknown-organization' || code === 'unknown-space' || code === 'unknown-project'
    ? code
    : 'unknown-role';

const isFor = ({ attribute, name }: SamlGroup, attributes: RoleMapping['attributes']): boolean =>
  attributes.length === 1 && attributes[0]?.[0] === attribute && attributes[0][1] === name;

function giftsWanted({ accountAdmin, grants }: SamlGroup): readonly Gift[] {
  return [
    ...(accountAdmin ? [adminGift] : []),
    ...grants.map(({ kind, key, role }) =>
      giftOf(kind, key, typeof role === 'string' ? role : { custom: role.custom }),
    ),
  ];
}

/** What is dead gives nothing, and is said elsewhere. */
function giftsOf(mappings: readonly RoleMapping[], directory: Directory): readonly Gift[] {
  const place = (kind: 'organization' | 'space' | 'project', id: string, role?: Given) => {
    const row = directory.at(kind, id);
    return row === undefined || role === undefined ? [] : [giftOf(kind, pathOf(row), role)];
  };
  const named = (id: string): Given | undefined => {
    const role = directory.at('role', id);
    return role && { custom: role.name };
  };
  const gifts = mappings.flatMap(({ organization, ...mapping }) => [
    ...(mapping.accountAdmin ? [adminGift] : []),
    ...(organization ? place('organization', organization.id, spoken(organization.role)) : []),
    ...mapping.spaceWords.flatMap(([id, role]) => place('space', id, spoken(role))),
    ...mapping.spaceRoles.flatMap(([id, role]) => place('space', id, named(role))),
    ...mapping.projectRoles.flatMap(([id, role]) => place('project', id, named(role))),
  ]);
  return [...new Map(gifts.map((gift) => [gift.mark, gift])).values()];
}

type Given = BuiltInRole | { readonly custom: string };

/** A built-in word in any spelling; one that is not known is a role of that name. */
const spoken = (role: string | undefined): Given | undefined =>
  role === undefined ? undefined : (builtInRoleIn(role) ?? { custom: role });

const adminGift: Gift = { mark: 'account', text: 'account admin' };

const giftOf = (kind: string, key: Key, role: Given): Gift => ({
  mark: JSON.stringify([kind, key, role]),
  text: `${typeof role === 'string' ? role : `"${role.custom}"`} in ${kind} "${key.join('" / "')}"`,
});

const textsOf = (gifts: readonly Gift[]): string => gifts.map(({ text }) => text).join(', ');

/** `groups = ml-engineers`, several with "and". */
const attributesText = (attributes: RoleMapping['attributes']): string =>
  attributes.length === 0
    ? 'everybody'
    : attributes.map(([name, value]) => `${name} = ${value}`).join(' and ');
