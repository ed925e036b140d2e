import { aboutJson, wayJson } from './answers.ts';
import { placeJson } from './access.ts';
import { originsOf } from '../words/answers.ts';
import type { AccessAnswer } from '../words/access.ts';

/** Everything that a person has access to, for programs. */
export function accessJson(
  { asked, state, person, account, reached }: AccessAnswer,
  tool: string,
): object {
  const origin = originsOf(asked);
  return {
    schema: 'ax-access/access@1',
    tool,
    ...aboutJson(asked),
    person,
    in_account: account !== undefined,
    ...(account?.service && { service: true }),
    ...(account?.status && { status: account.status }),
    complete: [...state.places.values()].every(({ known }) => known),
    access: reached.map(({ place, standing, paths, sure }) => ({
      resource: placeJson(place.ref),
      sure,
      levels: standing.levels,
      permissions: [...standing.permissions].toSorted(),
      ways: paths.map((path) => wayJson(path, origin(path.item))),
    })),
  };
}
