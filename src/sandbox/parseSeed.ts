import type { ErrorObject } from 'ajv';
import { validate } from 'validators:sandbox-seed';
import type { Seed, SeedProblem } from './seed.ts';
import { seedProblems } from './seedCheck.ts';

/** A seed that cannot be used; the message names every fault and its place. */
export class SeedError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SeedError';
  }
}

function pathOf(error: ErrorObject): string[] {
  const parts = error.instancePath.split('/').slice(1);
  return parts.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function schemaProblem(error: ErrorObject): SeedProblem {
  const params: Record<string, unknown> = error.params;
  const extra = params['additionalProperty'];
  if (typeof extra === 'string') {
    return { path: [...pathOf(error), extra], message: `\`${extra}\` is not a known key here` };
  }
  const allowed = params['allowedValues'];
  const choices = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : '';
  return { path: pathOf(error), message: `${error.message ?? 'is not valid'}${choices}` };
}

/** A seed, or all of its problems. */
export function checkSeed(value: unknown): { seed: Seed } | { faults: SeedProblem[] } {
  if (!validate(value)) return { faults: (validate.errors ?? []).map(schemaProblem) };
  const faults = seedProblems(value);
  return faults.length > 0 ? { faults } : { seed: value };
}

/**
 * Checks a seed that has been read already. Throws a SeedError that names every fault by its path;
 * `source` says where the value came from.
 */
export function parseSeed(value: unknown, source: string): Seed {
  const checked = checkSeed(value);
  if ('seed' in checked) return checked.seed;
  const lines = checked.faults.map(({ path, message }) => {
    const place = path.length === 0 ? '' : ` at ${path.join(' > ')}`;
    return `${source}${place}: ${message}`;
  });
  throw new SeedError(lines.join('\n'));
}
