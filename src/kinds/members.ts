import {
  boolean,
  connection,
  connections,
  decodeId,
  isRefused,
  list,
  notUnderstood,
  nullable,
  object,
  optional,
  page,
  readType,
  sameId,
  text,
  builtInRoleIn,
} from '../api/index.ts';
import type { Decoded, Decoder, ReadClient } from '../api/index.ts';
import type { FoundItem, ReadContext } from '../kind.ts';
import { once } from '../once.ts';
import { rowUser } from './people.ts';

/** What GraphQL calls the type, and its ids too. */
const typeName = 'AccountOrganization';

const organizationIds = object({
  account: object({ organizations: page(object({ id: text })) }),
});

const memberWith = (user: Decoder<{ readonly id: string }>) =>
  object({ role: optional(nullable(text)), user });

type Member = Decoded<ReturnType<typeof memberWith>>;

/**
 * Fields in which Arize may show the role of an organization member. None is documented, so the schema is
 * asked.
 */
const roleFields = ['role', 'accountOrganizationRole', 'organizationRole', 'orgRole'];

/** What a server shows about organization members. */
export interface MemberShape {
  /** The field with the role, or why it is unknown. */
  readonly role: { readonly field: string } | { readonly unknown: string };
  /**
   * How the list is read: in pages, in one response that says whether there is more, or in one that does not.
   * Undefined if that can only be found out by trying.
   */
  readonly listed: Listed | undefined;
}

type Listed = 'pages' | 'marked' | 'bare';

const has = (fields: readonly { name: string }[], name: string): boolean =>
  fields.some((field) => field.name === name);

/** Reads the schema by following its fields, because the names of the types on the way are not documented. */
export const readMemberShape = once(
  async ({ client }: Pick<ReadContext, 'client'>): Promise<MemberShape> => {
    const outer = await readType(client, typeName);
    if ('unknown' in outer) return { role: outer, listed: undefined };
    const members = outer.type.field('accountOrganizationUsers');
    const connected = outer.type.behind('accountOrganizationUsers');
    const edges = connected.find(({ name }) => name === 'edges');
    if (members === undefined || edges === undefined) {
      const unknown =
        'the GraphQL schema has no list of organization members where one is expected';
      return { role: { unknown }, listed: undefined };
    }
    const isPaged = members.args.includes('first') && members.args.includes('after');
    const listed = !has(connected, 'pageInfo') ? 'bare' : isPaged ? 'pages' : 'marked';
    const edge = await readType(client, edges.type);
    if ('unknown' in edge) return { role: edge, listed };
    const shown = edge.type.behind('node').filter(({ isValue }) => isValue);
    const field = roleFields.find((name) => has(shown, name));
    return {
      role:
        field === undefined
          ? { unknown: 'the GraphQL schema does not show the roles of organization members' }
          : { field },
      listed,
    };
  },
);

/** The organizations with their GraphQL ids. @throws ApiError */
export const readOrganizationIds = (
  client: ReadClient,
): Promise<readonly { readonly id: string }[]> =>
  connection(
    client,
    'OrganizationIds',
    (first) => `query OrganizationIds($after: String) {
  account { organizations(first: ${first}, after: $after) { pageInfo { hasNextPage endCursor } edges { node { id } } } }
}`,
    {},
    (data) => organizationIds(data, 'data').account.organizations,
  );

const organizationIdsOnce = once(({ client }: ReadContext) => readOrganizationIds(client));

/** The GraphQL id of an organization. REST may spell it with another prefix. */
async function graphqlId(reading: ReadContext, id: string): Promise<string> {
  if (decodeId(id)?.type === typeName) return id;
  const ids = await organizationIdsOnce(reading);
  return ids.find((each) => sameId(each.id, id))?.id ?? id;
}

const markedWith = (member: Decoder<Member>) =>
  object({
    node: object({
      accountOrganizationUsers: object({
        pageInfo: optional(nullable(object({ hasNextPage: boolean }))),
        edges: list(object({ node: member })),
      }),
    }),
  });

const name = 'OrganizationMembers';

/** Reads the members of an organization: in pages if the server has them, otherwise all at once. */
const membersOf = once(async (reading: ReadContext) => {
  const { client } = reading;
  const { role: shown, listed } = await readMemberShape(reading);
  const isShown = 'field' in shown;
  const user = rowUser(reading);
  const member = memberWith(user.decode);
  const marked = markedWith(member);
  const selection = `${isShown ? `role: ${shown.field} ` : ''}user { ${user.selection} }`;
  const inPages = connections(client, {
    name,
    type: typeName,
    field: 'accountOrganizationUsers',
    selection,
    fields: (isShown ? 2 : 1) + user.fields,
    decode: member,
    // Arize's own example asks for them without a number.
    begins: 'whole',
  });
  const atOnce = (mark: string) => async (id: string) => {
    const document = `query ${name}($id: ID!) {
  node(id: $id) { ... on AccountOrganization { accountOrganizationUsers {
    ${mark} edges { node { ${selection} } }
  } } }
}`;
    const { pageInfo, edges } = await client.query(
      name,
      document,
      { id },
      (data) => marked(data, 'data').node.accountOrganizationUsers,
    );
    if (pageInfo?.hasNextPage === true) {
      const what = `Arize returned ${edges.length} entries and says there are more, but offers no way to request them`;
      throw notUnderstood(`GraphQL query ${name}`, what, 'POST');
    }
    return edges.map((edge) => edge.node);
  };
  const ways: Readonly<Record<Listed, (id: string) => Promise<readonly Member[]>>> = {
    pages: inPages,
    marked: atOnce('pageInfo { hasNextPage }'),
    bare: atOnce(''),
  };
  if (listed !== undefined) return ways[listed];
  // If the schema cannot be read, the errors of the server tell what it supports. The most informative query
  // comes first.
  return (id: string) =>
    ways.pages(id).catch((error: unknown) => {
      if (!isRefused(error)) throw error;
      return ways.marked(id).catch((again: unknown) => {
        if (!isRefused(again)) throw again;
        return ways.bare(id);
      });
    });
});

/**
 * The members of an organization. REST cannot list them, so this uses GraphQL. The role stays unknown if the
 * schema does not show it.
 */
export async function readOrganizationMembers(
  reading: ReadContext,
  organizationId: string,
): Promise<readonly FoundItem[]> {
  const [read, id] = await Promise.all([membersOf(reading), graphqlId(reading, organizationId)]);
  const members = await read(id);
  return Promise.all(
    members.map(async (each) => {
      const person = await reading.person(each.user.id);
      const given = each.role ? builtInRoleIn(each.role) : undefined;
      return {
        id: each.user.id,
        name: person.email,
        fields: given === undefined ? {} : { role: given },
        ...(!person.human && { service: true as const }),
      };
    }),
  );
}
