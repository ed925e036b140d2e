import { describe, expect, test } from 'vitest';
import { plan } from '../../src/plan/plan.ts';
import { diff } from '../../src/diff/diff.ts';
import type { SandboxOptions } from '../../src/sandbox/index.ts';
import { openAccount } from '../account/account.ts';
import { lineOf } from '../account/lines.ts';

/** Arize restricts generative projects alone, and answers 422 for others: a plan has to know before. */

const seed = `organizations: {P: {members: {raj@x.org: member}, spaces: {s: {projects: {
  churn: {type: ml}, chat: {}, forecast: {type: ml}}}}}}`;
const file = (projects: string, rest = ''): string =>
  `organizations: {P: {${rest} spaces: {s: {projects: {${projects}}}}}}`;
const restrict = 'churn: {restricted: true}, chat: {restricted: true}, forecast: {}';

async function planned(text: string, intercept?: SandboxOptions['intercept']) {
  const account = openAccount(seed, intercept && { intercept });
  const { desired, live } = await account.look(text);
  const { queries } = count(account);
  const made = plan(diff(desired, live), desired, live, { allowDestructive: false });
  return { changes: made.changes.map(lineOf), manual: made.manual, queries };
}

const count = ({ sandbox }: ReturnType<typeof openAccount>) => ({
  queries: sandbox.log().filter(({ operation }) => operation === 'ProjectTypes').length,
});

/** Spoils the answers about types alone. */
const without =
  (answer: (text: string) => Response): NonNullable<SandboxOptions['intercept']> =>
  async (request, next) => {
    const isAbout = (await request.clone().text()).includes('ProjectTypes');
    const response = await next();
    return isAbout ? answer(await response.text()) : response;
  };

describe('a project that is to be restricted', () => {
  test('is no change where it is tabular, and the plan says why; the others go on', async () => {
    const { changes, manual } = await planned(file(restrict));
    expect(changes).toEqual(['+ project/P/s/chat/restriction {}']);
    expect(manual).toEqual([
      {
        address: 'project/P/s/churn/restriction',
        kind: 'project_restriction',
        cause: 'unsafe',
        message:
          'Arize can only restrict generative projects, and this one is "ml". Remove `restricted: true`.',
        source: expect.objectContaining({ file: 'access.yaml' }),
      },
    ]);
  });

  test.each<[string, string]>([
    ['that the file restricts not', 'churn: {}, chat: {restricted: false}'],
    ['that the run makes', 'fresh: {create: true, restricted: true}'],
  ])('nothing is asked about one %s', async (_, projects) => {
    expect((await planned(file(projects))).queries).toBe(0);
  });

  test('all of them are asked about at once', async () => {
    const all = 'churn: {restricted: true}, chat: {restricted: true}, forecast: {restricted: true}';
    const { manual, queries } = await planned(file(all));
    expect(manual.map(({ address }) => address)).toEqual([
      'project/P/s/churn/restriction',
      'project/P/s/forecast/restriction',
    ]);
    expect(queries).toBe(1);
  });

  test('where it is only observed, is a difference like any other', async () => {
    const { manual } = await planned(file(restrict, 'manage: {restrictions: observe},'));
    expect(manual).toEqual([]);
  });

  test.each<[string, (text: string) => Response]>([
    [
      'has a type that this release does not know',
      (text) => new Response(text.replace('"ml"', '"agent"')),
    ],
    ['has none', (text) => new Response(text.replace('"ml"', 'null'))],
    [
      'is on a server that does not show types',
      () =>
        Response.json({
          errors: [{ message: 'Cannot query field "projectType" on type "Model".' }],
        }),
    ],
  ])('that %s is left to Arize', async (_, answer) => {
    const { changes, manual } = await planned(file(restrict), without(answer));
    expect(changes).toEqual([
      '+ project/P/s/chat/restriction {}',
      '+ project/P/s/churn/restriction {}',
    ]);
    expect(manual).toEqual([]);
  });
});
