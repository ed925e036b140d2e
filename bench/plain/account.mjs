// Reads an account in the most obvious way: Arize's own SDK for what REST lists, a GraphQL query for the members of
// each organization and space, pages of 50, and Promise.all.
import {
  createClient,
  listOrganizations,
  listProjects,
  listResourceRestrictions,
  listRoleBindings,
  listRoles,
  listSpaces,
  listUsers,
} from '@arizeai/ax-client';

const client = createClient();

/** Every page of a list, one after the other. */
async function all(list, params = {}) {
  const found = [];
  for (let cursor; ;) {
    const { data, pagination } = await list({ client, limit: 100, cursor, ...params });
    found.push(...data);
    cursor = pagination.nextCursor;
    if (!pagination.hasMore) return found;
  }
}

async function query(text, variables) {
  for (;;) {
    const response = await fetch(process.env.ARIZE_GRAPHQL_ENDPOINT, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': process.env.ARIZE_API_KEY },
      body: JSON.stringify({ query: text, variables }),
    });
    if (response.status === 429) {
      const seconds = Number(response.headers.get('retry-after') ?? 1);
      await new Promise((wake) => setTimeout(wake, seconds * 1000));
      continue;
    }
    const { data, errors } = await response.json();
    if (errors !== undefined) throw new Error(errors[0].message);
    return data;
  }
}

const spaceMembers = `query($id: ID!, $after: String) { node(id: $id) { ... on Space {
  members: spaceUsers(first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { role membership customRole { name } user { email } } } } } } }`;
const organizationMembers = `query($id: ID!, $after: String) { node(id: $id) { ... on AccountOrganization {
  members: accountOrganizationUsers(first: 50, after: $after) {
    pageInfo { hasNextPage endCursor }
    edges { node { role user { email } } } } } } }`;

async function membersOf(text, id) {
  const found = [];
  for (let after = null; ;) {
    const { members } = (await query(text, { id, after })).node;
    found.push(...members.edges.map(({ node }) => node));
    if (!members.pageInfo.hasNextPage) return found;
    after = members.pageInfo.endCursor;
  }
}

export async function readAccount() {
  const [users, roles, organizations, projects, restrictions, bindings] = await Promise.all([
    all(listUsers),
    all(listRoles),
    all(listOrganizations),
    all(listProjects),
    all(listResourceRestrictions),
    Promise.all(
      ['SPACE', 'PROJECT'].map((resourceType) => all(listRoleBindings, { resourceType })),
    ),
  ]);
  const withMembers = await Promise.all(
    organizations.map(async (organization) => {
      const [members, spaces] = await Promise.all([
        membersOf(organizationMembers, organization.id),
        all(listSpaces, { organizationId: organization.id }),
      ]);
      return {
        ...organization,
        members,
        spaces: await Promise.all(
          spaces.map(async (space) => ({
            ...space,
            members: await membersOf(spaceMembers, space.id),
          })),
        ),
      };
    }),
  );
  return { users, roles, organizations: withMembers, projects, restrictions, bindings };
}
