import type { Sandbox } from '../../src/sandbox/index.ts';
import type { Meddling } from './weather.ts';

interface Listed {
  readonly id: string;
  readonly name?: string;
  readonly email?: string;
  readonly is_predefined?: boolean;
  readonly resource_id?: string;
}

const choose = <T>(list: readonly T[], index: number): T | undefined =>
  list.length === 0 ? undefined : list[index % list.length];

const words = ['ADMIN', 'MEMBER', 'READ_ONLY'] as const;

/**
 * Somebody else changes the account by hand, by the same rules: what Arize refuses them, they do not do. Nobody who runs
 * the tool is touched, so that it can still be run.
 */
export async function meddle(sandbox: Sandbox, { what, who, where }: Meddling): Promise<void> {
  const [key] = sandbox.keys();
  const ask = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await sandbox.handle(
      new Request(`http://127.0.0.1${path}`, {
        method,
        headers: { authorization: `Bearer ${key?.key}`, 'content-type': 'application/json' },
        ...(body && { body: JSON.stringify(body) }),
      }),
    );
    const text = await response.text();
    return text === '' ? undefined : JSON.parse(text);
  };
  const list = async (path: string, name: string): Promise<readonly Listed[]> => {
    const answer = new Map<string, unknown>(Object.entries(Object(await ask('GET', path))));
    const found = answer.get(name);
    return Array.isArray(found) ? found : [];
  };
  const [first, second] = sandbox.keys().map(({ email }) => email);
  const people = (await list('/v2/users?limit=100', 'users')).filter(
    ({ email }) => email !== first && email !== second,
  );
  const person = choose(people, who);
  const organization = choose(await list('/v2/organizations?limit=100', 'organizations'), where);
  const space = choose(await list('/v2/spaces?limit=100', 'spaces'), where);
  const role = { type: 'PREDEFINED', name: choose(words, what) };
  switch (what % 8) {
    case 0:
      if (person && organization)
        await ask('POST', `/v2/organizations/${organization.id}/users`, {
          user_id: person.id,
          role,
        });
      break;
    case 1:
      if (person && organization)
        await ask('DELETE', `/v2/organizations/${organization.id}/users/${person.id}`);
      break;
    case 2:
      if (person && space)
        await ask('POST', `/v2/spaces/${space.id}/users`, { user_id: person.id, role });
      break;
    case 3:
      if (person && space) await ask('DELETE', `/v2/spaces/${space.id}/users/${person.id}`);
      break;
    case 4: {
      const binding = choose(
        await list('/v2/role-bindings?limit=100&resource_type=SPACE', 'role_bindings'),
        who,
      );
      if (binding) await ask('DELETE', `/v2/role-bindings/${binding.id}`);
      break;
    }
    case 5:
      if (space) await ask('PATCH', `/v2/spaces/${space.id}`, { is_private: who % 2 === 0 });
      break;
    case 6:
      await ask('POST', '/v2/roles', { name: `By hand ${who % 3}`, permissions: ['PROJECT_READ'] });
      break;
    default: {
      const custom = (await list('/v2/roles?limit=100', 'roles')).filter(
        (each) => !each.is_predefined,
      );
      const edited = choose(custom, who);
      if (edited)
        await ask('PATCH', `/v2/roles/${edited.id}`, { permissions: ['TAG_READ', 'PROJECT_READ'] });
    }
  }
}
