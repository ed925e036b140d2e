import { expect, test } from 'vitest';
import { plainStyle, renderPlan } from '../../src/render/index.ts';
import { planOf } from '../account/compare.ts';

/** Both may see the project from above. */
const seed = (projects: string): string =>
  `organizations: {P: {members: {mei@x.org: member, raj@x.org: member}, spaces: {s: {private: true, bindings: {mei@x.org: Project Viewer, raj@x.org: Project Viewer}, projects: {${projects}}}}}}`;

const file = (projects: string): string =>
  `organizations: {P: {spaces: {s: {projects: {${projects}}}}}}`;

async function linesOf(account: string, wanted: string): Promise<string> {
  const plan = await planOf(account, wanted, { consent: true });
  const layout = { style: plainStyle, width: 100 };
  return renderPlan(plan, layout, 'plan', true).replaceAll(/ +/g, ' ');
}

const shut = 'q: {restricted: true, bindings: {mei@x.org: Project Editor}}';

test('a restriction gives no access: a grant beside it does', async () => {
  expect(await linesOf(seed('q: {}'), file(shut))).toMatch(
    /^ \+ restrict project q raj@x\.org loses access :2$/m,
  );
});

test('lifting a restriction takes no access: the end of a grant beside it does', async () => {
  expect(await linesOf(seed(shut), file('q: {restricted: false, bindings: {}}'))).toMatch(
    /^ - unrestrict project q raj@x\.org gains access :2$/m,
  );
});
