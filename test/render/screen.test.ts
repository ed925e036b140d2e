import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Plan } from '../../src/model.ts';
import { plainStyle, renderPlan } from '../../src/render/index.ts';
import { settings } from '../repeated.ts';
import { deltaWith, drawnPlan, lossesOf, lost, people } from './drawnPlans.ts';
import { changed, gone, made, plan, ref } from './samples.ts';

const linesOf = (shown: Plan, width = 80, consent = false): readonly string[] =>
  renderPlan(shown, { style: plainStyle, width }, 'plan', consent).trimEnd().split('\n');

/** Two things that end for good, removals with and without an effect, cuts, an admin, and a team in six spaces. */
function everyday(): Plan {
  const held = { held: 'needs-consent' } as const;
  const block = gone(ref('user', 'jun.ito@example.com'), {}, { line: 335, ...held });
  const drop = gone(ref('space', 'search', 'vision-prod'), {}, { line: 336, ...held });
  const shut = changed(
    ref('space', 'search', 'pricing-prod'),
    { private: false },
    { private: true },
    { line: 245, effect: 'reduces' },
  );
  const shutOut = people(13).map((person) => lost(person, 'pricing-prod', shut));
  const spaces = ['alpha', 'beta', 'gamma', 'delta', 'epsilon', 'zeta'];
  const team = spaces.flatMap((space) =>
    people(4, 40).map((person) =>
      made(ref('space_member', 'search', space, person), { role: 'member' }, { line: 400 }),
    ),
  );
  return plan({
    changes: [
      block,
      drop,
      gone(
        ref('space_member', 'search', 'vision-dev', 'ines@example.com'),
        { role: 'member' },
        { line: 304, ...held },
      ),
      {
        ...gone(
          ref('space_member', 'search', 'vision-dev', 'elif@example.com'),
          { role: 'member' },
          { line: 304, ...held },
        ),
        noEffect: 'the space is public',
      },
      shut,
      changed(
        ref('role', 'Prompt Engineer'),
        { permissions: ['PROMPT_UPDATE'] },
        { permissions: ['DATASET_READ'] },
        { line: 83, effect: 'reduces' },
      ),
      changed(
        ref('space_member', 'search', 'ranking-eval', 'hugo@example.com'),
        { role: 'member' },
        { role: 'admin' },
        { line: 159 },
      ),
      made(ref('user', 'pat@example.com'), { role: 'member', invite: 'email_link' }, { line: 51 }),
      made(
        ref('organization_member', 'search', 'pat@example.com'),
        { role: 'member' },
        { line: 52 },
      ),
      made(
        ref('space_member', 'search', 'vision-dev', 'pat@example.com'),
        { role: 'member' },
        { line: 53 },
      ),
      ...team,
    ],
    access: {
      asRun: deltaWith(...shutOut),
      withConsent: {
        ...deltaWith(
          ...shutOut,
          ...people(19, 20).map((person) => lost(person, 'vision-prod', drop)),
          lost('jun.ito@example.com', 'vision-prod', block),
        ),
        losingAll: [{ person: 'jun.ito@example.com', causes: [block.address] }],
      },
    },
    untouched: [],
  });
}

describe('a plan of many changes in few lines', () => {
  test.each([60, 80, 120])('at %i columns', async (width) => {
    const lines = linesOf(everyday(), width);
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(`golden/screen-${width}.txt`);
  });

  test('fits a terminal of 24 lines', () => {
    expect(linesOf(everyday()).length).toBeLessThanOrEqual(24);
  });
});

test('the last 24 lines say what is destroyed, what cannot be undone and who loses everything', () => {
  fc.assert(
    fc.property(drawnPlan, fc.constantFrom(60, 80, 120), (shown, width) => {
      const lines = linesOf(shown, width);
      expect(lines.length).toBeLessThanOrEqual(42);
      const end = lines.slice(-24).join(' ').replaceAll(/\s+/g, ' ');
      const destroyed = shown.changes.filter(({ effect }) => effect === 'destroys').length;
      const lasting = shown.changes.filter(({ irreversible }) => irreversible !== undefined).length;
      const { losingAll, changes } = shown.access.withConsent;
      const losing = new Set(changes.map(({ person }) => person)).size;
      const wanted = [
        `${destroyed} to destroy`,
        ...(lasting > 0 ? [`(${lasting} cannot be undone)`] : []),
        ...lossesOf(losing, losingAll.length),
      ];
      expect(wanted.filter((each) => !end.includes(each))).toEqual([]);
    }),
    settings(500, 50),
  );
});
