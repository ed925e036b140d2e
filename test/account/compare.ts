import { expect } from 'vitest';
import { diff } from '../../src/diff/diff.ts';
import { limitsOf } from '../../src/limits.ts';
import type { Difference, LimitValues, Plan } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { FileProblemsError } from '../../src/document/problem.ts';
import type { Seed } from '../../src/sandbox/index.ts';
import { openAccount } from './account.ts';
import { short } from './lines.ts';
import { liveOf } from './live.ts';
import { desiredFrom, seedFrom } from './seed.ts';
import type { Account, Looked } from './seed.ts';
import type { Shows } from './shown.ts';

interface Options {
  readonly today?: string;
  readonly behaviour?: Shows;
}

interface Assertions {
  readonly assertRoles?: boolean;
}

interface Consent {
  readonly consent?: boolean;
  readonly flags?: LimitValues;
}

/** A long run holds every account that a test asks for to what reading it from the sandbox gives. */
const isChecked = Number(process.env['TEST_SCALE']) >= 1;

/**
 * The account of a seed as an admin of it reads it, without a server. What depends on a server, or on another caller, is
 * looked at through `openAccount`.
 */
export const accountOf = (seed: string | Seed, behaviour: Shows = {}): Account => ({
  async look(file, today) {
    const desired = desiredFrom(file, today);
    const account = typeof seed === 'string' ? seedFrom(seed) : seed;
    const live = await liveOf(account, desired, behaviour);
    if (isChecked && typeof seed === 'string') {
      const read = await openAccount(seed, { behaviour }).look(file, today);
      expect(live).toStrictEqual(read.live);
    }
    return { desired, live };
  },
});

/** What separates an account from a file that was looked at. */
export const differenceIn = (
  { desired, live }: Looked,
  { assertRoles }: Assertions = {},
): Difference => diff(desired, live, assertRoles === undefined ? {} : { assertRoles });

/** The plan for an account and a file that were looked at. */
export function planIn({ desired, live }: Looked, { consent = false, flags }: Consent = {}): Plan {
  const limits = limitsOf(desired, flags);
  const difference = diff(desired, live, { limits });
  return plan(difference, desired, live, { allowDestructive: consent, limits });
}

/** What separates an account from a file. */
export const differenceOf = async (
  seed: string,
  file: string,
  options: Options & Assertions = {},
): Promise<Difference> =>
  differenceIn(await accountOf(seed, options.behaviour).look(file, options.today), options);

/** The plan for an account and a file. */
export const planOf = async (
  seed: string,
  file: string,
  options: Options & Consent = {},
): Promise<Plan> =>
  planIn(await accountOf(seed, options.behaviour).look(file, options.today), options);

/** What people are told when a file and an account contradict each other. */
export async function problemsOf(seed: string, file: string): Promise<readonly string[]> {
  try {
    await differenceOf(seed, file);
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    return error.problems.map(({ position, message, suggestion = '' }) =>
      short(`${position?.line ?? '?'}: ${message} ${suggestion}`.trim()),
    );
  }
  return [];
}
