import type { Change, Verdict } from '../../model.ts';

/** The verdict of a rule that any of these changes would break. */
export const verdict = (
  rule: Verdict['rule'],
  scope: string,
  blocking: readonly Change[],
  messages: { readonly ok: string; readonly blocked: string },
): Verdict => {
  const blocked = blocking.length > 0;
  return {
    rule,
    scope,
    verdict: blocked ? 'blocked' : 'ok',
    message: blocked ? messages.blocked : messages.ok,
    changes: blocking.map(({ address }) => address),
  };
};
