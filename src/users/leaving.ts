import type { Edit, YamlPath } from '../writer/edit/edits.ts';
import { canonicalEmail, nameFrom, patternFor } from '../names.ts';
import { isRecord } from '../records.ts';

/**
 * The edits that remove a person from a file: from its people, teams, members, bindings and rules. A rule that is only
 * about this person stays as it is: without them it would be invalid, and its claim would be lost.
 * @param value of the file, as it was parsed
 */
export function withoutPerson(value: unknown, email: string): readonly Edit[] {
  const edits: Edit[] = [];
  const isMeant = (text: unknown): boolean =>
    typeof text === 'string' && text.includes('@') && canonicalEmail(text) === email;
  walk(value, []);
  return edits;

  function walk(inside: unknown, path: YamlPath): void {
    if (Array.isArray(inside)) {
      const kept = inside.filter(
        (item) => !isMeant(item) && !(isRecord(item) && isIgnored(item, path)),
      );
      if (kept.length === inside.length) return;
      // An empty team is valid; an empty list in a rule is not.
      if (kept.length === 0 && path.at(-1) === 'except') edits.push({ op: 'remove', path });
      else if (kept.length > 0 || path[0] !== 'rules') edits.push({ op: 'set', path, value: kept });
      return;
    }
    if (!isRecord(inside)) return;
    for (const [key, each] of Object.entries(inside)) {
      if (isMeant(key)) edits.push({ op: 'remove', path: [...path, key] });
      else walk(each, [...path, key]);
    }
  }

  function isIgnored({ user }: Readonly<Record<string, unknown>>, path: YamlPath): boolean {
    return path[0] === 'ignore' && isMeant(user);
  }
}

/** The edit that lists a person under `removed` in the main file, so that they are not added back by mistake. */
export function tombstoneFor(
  value: unknown,
  email: string,
  reason: string | undefined,
): readonly Edit[] {
  const removed = isRecord(value) ? value['removed'] : undefined;
  const list: readonly unknown[] = Array.isArray(removed) ? removed : [];
  const isThere = list.some(
    (entry) =>
      isRecord(entry) &&
      typeof entry['user'] === 'string' &&
      canonicalEmail(nameFrom(entry['user'])) === email,
  );
  if (isThere) return [];
  const entry = { user: patternFor(email), ...(reason !== undefined && { reason }) };
  return [{ op: 'set', path: ['removed'], value: [...list, entry] }];
}
