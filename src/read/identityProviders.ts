import { isRecord } from '../records.ts';
import {
  boolean,
  connection,
  list,
  nullable,
  object,
  optional,
  page,
  readType,
  text,
} from '../api/index.ts';
import type { Decoded, Decoder, ReadClient, SchemaField } from '../api/index.ts';
import type { IdentityProvider, MappedRole } from '../model.ts';
import { byText } from '../names.ts';

const pairs = nullable(list(list(text)));

const mapping = object({
  attributesMap: nullable(list(list(text))),
  isAccountAdmin: nullable(boolean),
  orgRole: nullable(object({ orgId: text, roleId: optional(nullable(text)) })),
  spaceRolesMap: pairs,
  spaceRbacRolesMap: pairs,
  projectRolesMap: optional(pairs),
});

const provider = object({
  id: text,
  emailDomainsList: nullable(list(object({ domain: text }))),
  syncUserRoles: nullable(boolean),
  isManagedByFile: nullable(boolean),
  defaultOrgId: nullable(text),
  defaultOrgRoleId: nullable(text),
  defaultSpaceId: nullable(text),
  defaultSpaceRoleId: nullable(text),
  roleMappings: nullable(list(mapping)),
});

/** Keeps a field as received, for fields with a known name and an unknown meaning. */
const anything: Decoder<unknown> = (value) => value;

const raw = object({ roleMappings: optional(nullable(list(anything))) });

const both: Decoder<Decoded<typeof provider> & { readonly strange: readonly string[] }> = (
  value,
  path,
) => {
  const { roleMappings } = raw(value, path);
  const strange = [
    ...strangeTexts(value, knownOfProvider),
    ...(roleMappings ?? []).flatMap((each) => strangeTexts(each, knownOfMapping)),
  ];
  return { ...provider(value, path), strange };
};

/** Every string in unknown fields: one of them may be the id of something the provider grants. */
function strangeTexts(value: unknown, known: ReadonlySet<string>): readonly string[] {
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, inner]) => (known.has(name) ? [] : textsIn(inner)));
}

function textsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsIn);
  return isRecord(value) ? [...Object.keys(value), ...Object.values(value).flatMap(textsIn)] : [];
}

const answer = object({ account: object({ samlIdPs: page(both) }) });

/** Fields that are read, or that are known to refer to no role and no resource. */
const knownOfMapping: ReadonlySet<string> = new Set([
  'id',
  'attributesMap',
  'isAccountAdmin',
  'orgRole',
  'spaceRolesMap',
  'spaceRbacRolesMap',
  'projectRolesMap',
  'projectRolesManaged',
  'createdAt',
  'updatedAt',
]);

const knownOfProvider: ReadonlySet<string> = new Set([
  'id',
  'accountId',
  'emailDomainsList',
  'metadataUrl',
  'metadataXml',
  'defaultOrgId',
  'defaultOrgRoleId',
  'defaultSpaceId',
  'defaultSpaceRoleId',
  'syncUserRoles',
  'signAuthn',
  'enforceSaml',
  'allowLoginWithDefaults',
  'isManagedByFile',
  'roleMappings',
  'createdAt',
  'updatedAt',
]);

/** Types of a provider's owner or creator, which it never grants. */
const owners: ReadonlySet<string> = new Set(['SAMLIdP', 'Account', 'User']);

/** The additional fields of providers and mappings to read, and those that cannot be read. */
interface ProviderShape {
  readonly ofProvider: readonly string[];
  readonly ofMapping: readonly string[];
  readonly unknown: readonly string[];
}

/** Follows the fields of the schema, because mappings are not fully documented and the name of their type is unknown. */
async function readShape(client: ReadClient): Promise<ProviderShape> {
  const found = await readType(client, 'SAMLIdP');
  if ('unknown' in found) return { ofProvider: [], ofMapping: [], unknown: [found.unknown] };
  const { fields, behind } = found.type;
  const mappings = behind('roleMappings');
  if (mappings.length === 0) {
    const unknown = ['the GraphQL schema has no role mappings where expected'];
    return { ofProvider: [], ofMapping: [], unknown };
  }
  const outer = fields.filter(({ name }) => !knownOfProvider.has(name));
  const inner = mappings.filter(
    ({ name }) => !knownOfMapping.has(name) || name === 'projectRolesMap',
  );
  return {
    ofProvider: outer.filter(isReadable).map(({ name }) => name),
    ofMapping: inner.filter(isReadable).map(({ name }) => name),
    unknown: [...outer, ...inner]
      .filter((each) => !isReadable(each) && !owners.has(each.type))
      .map(({ name }) => `this release does not know the field ${name}`),
  };
}

const isReadable = ({ isValue, args }: SchemaField): boolean => isValue && args.length === 0;

/** A provider has many fields, and an account few providers. */
const fewProviders = 10;

const document = (
  { ofProvider, ofMapping }: ProviderShape,
  first: number,
) => `query IdentityProviders($after: String) {
  account {
    samlIdPs(first: ${first}, after: $after) {
      pageInfo { hasNextPage endCursor }
      edges { node {
        id syncUserRoles isManagedByFile defaultOrgId defaultOrgRoleId defaultSpaceId defaultSpaceRoleId ${ofProvider.join(' ')}
        emailDomainsList { domain }
        roleMappings {
          attributesMap isAccountAdmin orgRole { orgId roleId } spaceRolesMap spaceRbacRolesMap ${ofMapping.join(' ')}
        }
      } }
    }
  }
}`;

/** An identity provider, with what only the check of its mappings needs. */
export interface MappedProvider extends IdentityProvider {
  /** Whether Arize reads it from its configuration, so that it cannot be changed in Arize. */
  readonly managedByFile: boolean;
}

/** The account's SAML identity providers, with the ids of everything that they grant or mention. */
export async function readIdentityProviders(
  client: ReadClient,
): Promise<readonly MappedProvider[]> {
  const shape = await readShape(client);
  const providers = await connection(
    client,
    'IdentityProviders',
    (first) => document(shape, first),
    {},
    (data) => answer(data, 'data').account.samlIdPs,
    fewProviders,
  );
  return providers
    .toSorted((a, b) => byText(a.id, b.id))
    .map((found) => {
      const mappings = found.roleMappings ?? [];
      const mentions = [
        found.defaultOrgId,
        found.defaultOrgRoleId,
        found.defaultSpaceId,
        found.defaultSpaceRoleId,
        ...found.strange,
        ...mappings.flatMap(({ orgRole, spaceRolesMap, spaceRbacRolesMap, projectRolesMap }) => [
          orgRole?.orgId,
          orgRole?.roleId,
          ...(spaceRolesMap ?? []).flat(),
          ...(spaceRbacRolesMap ?? []).flat(),
          ...(projectRolesMap ?? []).flat(),
        ]),
      ];
      const unknown = [
        ...shape.unknown,
        ...(found.roleMappings === null ? ['Arize does not show its role mappings'] : []),
        ...mappings.flatMap(notShown),
      ];
      return {
        id: found.id,
        domains: (found.emailDomainsList ?? [])
          .map(({ domain }) => domain.toLowerCase())
          .toSorted(byText),
        syncsRoles: found.syncUserRoles !== false,
        mentions: [...new Set(mentions.filter((id) => typeof id === 'string'))],
        ...(unknown.length > 0 && { unknown: [...new Set(unknown)] }),
        managedByFile: found.isManagedByFile === true,
        defaults: {
          ...(found.defaultOrgId && { organization: found.defaultOrgId }),
          ...(found.defaultSpaceId && { space: found.defaultSpaceId }),
        },
        mappings: mappings.map(({ orgRole, ...maps }) => ({
          attributes: twos(maps.attributesMap),
          accountAdmin: maps.isAccountAdmin === true,
          ...(orgRole && {
            organization: { id: orgRole.orgId, role: orgRole.roleId ?? undefined },
          }),
          spaceWords: twos(maps.spaceRolesMap),
          spaceRoles: twos(maps.spaceRbacRolesMap),
          projectRoles: twos(maps.projectRolesMap),
        })),
      };
    });
}

/** The fields of a mapping that Arize does not show: null is not documented to mean none. */
const notShown = (found: Decoded<typeof mapping>): readonly string[] =>
  (['spaceRolesMap', 'spaceRbacRolesMap', 'projectRolesMap'] as const).flatMap((name) =>
    found[name] === null ? [`Arize does not show the field ${name} of a role mapping`] : [],
  );

/** The pairs of a map that GraphQL returns as a list of lists. */
const twos = (map: readonly (readonly string[])[] | null | undefined): readonly MappedRole[] =>
  (map ?? []).flatMap(([first, second]) =>
    first === undefined || second === undefined ? [] : [[first, second] as const],
  );
