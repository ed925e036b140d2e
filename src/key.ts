import type { Key } from './model.ts';

/** The parts of a key by their names: `[organization, space, project or e-mail]`, the parents first. */

/** What an item is called in what it sits in. */
export const ownName = (key: Key): string => key.at(-1) ?? '';

/** Whom a grant, or an entry under `users`, is about. */
export const emailIn = (key: Key): string => key.at(-1) ?? '';

/** What an item sits in is called. */
export const placeName = (key: Key): string => key.at(-2) ?? '';

/** The organization that an item is, or is in, by its name. */
export const organizationIn = (key: Key): string => key[0] ?? '';
