import { withoutStop } from '../errorText.ts';
import type { Key, Notice, RoleMapping, SamlGroup, SamlProvider, BuiltInRole } from '../model.ts';
import { builtInRoleIn } from '../api/index.ts';
import type { Position } from '../document/problem.ts';
import type { MappedProvider } from '../read/identityProviders.ts';
import { directoryOf, pathOf } from './directory.ts';
import type { Directory } from './directory.ts';
import type { SamlRow } from './export.ts';
import { missingNames } from './missing.ts';

/** A problem with role mappings. */
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
  /** The e-mail domains of the identity provider. */
  readonly domains: readonly string[];
  readonly message: string;
  /** The SAML attributes that the mapping matches. */
  readonly attributes?: RoleMapping['attributes'];
  /** A dead id, and the kind of resource that it stands for. */
  readonly points?: { readonly kind: SamlRow['kind']; readonly id: string };
  readonly source?: Position;
  readonly hint?: string;
  readonly next?: Notice['next'];
}

/** A role that a mapping grants in a resource: `mark` to compare, `text` to read. */
interface Gift {
  readonly mark: string;
  readonly text: string;
}

/**
 * Finds mappings with dead ids, and compares the rest with the file. Of a provider that the file does not list, only
 * dead ids are reported.
 * @param wanted the providers of the file; undefined when the file does not have any
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

/** Parts of a provider that could not be read, so that its other findings are incomplete. */
const hiddenOf = ({ domains, unknown = [] }: MappedProvider): readonly SamlFinding[] =>
  unknown.map((why) => ({
    code: 'not-shown',
    domains,
    message: `The mappings could not be read in full: ${withoutStop(why)}.`,
    hint: 'Check the others in Arize.',
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
            message: `${holder} refers to the ${kind} ${id}, which does not exist.`,
            ...(attributes && { attributes }),
            points: { kind, id },
            hint: 'Change or remove the mapping where it is defined.',
            next: {
              does: 'List the ids that exist',
              words: ['saml', 'export'],
              reads: 'account',
            },
          },
        ];
  return [
    ...(defaults.organization === undefined
      ? []
      : dead('organization', defaults.organization, 'The default of the identity provider')),
    ...(defaults.space === undefined
      ? []
      : dead('space', defaults.space, 'The default of the identity provider')),
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
      hint: 'List it under `saml`, or remove the mapping where it is defined.',
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
      message: `The mapping for ${attributesText(attributes)} in the file cannot work: ${message}.`,
      attributes,
      ...(position && { source: position }),
      ...(suggestion !== undefined && { hint: suggestion }),
    }),
  );
  const live = mappings.filter((mapping) => isFor(group, mapping.attributes));
  if (live.length === 0) {
    const message = `No mapping exists for ${attributesText(attributes)}, which the file lists.`;
    return [{ code: 'no-mapping', domains, message, attributes, source }, ...unknown];
  }
  const given = giftsOf(live, directory);
  const wanted = giftsWanted(group);
  const lacking = wanted.filter(({ mark }) => !given.some((gift) => gift.mark === mark));
  const extra = given.filter(({ mark }) => !wanted.some((gift) => gift.mark === mark));
  // Unknown names are already reported.
  if (lacking.length + extra.length === 0 || unknown.length > 0) return unknown;
  const parts = [
    ...(extra.length > 0 ? [`it grants ${textsOf(extra)}, which is not in the file`] : []),
    ...(lacking.length > 0 ? [`it does not grant ${textsOf(lacking)}, which is in the file`] : []),
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

/** Dead ids grant nothing, and are reported elsewhere. */
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

/** A built-in role in any spelling; any other name is a custom role. */
const spoken = (role: string | undefined): Given | undefined =>
  role === undefined ? undefined : (builtInRoleIn(role) ?? { custom: role });

const adminGift: Gift = { mark: 'account', text: 'account admin' };

const giftOf = (kind: string, key: Key, role: Given): Gift => ({
  mark: JSON.stringify([kind, key, role]),
  text: `${typeof role === 'string' ? role : `"${role.custom}"`} in ${kind} "${key.join('" / "')}"`,
});

const textsOf = (gifts: readonly Gift[]): string => gifts.map(({ text }) => text).join(', ');

/** `groups = ml-engineers`, joined by "and". */
export const attributesText = (attributes: RoleMapping['attributes']): string =>
  attributes.length === 0
    ? 'everyone'
    : attributes.map(([name, value]) => `${name} = ${value}`).join(' and ');
