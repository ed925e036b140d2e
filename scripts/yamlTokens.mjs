// The lexer and the parser of `yaml`, with calls instead of generators: what one would yield, it passes to its `emit`.
// Large files spent nearly all their time creating generators, nested for each token, and on garbage collection.
// `yaml:tokens` is a module for the bundler, and for the tests, which run the sources. test/document/tokens.test.ts
// compares it with the package.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const name = 'yaml:tokens';
const folder = fileURLToPath(new URL('../node_modules/yaml/browser/dist/parse/', import.meta.url));

/** A plugin for Rolldown and Vite. */
export function yamlTokens() {
  return {
    name: 'yaml-tokens',
    resolveId: (id) => (id === name ? `\0${name}` : undefined),
    load: (id) => (id === `\0${name}` ? { code: made(), moduleSideEffects: false } : undefined),
  };
}

function made() {
  return [
    `import { BOM, DOCUMENT, FLOW_END, SCALAR, tokenType } from ${JSON.stringify(`${folder}cst.js`)};`,
    withCalls(classOf('lexer.js', 'Lexer')),
    // Joins the two, and uses what they yield.
    withCalls(replaced(classOf('parser.js', 'Parser'), /^ {4}\*parse\([^]*?^ {4}\}\n/m, '')),
    'export { Lexer, Parser };',
  ].join('\n');
}

/** The code of a module, without comments, imports and exports. */
function classOf(file, exported) {
  const text = readFileSync(`${folder}${file}`, 'utf8').replaceAll(/\/\*[^]*?\*\//g, '');
  const own = text.replaceAll(/^import .*\n/gm, '');
  return replaced(own, `export { ${exported} };\n`, '');
}

function withCalls(code) {
  const called = code
    .replaceAll(/^ {4}\*(?=\w+\()/gm, '    ')
    .replaceAll('yield* ', '')
    .replaceAll(/\byield ([^;]+);/g, 'this.emit($1);');
  const [left] = called.match(/.*(?:\byield\b|\bfunction\s*\*|^\s*\*).*/m) ?? [];
  if (left !== undefined) throw new Error(`No call can be made of this part of yaml: ${left}`);
  return called;
}

function replaced(code, part, by) {
  const without = code.replace(part, by);
  if (without === code) throw new Error(`This part of yaml is missing: ${part}`);
  return without;
}
