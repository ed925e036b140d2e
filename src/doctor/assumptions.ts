import { decodeId, isOlderSpelling, list, nullable, object, readType, text } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import { readMemberShape, readOrganizationIds } from '../kinds/members.ts';
import { readPeople } from '../kinds/people.ts';
import { isKnownMembership } from '../kinds/spaceSlots.ts';
import { canonicalName } from '../names.ts';
import { readIdentityProviders } from '../read/identityProviders.ts';
import { check } from './check.ts';
import type { Check } from './check.ts';
import { counted } from '../counted.ts';

const enumeration = object({
  type: nullable(object({ enumValues: nullable(list(object({ name: text }))) })),
});

/** The kinds of memberships, found through a space's list of people, because the names of the types are not documented. */
async function membershipKinds(client: ReadClient): Promise<readonly string[]> {
  const space = await readType(client, 'Space');
  const edges =
    'type' in space
      ? space.type.behind('spaceUsers').find(({ name }) => name === 'edges')
      : undefined;
  const edge = edges && (await readType(client, edges.type));
  const membership =
    edge && 'type' in edge
      ? edge.type.behind('node').find(({ name }) => name === 'membership')
      : undefined;
  if (membership === undefined) return [];
  const { type } = await client.query(
    'SpaceMembershipKinds',
    'query SpaceMembershipKinds($name: String!) { type: __type(name: $name) { enumValues { name } } }',
    { name: membership.type },
    (data) => enumeration(data, 'data'),
  );
  return type?.enumValues?.map(({ name }) => name) ?? [];
}

const look = (
  code: string,
  what: string,
  ask: () => Promise<Omit<Check, 'area' | 'code'>>,
): Promise<Check> => check('assumption', code, what, ask, 'unknown');

/** Which assumptions hold for this server, where Arize's documentation is silent or contradicts itself. */
export function assumptions(client: ReadClient): Promise<readonly Check[]> {
  return Promise.all([
    look('organization-roles', 'Roles of organization members', async () => {
      const { role } = await readMemberShape({ client });
      return 'unknown' in role
        ? {
            is: 'note',
            message: `GraphQL does not show the roles of organization members: ${role.unknown}. The roles are unverified and only written with --assert-roles.`,
          }
        : {
            is: 'ok',
            message: `GraphQL shows the roles of organization members, as \`${role.field}\`.`,
          };
    }),
    look('organization-pages', 'Pages of organization members', async () => {
      const { listed } = await readMemberShape({ client });
      switch (listed) {
        case 'pages':
          return {
            is: 'ok',
            message: 'Organization members are listed in pages, and the last page is marked.',
          };
        case 'marked':
          return {
            is: 'ok',
            message:
              'Organization members are listed in a single response, which says whether it is complete.',
          };
        case 'bare':
          return {
            is: 'note',
            message:
              'Organization members are listed in a single response: a truncated list may go unnoticed.',
          };
        case undefined:
          return {
            is: 'unknown',
            message:
              'The schema does not show how organization members are listed: every run tries pages first.',
          };
      }
    }),
    look('space-memberships', 'Kinds of space memberships', async () => {
      const names = await membershipKinds(client);
      const odd = names.filter((each) => !isKnownMembership(each));
      if (names.length === 0) {
        return {
          is: 'unknown',
          message: 'The schema does not show the kinds of space memberships.',
        };
      }
      return odd.length === 0
        ? { is: 'ok', message: 'All kinds of space memberships are known.' }
        : {
            is: 'note',
            message: `This release does not know these kinds of space memberships: ${odd.join(', ')}. A space with such a membership cannot be read.`,
          };
    }),
    look('organization-ids', 'Ids of organizations', () => idPrefixes(client)),
    look('spellings', 'The spelling of roles', async () => {
      const users = await client.list('/v2/users', 'users', {});
      const spaces = await client.get('/v2/spaces', { params: { query: { limit: 1 } } });
      const isOlder = users.some(({ role }) => isOlderSpelling(role.type));
      const isHidden = spaces.spaces.some((space) => space.is_private === undefined);
      if (isOlder) {
        return {
          is: 'bad',
          message: `The server is older than release 11.40 (July 2026): it spells roles in lowercase${isHidden ? ' and does not say which spaces are private' : ''}. Plans work, but the server rejects what this release writes for people, organization members, space members, service keys and private spaces. Update Arize.`,
        };
      }
      return isHidden
        ? { is: 'note', message: 'The server does not say which spaces are private.' }
        : { is: 'ok', message: 'The server uses the spelling of July 2026 or later.' };
    }),
    look('bots', 'Service identities among users', async () => {
      const users = new Set((await client.list('/v2/users', 'users', {})).map(({ id }) => id));
      const people = [...(await readPeople({ client })).values()];
      const bots = people.filter(({ userType }) => userType === 'bot');
      const listed = bots.filter(({ id }) => users.has(id)).length;
      const untold = people.filter(({ userType }) => !userType).length;
      if (untold > 0) {
        return {
          is: 'note',
          message: `Arize does not say whether ${untold === 1 ? '1 user is a person' : `${untold} users are people`} or ${untold === 1 ? 'a service identity' : 'service identities'}: only entries under \`users\` are managed.`,
        };
      }
      return {
        is: 'ok',
        message: `Arize tells people from service identities (${counted(bots.length, 'service identity')}, ${listed === 0 ? 'none' : listed} among the users that REST lists).`,
      };
    }),
    look('blocked', 'Blocked people', async () => {
      const people = [...(await readPeople({ client })).values()];
      const blocked = people.filter(({ status }) => status === 'inactive').length;
      return blocked > 0
        ? {
            is: 'ok',
            message: `Blocked people are shown (${blocked}): their addresses cannot be used again.`,
          }
        : {
            is: 'unknown',
            message:
              'The account has no blocked people, so it is unknown whether Arize shows them.',
          };
    }),
    look('roles-at-login', 'Roles overwritten at login', async () => {
      const domains = (await readIdentityProviders(client))
        .filter(({ syncsRoles }) => syncsRoles)
        .flatMap((provider) => provider.domains);
      return domains.length === 0
        ? { is: 'ok', message: 'No identity provider overwrites roles at login.' }
        : {
            is: 'note',
            message: `The identity provider overwrites roles at each login for: ${domains.join(', ')}.`,
          };
    }),
    look('names', 'Names that differ only in case', async () => {
      const roles = await client.list('/v2/roles', 'roles', {});
      const organizations = await client.list('/v2/organizations', 'organizations', {});
      const twins = [...twinsOf(roles), ...twinsOf(organizations)];
      return twins.length === 0
        ? {
            is: 'ok',
            message: 'No two roles or organizations have names that differ only in case.',
          }
        : { is: 'note', message: `Names that differ only in case: ${twins.join(', ')}.` };
    }),
  ]);
}

/** The types that ids name once they are decoded. */
const types = (all: readonly { readonly id: string }[]): string =>
  [...new Set(all.map(({ id }) => decodeId(id)?.type ?? 'an unknown form'))].join(', ');

async function idPrefixes(client: ReadClient): Promise<Omit<Check, 'area' | 'code'>> {
  const rest = await client.list('/v2/organizations', 'organizations', {});
  const graphql = await readOrganizationIds(client);
  if (rest.length === 0)
    return { is: 'unknown', message: 'The account has no organization whose id could be checked.' };
  return types(rest) === types(graphql)
    ? {
        is: 'ok',
        message: `REST and GraphQL use the same ids for organizations (${types(rest)}).`,
      }
    : {
        is: 'ok',
        message: `REST and GraphQL use different ids for organizations (${types(rest)} and ${types(graphql)}): ids are compared by what they encode.`,
      };
}

function twinsOf(things: readonly { readonly name: string }[]): readonly string[] {
  const seen = new Map<string, string>();
  return things.flatMap(({ name }) => {
    const folded = canonicalName(name).toLowerCase();
    const twin = seen.get(folded);
    seen.set(folded, name);
    return twin === undefined ? [] : [`"${twin}" and "${name}"`];
  });
}
