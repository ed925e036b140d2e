import type { Seed } from '../src/sandbox/index.ts';

/** The account of so many people as a seed of the sandbox. */
export function accountOf(
  people: number,
  more?: { readonly admins?: number; readonly publicShare?: number },
): Seed;

/** A space in the middle of that account. */
export function oneSpace(people: number): {
  readonly organization: string;
  readonly space: string;
};
