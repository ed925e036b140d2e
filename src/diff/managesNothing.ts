import type { Desired } from '../model.ts';

/** Whether a file was only begun: it lists nothing yet, so any account matches it. */
export const managesNothing = ({ items, expired, collections, removed, saml }: Desired): boolean =>
  items.length + expired.length + removed.length + collections.size === 0 && saml === undefined;
