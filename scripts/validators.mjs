// JSON Schema checks as code, generated when ax-access is built: compiling them at every start took longer than the
// rest of `validate`. `validators:access` is a module for the bundler, and for the tests, which run the sources.
// `validators:access/shape` contains the rules of the schema without its texts for people.
import { readFileSync } from 'node:fs';
import { Ajv, Name, _ } from 'ajv';
import standalone from 'ajv/dist/standalone/index.js';

// A test checks that the schemas are valid.
const always = { meta: false, validateSchema: false, code: { source: true, esm: true } };

/** A single branch may lack what its parents say, such as a type, so it is not compiled in strict mode. */
const words = { allErrors: true, verbose: true, allowUnionTypes: true };
const modules = {
  'validators:access': () => whole('access', { ...words, strict: true, strictRequired: false }),
  'validators:access/shape': () => shape('access'),
  'validators:access/branches': () => branches('access', { ...words, strict: false }),
  'validators:sandbox-seed': () => whole('sandbox-seed', { allErrors: true, strict: true }),
  'validators:saved-plan': () => whole('saved-plan', { strict: false }),
};

/** A plugin for Rolldown and Vite. */
export function validators() {
  return {
    name: 'validators',
    resolveId: (id) => (Object.hasOwn(modules, id) ? `\0${id}` : undefined),
    load(id) {
      const made = id.startsWith('\0') ? modules[id.slice(1)] : undefined;
      return made === undefined ? undefined : { code: made(), moduleSideEffects: false };
    },
  };
}

/** A module that exports the schema, and `validate` of it. */
function whole(name, options) {
  const schema = schemaOf(name);
  const ajv = new Ajv({ ...options, ...always });
  const validate = ajv.compile(schema);
  refer([validate], schema);
  const code = standalone.default(ajv, validate);
  return `export const schema = ${JSON.stringify(schema)};\n${runnable(code)}`;
}

/** A module that exports the rules of a schema. Node parses JSON in a string faster than the same data as code. */
function shape(name) {
  const text = JSON.stringify(demandsOf(schemaOf(name)));
  return `export const shape = JSON.parse(${JSON.stringify(text)});`;
}

/** Keywords for people and editors, which check nothing. */
const notes = ['title', 'description', 'examples', 'default'];
/** Keywords whose keys are names, and keywords whose values are not schemas. */
const maps = ['properties', '$defs'];
const values = ['enum', 'const', 'required'];

function demandsOf(part) {
  if (Array.isArray(part)) return part.map(demandsOf);
  if (typeof part !== 'object' || part === null) return part;
  const keywords = Object.entries(part).filter(([keyword]) => !notes.includes(keyword));
  return mapped(keywords, (given, keyword) => {
    if (values.includes(keyword)) return given;
    return maps.includes(keyword) ? mapped(Object.entries(given), demandsOf) : demandsOf(given);
  });
}

const mapped = (entries, change) =>
  Object.fromEntries(entries.map(([name, value]) => [name, change(value, name)]));

/** A module that exports `branches`: a check for each branch of an `anyOf` or `oneOf`, by its JSON pointer. */
function branches(name, options) {
  const schema = schemaOf(name);
  const ajv = new Ajv({ ...options, ...always }).addSchema(schema, 'schema');
  const pointers = [...partsOf(schema).values()]
    .map((steps) => steps.map(escaped).join('/'))
    .filter((pointer) => /\/(?:any|one)Of\/\d+$/.test(pointer));
  const refs = Object.fromEntries(pointers.map((each, i) => [`branch${i}`, `schema#/${each}`]));
  refer(
    Object.values(refs).map((ref) => ajv.getSchema(ref)),
    schema,
  );
  const entries = pointers.map((each, i) => `${JSON.stringify(`/${each}`)}: branch${i},`);
  return [
    `import { schema } from 'validators:${name}';`,
    runnable(standalone.default(ajv, refs)),
    `export const branches = {${entries.join('')}};`,
  ].join('\n');
}

/** The draft and the address of a schema are for editors; the check does not need them. */
function schemaOf(name) {
  const path = new URL(`../schema/${name}.schema.json`, import.meta.url);
  const { $schema: _draft, $id: _id, ...schema } = JSON.parse(readFileSync(path, 'utf8'));
  return schema;
}

/** The steps to each part of a schema. */
function partsOf(part, steps = [], found = new Map()) {
  if (typeof part !== 'object' || part === null || found.has(part)) return found;
  found.set(part, steps);
  for (const [key, inner] of Object.entries(part)) partsOf(inner, [...steps, key], found);
  return found;
}

/**
 * Makes compiled functions refer to parts of the schema that the module exports, instead of to copies: messages are
 * found by looking up such a part.
 */
function refer(compiled, schema) {
  const parts = partsOf(schema);
  const seen = new Set();
  const sources = compiled.map(({ source }) => source);
  while (sources.length > 0) {
    const { scopeValues } = sources.pop();
    for (const { value } of scopeValues.schema ?? []) {
      const steps = parts.get(value.ref);
      if (steps === undefined) throw new Error('A part of the schema is not in it.');
      value.code = steps.reduce((code, step) => _`${code}[${step}]`, new Name('schema'));
    }
    for (const { value } of scopeValues.validate ?? []) {
      // A function, or an object that will contain one: schemas that refer to each other are compiled later.
      const source = value.ref.source ?? value.ref.validate?.source;
      if (source === undefined || seen.has(source)) continue;
      seen.add(source);
      sources.push(source);
    }
  }
}

/** The two functions of Ajv that compiled code calls, without CommonJS. */
function runnable(code) {
  const own = code
    .replaceAll('require("ajv/dist/runtime/equal").default', 'equal')
    .replaceAll('require("ajv/dist/runtime/ucs2length").default', '((text) => [...text].length)');
  const [left] = own.match(/\brequire\([^)]*\)/) ?? [];
  if (left !== undefined) throw new Error(`A validator needs ${left}, which is not built in here.`);
  return own.includes('equal') ? `import equal from 'fast-deep-equal';\n${own}` : own;
}

const escaped = (step) =>
  encodeURIComponent(String(step).replaceAll('~', '~0').replaceAll('/', '~1'));
