import { expect, test } from 'vitest';
import { openAccount } from '../account/account.ts';
import { planIn } from '../account/compare.ts';
import { short } from '../account/lines.ts';

const seed = `
roles: {R: {permissions: [PROJECT_READ, PROJECT_UPDATE]}}
organizations: {P: {members: {raj@x.org: member}, spaces: {s: {private: true, bindings: {raj@x.org: R}}}}}`;

/** Cuts a role; the file names a space in which it is held, and says nothing of who is in there. */
const file = `
roles: {R: {permissions: [PROJECT_READ]}}
organizations: {P: {spaces: {s: {description: text}}}}`;

async function told(more: string) {
  const { access, guards } = planIn(await openAccount(seed).look(`${more}${file}`));
  const { changes, beyond } = access.asRun;
  return {
    lost: changes.map(({ person, place, lost }) =>
      short(`${person} ${place?.kind} ${place?.key.join('/')}: ${lost.join()}`),
    ),
    notJudged: beyond.map(({ person }) => short(person)),
    blocked: guards.filter(({ verdict }) => verdict === 'blocked').map(({ rule }) => rule),
  };
}

test('what a protected person would lose in a place that the file names is read, and told', async () => {
  expect(await told('protected: [{user: raj@x.org}]')).toEqual({
    lost: ['raj space P/s: PROJECT_UPDATE'],
    notJudged: [],
    blocked: ['protected'],
  });
});

test('where nobody is protected, it is not read for that', async () => {
  expect(await told('')).toEqual({ lost: [], notJudged: ['raj'], blocked: [] });
});
