import { kindOf, nameOf } from '../kinds/index.ts';
import type { Rule } from './rule.ts';

/**
 * In 0.1.0 a protected resource did not protect what is inside it, so an entry from that time covers more
 * now. The file does not show when an entry was written. To be removed a release later.
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
