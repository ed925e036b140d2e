import type { SandboxOptions, Sandbox } from '../../src/sandbox/index.ts';
import { globalId } from '../../src/sandbox/ids.ts';
import { openSandbox, parseSeed } from '../../src/sandbox/index.ts';

/** A small account with a person for every rule. */
export const seed = parseSeed(
  {
    account: { name: 'Example Corp' },
    keys: {
      'admin-key': 'jane@example.com',
      'orgadmin-key': 'omar@example.com',
      'member-key': 'raj@example.com',
      'annotator-key': 'ann@example.com',
      'bot-key': 'ci@bots.example.com',
    },
    users: {
      'jane@example.com': { name: 'Jane', role: 'admin' },
      'omar@example.com': { name: 'Omar', role: 'member' },
      'raj@example.com': { name: 'Raj', role: 'member' },
      'ann@example.com': { name: 'Ann', role: 'annotator', developer: true },
      'ci@bots.example.com': { name: 'ci', role: 'member', bot: true },
      'ivy@example.com': { name: 'Ivy', role: 'member', status: 'invited' },
      'eve@example.com': { name: 'Eve', role: 'member', status: 'expired' },
      'gone@example.com': { name: 'Gone', role: 'member', status: 'inactive' },
      'pat@example.com': { name: 'Pat', role: 'member' },
    },
    roles: {
      Reader: { description: 'Reads', permissions: ['PROJECT_READ'] },
      Writer: { permissions: ['PROJECT_READ', 'PROJECT_UPDATE'] },
    },
    organizations: {
      Platform: {
        members: {
          'jane@example.com': 'admin',
          'omar@example.com': 'admin',
          'raj@example.com': 'member',
          'ann@example.com': 'annotator',
          'ci@bots.example.com': 'member',
          'pat@example.com': 'read-only',
        },
        spaces: {
          alpha: {
            private: true,
            members: {
              'jane@example.com': 'admin',
              'omar@example.com': 'member',
              'raj@example.com': 'member',
              'ann@example.com': 'annotator',
            },
            bindings: { 'raj@example.com': 'Reader', 'ci@bots.example.com': 'Writer' },
            projects: {
              fraud: { restricted: true, bindings: { 'raj@example.com': 'Reader' } },
              chat: {},
              churn: { type: 'ml' },
            },
          },
          open: { members: { 'raj@example.com': 'read-only' } },
        },
      },
      Lab: { spaces: { alpha: {} } },
    },
    saml: [
      {
        domains: ['example.com'],
        sync: true,
        fallback: { organization: 'Platform', role: 'member' },
        mappings: [
          {
            attributes: { group: 'ml' },
            organization: { name: 'Platform', role: 'member' },
            spaces: [
              { space: 'alpha', role: 'read-only' },
              { organization: 'Lab', space: 'alpha', role: 'Reader' },
            ],
            projects: [{ space: 'alpha', project: 'fraud', role: 'Project Viewer' }],
          },
        ],
      },
    ],
  },
  'world',
);

/** Ids follow from the order in the seed. The four predefined roles come before the custom ones. */
export const ids = {
  jane: globalId('User', 1),
  omar: globalId('User', 2),
  raj: globalId('User', 3),
  ann: globalId('User', 4),
  ci: globalId('User', 5),
  ivy: globalId('User', 6),
  eve: globalId('User', 7),
  gone: globalId('User', 8),
  pat: globalId('User', 9),
  viewer: globalId('Role', 1),
  reader: globalId('Role', 5),
  writer: globalId('Role', 6),
  platform: globalId('AccountOrganization', 1),
  lab: globalId('AccountOrganization', 2),
  alpha: globalId('Space', 1),
  open: globalId('Space', 2),
  labAlpha: globalId('Space', 3),
  fraud: globalId('Model', 1),
  chat: globalId('Model', 2),
  churn: globalId('Model', 3),
  unknownPerson: globalId('User', 999),
  nowhere: globalId('Space', 999),
};

export interface Answer {
  status: number;
  body: unknown;
  headers: Headers;
}

export interface World {
  sandbox: Sandbox;
  /** A REST request, sent as the account admin unless another key is given; null sends none. */
  send(method: string, path: string, body?: unknown, key?: string | null): Promise<Answer>;
  /** A GraphQL query. */
  ask(
    query: string,
    variables?: Record<string, unknown>,
    key?: string | null,
  ): Promise<{ status: number; body: unknown }>;
}

export function open(options: SandboxOptions = {}): World {
  const sandbox = openSandbox({ seed, ...options });
  return {
    sandbox,
    async send(method, path, body, key = 'admin-key') {
      const request = new Request(`http://sandbox${path}`, {
        method,
        headers: key === null ? {} : { authorization: `Bearer ${key}` },
        ...(body === undefined
          ? {}
          : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const response = await sandbox.handle(request);
      const text = await response.text();
      const parsed: unknown = text === '' ? undefined : JSON.parse(text);
      return { status: response.status, body: parsed, headers: response.headers };
    },
    async ask(query, variables = {}, key = 'admin-key') {
      const request = new Request('http://sandbox/graphql', {
        method: 'POST',
        headers: key === null ? {} : { 'x-api-key': key },
        body: JSON.stringify({ query, variables }),
      });
      const response = await sandbox.handle(request);
      return { status: response.status, body: await response.json() };
    },
  };
}
