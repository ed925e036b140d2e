import { Composer, isMap, isScalar, isSeq } from 'yaml';
import type { CST, Document } from 'yaml';
import { Lexer, Parser } from 'yaml:tokens';
import type { Problem } from './problem.ts';
import { locatedDocument } from './locatedDocument.ts';
import type { LocatedDocument } from './locatedDocument.ts';
import { sourceText } from './sourceText.ts';
import type { SourceText } from './sourceText.ts';
import { syntaxProblems, tabProblem } from './syntaxProblems.ts';
import type { SyntaxProblems } from './syntaxProblems.ts';
import { deepest, readTree, tooDeep } from './tree.ts';

export type { LocatedDocument, YamlPath } from './locatedDocument.ts';

/** How all YAML is read, including parts that are read on their own. */
export const yamlOptions = {
  // Set explicitly, so that a %YAML directive cannot bring back the booleans of YAML 1.1.
  schema: 'core',
  merge: false,
  resolveKnownTags: false,
  // Both are checked while the values are read: the parser's own checks are quadratic in the size of a map.
  uniqueKeys: false,
  prettyErrors: false,
  logLevel: 'silent',
} as const;

// Text of 20 MB can contain millions of brackets. This many tokens, or 300,000 memberships, easily fit in
// memory.
const mostTokens = 3_000_000;

/**
 * Reads one YAML document (1.2 core schema with merge keys) and reports everything wrong with it at once. It
 * returns a document, even with problems, whenever its structure is certain; values with a problem are then
 * missing from it.
 * @param file the name to use in positions
 */
export function parseYaml(
  text: string,
  file: string,
): { document?: LocatedDocument; problems: Problem[] } {
  const source = sourceText(text, file);
  const conflict = mergeConflict(source);
  if (conflict !== undefined) return { problems: [conflict] };
  const problems = controlCharacters(source);
  const composed = compose(source);
  problems.push(...composed.problems);
  if (!('syntax' in composed)) return { problems };
  const { contents, syntax } = composed;
  if (!isMap(contents)) {
    if (composed.problems.length === 0) problems.push(notAMap(source, contents));
    return { problems };
  }
  const { tree, problems: found } = readTree(contents, source, syntax.damaged);
  // Problems after a structural mistake may be mere consequences of it.
  const isCertain = ({ position }: Problem): boolean =>
    position === undefined ||
    syntax.brokenFrom === Infinity ||
    isBefore(position, source.position(syntax.brokenFrom));
  problems.push(...found.filter(isCertain));
  if (tree === undefined || syntax.brokenFrom < Infinity) return { problems };
  return { document: locatedDocument(source, tree), problems };
}

/** The problem for a file without content. */
export function emptyFile(file: string): Problem {
  return {
    severity: 'error',
    code: 'empty-file',
    message: `${file} is empty or has only comments`,
    suggestion: 'begin with the line "version: 1"',
  };
}

function isBefore(
  a: { line: number; column: number },
  b: { line: number; column: number },
): boolean {
  return a.line < b.line || (a.line === b.line && a.column < b.column);
}

/** Thrown to stop at a text that is too deep or too long, because the next steps are recursive. */
class TooMuchError extends Error {}

/** Splits the text into tokens, as far as they are neither too deep nor too many. */
function tokenize(source: SourceText): { tokens: CST.Token[]; problem?: Problem } {
  const parser = new Parser();
  const lexer = new Lexer();
  const tokens: CST.Token[] = [];
  let count = 0;
  // The stack also contains the document itself, and perhaps a scalar at its top.
  const isDeep = (): boolean => parser.stack.length > deepest + 2;
  parser.emit = (token) => {
    tokens.push(token);
  };
  lexer.emit = (lexeme) => {
    parser.next(lexeme);
    count += 1;
    if (count > mostTokens || isDeep()) throw new TooMuchError();
  };
  try {
    lexer.lex(source.text);
    parser.end();
    return { tokens };
  } catch (error) {
    if (!(error instanceof TooMuchError)) throw error;
  }
  const tab = isDeep() ? tabIndentation(source) : undefined;
  if (tab !== undefined) return { tokens, problem: tab };
  const said = isDeep()
    ? tooDeep
    : {
        code: 'too-large',
        message: `more than ${mostTokens.toLocaleString('en')} YAML tokens up to here`,
        suggestion: 'split the file into several, and name them under `include`',
      };
  const mark = source.mark(parser.offset - 1, parser.offset);
  return { tokens, problem: { severity: 'error', ...said, ...mark } };
}

/** With tabs, every line can look deeper to the parser than the one above. */
function tabIndentation(source: SourceText): Problem | undefined {
  const tabs = Array.from(source.text.matchAll(/^ *(?=\t[ \t]*[^\s#])/gm));
  const [first] = tabs;
  if (first === undefined) return undefined;
  return tabProblem(source, first.index + first[0].length, tabs.length);
}

/** A text in which there is nothing to read. */
interface Unreadable {
  readonly problems: readonly Problem[];
}

interface Composed extends Unreadable {
  readonly contents: Document.Parsed['contents'];
  readonly syntax: SyntaxProblems;
}

/** What the parser makes of a text. Its tokens take more memory than all else, and nothing after this needs them. */
function compose(source: SourceText): Unreadable | Composed {
  const { tokens, problem } = tokenize(source);
  if (problem !== undefined) return { problems: [problem] };
  const [document] = new Composer(yamlOptions).compose(tokens);
  const extra = secondDocument(source, tokens) ?? [];
  if (document === undefined) return { problems: [extra, emptyFile(source.file)].flat() };
  const { errors, warnings, contents } = document;
  const syntax = syntaxProblems([...errors, ...warnings], source, tokens);
  return { contents, syntax, problems: [extra, syntax.problems].flat() };
}

function secondDocument(source: SourceText, tokens: readonly CST.Token[]): Problem | undefined {
  const second = tokens.filter((token) => token.type === 'document')[1];
  if (second === undefined) return undefined;
  const { start, end } = source.line(second.offset);
  return {
    severity: 'error',
    code: 'second-document',
    message: 'a second YAML document begins here, but a file can have only one',
    ...source.mark(Math.max(start, second.offset), end),
    suggestion: 'remove this line, or move what follows to another file',
  };
}

function notAMap(source: SourceText, contents: Document.Parsed['contents']): Problem {
  const [start, end] = contents?.range ?? [0, 0];
  if (contents === null || (isScalar(contents) && start === end)) return emptyFile(source.file);
  const found = isSeq(contents) ? 'a list' : 'a single value';
  return {
    severity: 'error',
    code: 'not-a-map',
    message: `expected keys at the top of the file, found ${found}`,
    ...source.mark(start, end),
    suggestion: 'begin with the line "version: 1", and put the content under keys',
  };
}

/** Git's conflict markers would otherwise cause a flood of other problems. */
function mergeConflict(source: SourceText): Problem | undefined {
  const start = /^<{7}(?: .*)?$/m.exec(source.text);
  if (start === null || !/^>{7}(?: |\r?$)/m.test(source.text)) return undefined;
  return {
    severity: 'error',
    code: 'merge-conflict',
    message: 'unresolved Git merge conflict',
    ...source.mark(start.index, start.index + start[0].length),
    suggestion: 'choose one version, and remove the lines with <<<<<<<, ======= and >>>>>>>',
  };
}

/** YAML allows none of these, and in a name they could forge parts of a report. */
function controlCharacters(source: SourceText): Problem[] {
  const found = source.text.matchAll(/(?:(?![\t\n\r\u0085])\p{Cc})+/gu);
  return Array.from(found, ({ index, 0: run }) => {
    const code = (run.codePointAt(0) ?? 0).toString(16).padStart(2, '0');
    return {
      severity: 'error',
      code: 'control-character',
      message: `invisible control character (U+00${code.toUpperCase()})`,
      ...source.mark(index, index + run.length),
      suggestion: `remove it; if it is intended, write "\\x${code}" in double quotes`,
    };
  });
}
