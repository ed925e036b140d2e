import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Parser } from 'yaml';
import { Lexer as LexerOfCalls, Parser as ParserOfCalls } from 'yaml:tokens';
import { settings } from '../repeated.ts';

/** What the package makes of a text. */
const generated = (text: string): readonly unknown[] => [...new Parser().parse(text)];

/** The same by calls in place of generators. */
function called(text: string): readonly unknown[] {
  const [lexer, parser] = [new LexerOfCalls(), new ParserOfCalls()];
  const tokens: unknown[] = [];
  parser.emit = (token) => {
    tokens.push(token);
  };
  lexer.emit = (lexeme) => {
    parser.next(lexeme);
  };
  lexer.lex(text);
  parser.end();
  return tokens;
}

const texts = [
  ...readdirSync('test/load/file')
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `test/load/file/${name}`),
  'access.yaml',
  'action.yml',
  '.github/workflows/ci.yml',
  'examples/several-organizations/access.yaml',
].map((path) => readFileSync(path, 'utf8'));

test('the tokens of the files here are those that the package makes', () => {
  expect(texts.length).toBeGreaterThan(20);
  expect(texts.map(called)).toEqual(texts.map(generated));
});

const pieces =
  'a|b c|jane@example.com|: |:|- |? |, |{|}|[|]|"|\'|\\|&x |*x|!!str |!|# no|#|\n|\n  |\n    |\n\n| |  |\t|\r\n|---|\n---\n|...|\n...\n|%YAML 1.2\n|<<: |>-\n|>2\n|~|ä|😀|\ufeff|@|`|%|\u0085|0x1f|null'
    .split('|')
    .concat('|', '|\n', '|+1\n');

test('and so are the tokens of any text', () => {
  const anyText = fc
    .array(fc.constantFrom(...pieces), { maxLength: 30 })
    .map((parts) => parts.join(''));
  const mangled = fc
    .tuple(fc.constantFrom(...texts), fc.nat(), fc.nat({ max: 9 }), fc.constantFrom(...pieces))
    .map(([text, at, length, piece]) => {
      const from = at % (text.length + 1);
      return `${text.slice(0, from)}${piece}${text.slice(from + length)}`;
    });
  fc.assert(
    fc.property(fc.oneof(anyText, mangled), (text) => {
      expect(called(text)).toEqual(generated(text));
    }),
    settings(5_000),
  );
});
