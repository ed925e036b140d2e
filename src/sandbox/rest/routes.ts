import type { Route } from './call.ts';
import { everyResource } from '../account.ts';

interface Pattern {
  route: Route;
  parts: string[];
}

/** REST v2 as the sandbox speaks it: the operations of every resource. */
const patterns: Pattern[] = everyResource
  .flatMap(({ routes = [] }) => routes)
  .map((route) => ({ route, parts: route.path.split('/') }));

/** A route and the values of its `{names}`. */
export interface Match {
  route: Route;
  params: Map<string, string>;
}

function matchParts(pattern: string[], parts: string[]): Map<string, string> | undefined {
  if (pattern.length !== parts.length) return undefined;
  const params = new Map<string, string>();
  for (const [index, expected] of pattern.entries()) {
    const part = parts[index] ?? '';
    if (expected.startsWith('{')) params.set(expected.slice(1, -1), part);
    else if (expected !== part) return undefined;
  }
  return params;
}

/** The operation that a method and an undecoded path mean; undefined when there is none. */
export function matchRoute(method: string, pathname: string): Match | undefined {
  const parts = pathname.split('/').map(decodePart);
  for (const { route, parts: pattern } of patterns) {
    const params = route.method === method ? matchParts(pattern, parts) : undefined;
    if (params !== undefined) return { route, params };
  }
  return undefined;
}

/** The methods that a path supports; none for an unknown path. */
export function methodsOf(pathname: string): readonly string[] {
  if (pathname === '/graphql') return ['POST'];
  const parts = pathname.split('/').map(decodePart);
  return patterns
    .filter(({ parts: pattern }) => matchParts(pattern, parts) !== undefined)
    .map(({ route }) => route.method);
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
