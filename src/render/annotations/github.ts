import type { Problem } from '../../document/problem.ts';
import { inert, visible } from '../../text.ts';

/** Problems of a file as commands that GitHub Actions turns into annotations at the lines. */
export const annotations = (problems: readonly Problem[]): string =>
  problems.map((problem) => `${annotation(problem)}\n`).join('');

function annotation({ severity, code, message, suggestion, position, id }: Problem): string {
  const place =
    position === undefined
      ? []
      : [`file=${property(position.file)}`, `line=${position.line}`, `col=${position.column}`];
  const properties = [...place, `title=${property(code)}`].join(',');
  const named = id === undefined ? message : `${message} [${id}]`;
  const text = suggestion === undefined ? named : `${named}\n${suggestion}`;
  return `::${severity} ${properties}::${data(text.split('\n').map(shown).join('\n'))}`;
}

/** Another CI that reads this log is not to find a command in it either. */
const shown = (text: string): string => inert(visible(text));

/** As the runner of GitHub takes texts apart: nothing in one can end it, or begin another command. */
const data = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const property = (text: string): string =>
  data(shown(text)).replaceAll(':', '%3A').replaceAll(',', '%2C');
