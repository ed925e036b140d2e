import type { CST, YAMLError } from 'yaml';
import type { Problem } from './problem.ts';
import { openTokens } from './openTokens.ts';
import type { SourceText } from './sourceText.ts';
import { inWords, unclosed } from './syntaxWords.ts';

/** The errors of the YAML parser, in plain words. */
export interface SyntaxProblems {
  readonly problems: Problem[];
  /** Sorted offsets of mistakes that affect one value each. */
  readonly damaged: readonly number[];
  /** The offset after which the structure of the document cannot be trusted. */
  readonly brokenFrom: number;
}

/**
 * Turns the parser's errors and warnings into problems: at most one per line, without those that only follow
 * from an earlier one.
 */
export function syntaxProblems(
  errors: readonly YAMLError[],
  source: SourceText,
  tokens: readonly CST.Token[],
): SyntaxProblems {
  const problems: Problem[] = [];
  const damaged: number[] = [];
  let brokenFrom = Infinity;
  const takeOpen = openings(errors, tokens);
  const lines = new Set<number>();
  const starts = new Set<number>();
  const tabbed = tabbedLines(errors, source);
  let streamBroken = false;

  for (const error of [...errors].toSorted((a, b) => a.pos[0] - b.pos[0])) {
    const start = unclosed.test(error.message) ? error.pos[0] : firstText(source, error.pos[0]);
    const { line } = source.position(start);
    if (tabbed.has(line) || (tabbed.has(line - 1) && layout.has(error.code))) continue;
    const inStream = error.message.includes('in YAML stream');
    if (inStream && streamBroken) continue;
    streamBroken ||= inStream;

    const rest = source.text.slice(start, source.line(start).end);
    const said = inWords({ error, source, start, rest, takeOpen });
    const [from, to] = said.range ?? [start, Math.max(error.pos[1], start + 1)];
    if (starts.has(from)) continue;
    starts.add(from);
    if (said.spoils === 'value') damaged.push(start);
    else if (said.spoils === undefined) {
      brokenFrom = Math.min(brokenFrom, from);
      if (lines.has(line)) continue;
      lines.add(line);
    }
    const { code, message, suggestion } = said;
    problems.push({
      severity: 'error',
      code,
      message,
      ...source.mark(from, to),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }

  const [firstTab] = tabbed.values();
  if (firstTab !== undefined) {
    brokenFrom = Math.min(brokenFrom, firstTab);
    problems.push(tabProblem(source, firstTab, tabbed.size));
  }
  return { problems, damaged, brokenFrom };
}

/**
 * Returns a function that, called with ascending offsets, takes the nearest unclosed opening before each.
 * Each opening is taken once.
 */
function openings(
  errors: readonly YAMLError[],
  tokens: readonly CST.Token[],
): (before: number) => number | undefined {
  const all = errors.some(({ message }) => unclosed.test(message)) ? openTokens(tokens) : [];
  const waiting = all.toReversed();
  const passed: number[] = [];
  return (before) => {
    for (let next = waiting.at(-1); next !== undefined && next < before; next = waiting.at(-1)) {
      passed.push(next);
      waiting.pop();
    }
    return passed.pop();
  };
}

/** Errors about the layout of lines. Next to a tab, they are consequences of the tab. */
const layout = new Set<YAMLError['code']>([
  'BAD_INDENT',
  'BLOCK_AS_IMPLICIT_KEY',
  'MULTILINE_IMPLICIT_KEY',
  'MISSING_CHAR',
]);

/** Returns the lines, with their offsets, where a leading tab causes an error. */
function tabbedLines(errors: readonly YAMLError[], source: SourceText): Map<number, number> {
  const tabbed = new Map<number, number>();
  if (!errors.some(({ code }) => code === 'TAB_AS_INDENT' || layout.has(code))) return tabbed;
  for (const { pos } of errors) {
    const start = firstText(source, pos[0]);
    const { start: lineStart } = source.line(start);
    const indentation = source.text.slice(lineStart, start);
    if (indentation.trim() !== '' || !indentation.includes('\t')) continue;
    tabbed.set(source.position(start).line, lineStart + indentation.indexOf('\t'));
  }
  return new Map([...tabbed].toSorted(([a], [b]) => a - b));
}

/** Reports lines that are indented with tabs. */
export function tabProblem(source: SourceText, offset: number, count: number): Problem {
  const lines =
    count > 1
      ? `this line and ${count - 1} more are indented with tabs`
      : 'this line is indented with a tab';
  const tabs = /^\t+/.exec(source.text.slice(offset, offset + 100))?.[0].length ?? 1;
  return {
    severity: 'error',
    code: 'tab-indentation',
    message: `${lines}; YAML requires spaces`,
    ...source.mark(offset, offset + tabs),
    suggestion: 'replace each leading tab with two spaces',
  };
}

/** The parser often points after the last text it understood. The actual mistake is in the next text. */
function firstText(source: SourceText, offset: number): number {
  const blank = /(?:\s+|(?<=(?:^|\n)[ \t]*)#[^\n]*)*/y;
  blank.lastIndex = offset;
  const skipped = blank.exec(source.text)?.[0].length ?? 0;
  return offset + skipped < source.text.length ? offset + skipped : offset;
}
