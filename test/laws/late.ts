import type { KindName, Plan } from '../../src/model.ts';

/** Kinds of which something destroyed may be a door that opens. */
const doors: readonly KindName[] = ['space', 'project_restriction'];

/**
 * Rights for which somebody may have to wait in a run, because what gives them is destructive and so comes last: a door
 * that opens, or a word that takes the place of a role. The plan announces that.
 */
export function isLate({ changes }: Pick<Plan, 'changes'>): (right: string) => boolean {
  const places = changes
    .filter(
      ({ kind, action, effect }) =>
        effect === 'destroys' && (doors.includes(kind) || action === 'update'),
    )
    .map(({ kind, key }) => (kind === 'project_restriction' ? key : key.slice(0, 2)))
    .map((place) => `,${JSON.stringify(place).slice(1, -1)},`);
  return (right) => places.some((place) => right.includes(place));
}
