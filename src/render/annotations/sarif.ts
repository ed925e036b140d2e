import type { Position, Problem } from '../../document/problem.ts';
import { visible } from '../../text.ts';

/**
 * Problems of a file as SARIF 2.1.0, which code scanning shows at the lines. A rule is a problem's code, which stays the
 * same between releases, so that GitHub knows a finding again.
 */
export function sarif(problems: readonly Problem[], tool: string): object {
  const codes = [...new Set(problems.map(({ code }) => code))].toSorted();
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'ax-access',
            version: tool,
            rules: codes.map((id) => ({ id, shortDescription: { text: sentenceOf(id) } })),
          },
        },
        columnKind: 'unicodeCodePoints',
        results: problems.map((problem) => resultOf(problem, codes)),
      },
    ],
  };
}

function resultOf(problem: Problem, codes: readonly string[]): object {
  const { code, severity, message, suggestion, position, related, id } = problem;
  const named = id === undefined ? message : `${message} [${id}]`;
  const text = suggestion === undefined ? named : `${named} (${suggestion})`;
  return {
    ruleId: code,
    ruleIndex: codes.indexOf(code),
    level: severity === 'notice' ? 'note' : severity,
    message: { text: visible(text) },
    // The same problem on another line keeps it, and `accepted` names it.
    ...(id !== undefined && { partialFingerprints: { 'axAccessId/v1': id } }),
    locations: position === undefined ? [] : [locationOf(position, problem.length)],
    ...(related && {
      relatedLocations: related.map((each, index) => ({
        id: index + 1,
        message: { text: visible(each.message) },
        ...locationOf(each.position, undefined),
      })),
    }),
  };
}

const locationOf = ({ file, line, column }: Position, length: number | undefined): object => ({
  physicalLocation: {
    artifactLocation: { uri: uriOf(file) },
    region: {
      startLine: line,
      startColumn: column,
      ...(length !== undefined && { endColumn: column + length }),
    },
  },
});

/** A path as a relative URI. */
const uriOf = (file: string): string =>
  file.replaceAll('\\', '/').split('/').map(encodeURIComponent).join('/');

/** `unknown-key` as a sentence: `Unknown key`. */
const sentenceOf = (code: string): string => {
  const text = code.replaceAll('-', ' ');
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
};
