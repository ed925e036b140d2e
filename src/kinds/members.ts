import {
  connection,
  connections,
  list,
  nullable,
  object,
  optional,
  page,
  sameId,
  text,
  word,
} from '../api/index.ts';
import type { Found, Reading } from '../kind.ts';
import { once } from '../once.ts';

const named = object({ name: text });

const introspection = object({
  organization: nullable(object({ fields: list(object({ name: text, args: list(named) })) })),
  member: nullable(object({ fields: list(named) })),
  connection: nullable(object({ fields: list(named) })),
});

const organizationIds = object({
  account: object({ organizations: page(object({ id: text })) }),
});

const member = object({
  role: optional(nullable(text)),
  user: object({ id: text }),
});

/** Names under which Arize may show an organization member's role: none is documented, so the schema is asked. */
const roleFields = ['role', 'accountOrganizationRole', 'organizationRole', 'orgRole'];

/** What a server shows of organization members. */
export interface MemberShape {
  readonly role: string | undefined;
  readonly pages: boolean;
}

const has = (fields: readonly { name: string }[] | undefined, name: string): boolean =>
  fields?.some((field) => field.name === name) ?? false;

/** Asks the schema. */
export const readMemberShape = once(({ client }: Pick<Reading, 'client'>): Promise<MemberShape> =>
  client.query(
    'OrganizationMemberShape',
    `query OrganizationMemberShape {
  organization: __type(name: "AccountOrganization") { fields { name args { name } } }
  member: __type(name: "AccountOrganizationUser") { fields { name } }
  connection: __type(name: "AccountOrganizationUserConnection") { fields { name } }
}`,
    {},
    (data) => {
      const found = introspection(data, 'data');
      const args = found.organization?.fields.find(
        ({ name }) => name === 'accountOrganizationUsers',
      )?.args;
      return {
        role: roleFields.find((name) => has(found.member?.fields, name)),
        pages:
          has(args, 'first') && has(args, 'after') && has(found.connection?.fields, 'pageInfo'),
      };
    },
  ),
);

const readOrganizationIds = once(({ client }: Reading) =>
  connection(
    client,
    'OrganizationIds',
    () => `query OrganizationIds($after: String) {
  account { organizations(first: 50, after: $after) { pageInfo { hasNextPage endCursor } edges { node { id } } } }
}`,
    {},
    (data) => organizationIds(data, 'data').account.organizations,
  ),
);

/** The id by which GraphQL knows an organization: REST may spell it with another prefix. */
async function graphqlId(reading: Reading, id: string): Promise<string> {
  const ids = await readOrganizationIds(reading);
  return ids.find((each) => sameId(each.id, id))?.id ?? id;
}

const whole = object({
  node: object({ accountOrganizationUsers: object({ edges: list(object({ node: member })) }) }),
});

/** The members of each organization: page by page where the schema has pages, else all at once. */
const membersOf = once(async (reading: Reading) => {
  const { client } = reading;
  const { role: shown, pages } = await readMemberShape(reading);
  const role = shown === undefined ? '' : `role: ${shown} `;
  const name = 'OrganizationMembers';
  if (pages) {
    return connections(client, {
      name,
      type: 'AccountOrganization',
      field: 'accountOrganizationUsers',
      selection: `${role}user { id }`,
      fields: shown === undefined ? 2 : 3,
      decode: member,
    });
  }
  const document = `query ${name}($id: ID!) {
  node(id: $id) { ... on AccountOrganization { accountOrganizationUsers {
    edges { node { ${role}user { id } } }
  } } }
}`;
  return (id: string) =>
    client.query(name, document, { id }, (data) =>
      whole(data, 'data').node.accountOrganizationUsers.edges.map((edge) => edge.node),
    );
});

/**
 * The members of an organization. REST has no such list, so it is GraphQL's; the role is left unknown where the schema
 * does not show it.
 */
export async function readOrganizationMembers(
  reading: Reading,
  organizationId: string,
): Promise<readonly Found[]> {
  const [read, id] = await Promise.all([membersOf(reading), graphqlId(reading, organizationId)]);
  const members = await read(id);
  return Promise.all(
    members.map(async (each) => {
      const person = await reading.person(each.user.id);
      const given = each.role ? word(each.role) : undefined;
      return {
        id: each.user.id,
        name: person.email,
        fields: given === undefined ? {} : { role: given },
        ...(!person.human && { service: true as const }),
      };
    }),
  );
}
