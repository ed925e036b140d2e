import { aboutJson, wayJson } from './answers.ts';
import { placeJson } from './access.ts';
import { originsOf } from '../words/answers.ts';
import type { WhoCanAnswer } from '../words/whoCan.ts';

/** Who gets into a place. */
export function whoCanJson({ asked, place, action, people }: WhoCanAnswer, tool: string): object {
  const origin = originsOf(asked);
  return {
    schema: 'ax-access/who-can@1',
    tool,
    ...aboutJson(asked),
    resource: placeJson(place.ref),
    action: action === undefined ? null : action.is === 'admin' ? 'admin' : action.permission,
    complete: place.known,
    people: people.map(({ person, service, status, standing, paths, sure }) => ({
      person,
      ...(service && { service: true }),
      ...(status && { status }),
      sure,
      levels: standing.levels,
      permissions: [...standing.permissions].toSorted(),
      ways: paths.map((path) => wayJson(path, origin(path.item))),
    })),
  };
}
