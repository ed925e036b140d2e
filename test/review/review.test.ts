import { expect, test } from 'vitest';
import { read } from '../../src/read/read.ts';
import { reviewOf } from '../../src/review/review.ts';
import { openAccount } from '../account/account.ts';
import { short } from '../account/lines.ts';

/** Who gets into what, a line each: person, place, role, way, and what is to be known. */
async function rowsOf(seed: string): Promise<readonly string[]> {
  const live = await read(openAccount(seed).writer());
  return reviewOf(live, undefined, []).map((row) =>
    short(
      [
        row.person,
        [row.organization, row.space, row.project].filter((part) => part !== '').join('/') || '-',
        row.role,
        row.path,
        row.kind === 'service' ? 'service' : '',
        row.note,
      ]
        .filter((part) => part !== '')
        .join(' | '),
    ),
  );
}

const users = `users:
  jane@x.org: {name: Jane, role: admin}
  raj@x.org: {name: Raj, role: member}
  mei@x.org: {name: Mei, role: member, status: invited}
  eve@x.org: {name: Eve, role: member, status: expired}
  bot@x.org: {name: traces, role: member, bot: true}
`;

test('everybody in every place by every way, bots and open invitations too', async () => {
  const seed = `${users}
organizations:
  P:
    members: {raj@x.org: member, mei@x.org: read-only, bot@x.org: member}
    spaces:
      open: {}
      shut:
        private: true
        members: {raj@x.org: member, bot@x.org: member}
        projects:
          secret: {restricted: true, bindings: {mei@x.org: Project Viewer}}
`;
  expect(await rowsOf(seed)).toEqual([
    'bot | - | member | granted here | service',
    'bot | P | member | granted here | service',
    'bot | P/open | member | open to members of organization P | service',
    'bot | P/shut | member | granted here | service',
    'eve | - | member | granted here | invitation expired',
    'jane | - | admin | granted here',
    'jane | P | admin | admin of the account',
    'jane | P/open | admin | admin of the account',
    'jane | P/shut | admin | admin of the account',
    'jane | P/shut/secret | admin | admin of the account',
    'mei | - | member | granted here | pending invitation',
    'mei | P | read-only | granted here | pending invitation',
    'mei | P/open | read-only | open to members of organization P | pending invitation',
    'mei | P/shut/secret | Project Viewer | granted here | pending invitation',
    'raj | - | member | granted here',
    'raj | P | member | granted here',
    'raj | P/open | member | open to members of organization P',
    'raj | P/shut | member | granted here',
  ]);
});

test('what is inherited names where it was given', async () => {
  const seed = `${users}
roles: {R: {permissions: [PROJECT_READ]}}
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {private: true, bindings: {raj@x.org: R}, projects: {p: {}}}}}}
`;
  const rows = await rowsOf(seed);
  expect(rows.filter((row) => row.startsWith('raj | P/s'))).toEqual([
    'raj | P/s | R | granted here',
    'raj | P/s/p | R | granted in space P / s',
  ]);
});
