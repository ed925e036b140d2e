import { kindOf, nameOf } from '../kinds/index.ts';
import type { Rule } from './rule.ts';

/**
 * Release 0.1.0 guarded a protected place and nothing inside it, so an entry that was written for it covers more now.
 * Whether it was can't be told from the file. To be dropped a release later.
 */
export const widerProtection: Rule = ({ document, selectors }) =>
  selectors.protected
    .filter(({ kind }) => kindOf(kind).access?.is === 'place')
    .map((entry) =>
      document.problem(entry.path, {
        severity: 'notice',
        code: 'protects-more',
        message: `this protects everything inside ${nameOf(entry)}, unlike in 0.1.0: members, bindings, restrictions, keys and the access people have there`,
        suggestion:
          'runs that remove any of it are blocked, except for exact requests by `removed`, `until`, "users offboard" or "keys revoke"',
      }),
    );
