import { grantMaps, grantTo, spacesOf } from './desk.ts';
import type { Desk } from './desk.ts';
import { isSame } from './file.ts';
import type { Grant, Grants } from './file.ts';

/** Keeps the rules about people: in `users`, in the organization, annotators everywhere or nowhere. */
export function repair(desk: Desk): void {
  const { file, seed } = desk;
  const accountRole = (email: string): string | undefined => {
    const [, known] = Object.entries(seed.users).find(([each]) => isSame(each, email)) ?? [];
    const [, listed] = [...(file.users ?? [])].find(([each]) => isSame(each, email)) ?? [];
    return known?.role ?? listed?.role;
  };
  const membersOf = (map: Grants): readonly (readonly [string, Grant])[] =>
    [...map].flatMap(([key, grant]) => {
      if (key.includes('@')) return [[key, grant] as const];
      const team = file.teams.get(key) ?? [];
      return team.map((email) => [email, grant] as const);
    });
  // Somebody brought by a team with a role of another sort is named, which counts more.
  for (const { map, kind } of grantMaps(desk)) {
    for (const [email, grant] of membersOf(map)) {
      const isAnnotator = accountRole(email) === 'annotator';
      if (kind === 'binding') {
        if (isAnnotator && map.has(email)) map.delete(email);
      } else if (isAnnotator && !('any' in grant)) {
        grantTo(map, email, { word: 'annotator' });
      } else if (!isAnnotator && 'word' in grant && grant.word === 'annotator') {
        grantTo(map, email, { word: 'member' });
      }
    }
  }
  for (const { each, space } of spacesOf(desk)) {
    for (const [email, grant] of membersOf(space.members ?? new Map<string, Grant>())) {
      if (space.members && 'custom' in grant) {
        const bound =
          space.bindings && membersOf(space.bindings).some(([other]) => isSame(other, email));
        if (bound)
          grantTo(space.members, email, {
            word: accountRole(email) === 'annotator' ? 'annotator' : 'member',
          });
      }
      if (each.members && !membersOf(each.members).some(([other]) => isSame(other, email))) {
        each.members.set(email, {
          word: accountRole(email) === 'annotator' ? 'annotator' : 'member',
        });
      }
    }
  }
  if (!file.users) return;
  const everybody = [
    ...grantMaps(desk)
      .flatMap(({ map }) => membersOf(map))
      .map(([email]) => email),
    ...[...file.teams.values()].flat(),
  ];
  for (const email of everybody) {
    if ([...file.users.keys()].some((each) => isSame(each, email))) continue;
    const known = Object.entries(seed.users).find(([each]) => isSame(each, email))?.[1];
    file.users.set(email, {
      name: known?.name ?? 'New',
      role: known?.role ?? 'member',
      invite: 'none',
    });
  }
}
