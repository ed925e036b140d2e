import type { Problem } from '../../document/problem.ts';
import { sourceJson } from './source.ts';
import { failureJson } from './outcomes.ts';

/** What `schema` says: within a number, keys are only ever added. */
const errorSchema = 'ax-access/error@1';

/** Why there is no result. */
export interface Failure {
  readonly kind: string;
  readonly message: string;
  readonly hint?: string;
  /** Mistakes in the file. */
  readonly problems?: readonly Problem[];
  /** What could not be read, with the error of each. */
  readonly unread?: readonly {
    readonly kind: string;
    readonly scope: string;
    readonly error: Error;
  }[];
}

/** The one document of a command that failed, whichever command it was. */
export function errorJson({ kind, message, hint, problems, unread }: Failure): object {
  return {
    schema: errorSchema,
    error: {
      kind,
      message,
      ...(hint !== undefined && { hint }),
      ...(problems && { problems: problems.map(problemJson) }),
      ...(unread && {
        unread: unread.map((each) => ({
          kind: each.kind,
          scope: each.scope,
          error: failureJson(each.error),
        })),
      }),
    },
  };
}

const problemJson = (problem: Problem): object => ({
  severity: problem.severity,
  code: problem.code,
  message: problem.message,
  ...sourceJson(problem.position),
  ...(problem.suggestion !== undefined && { suggestion: problem.suggestion }),
  ...(problem.excerpt !== undefined && { excerpt: problem.excerpt }),
  ...(problem.related && {
    related: problem.related.map(({ message, position }) => ({ message, ...sourceJson(position) })),
  }),
});
