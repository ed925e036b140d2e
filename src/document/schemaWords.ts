import { isRecord } from '../records.ts';
import type { ErrorObject } from 'ajv';
import type { YamlPath, ProblemInit } from './locatedDocument.ts';
import { anyOf, listed, quote, shown, withArticle } from './phrases.ts';
import { record, topOfFile } from './schemaIndex.ts';
import type { Schema, SchemaIndex } from './schemaIndex.ts';
import { examplesOf, isOpenMap, typesOf, wordsOf } from './schemaTypes.ts';
import { didYouMean } from './suggest.ts';

/** What was found at a path, and what is expected there. */
export interface SchemaError {
  readonly schema: Schema;
  readonly value: unknown;
  readonly path: YamlPath;
  /** The value as written in the file, including quotes. */
  readonly written: string | undefined;
  readonly index: SchemaIndex;
}

/** Reports a key that is not allowed, and what was probably meant. */
export function unknownKey(
  finding: SchemaError,
  key: string,
  allowed: readonly string[],
): ProblemInit {
  const said = { code: 'unknown-key', message: `unknown key ${quote(key)}`, what: 'key' } as const;
  const joined = joinedKey(key);
  if (joined !== undefined) return { ...said, suggestion: joined };
  const guess = didYouMean(key, allowed);
  if (guess !== undefined) return { ...said, suggestion: guess };
  const places = finding.index.places(key);
  if (places.some((place) => isAt(finding.path, place))) {
    return {
      ...said,
      suggestion: 'remove it: it cannot be combined with the other keys here',
    };
  }
  if (places.length > 0) {
    return {
      ...said,
      suggestion: `${quote(key)} belongs ${anyOf(places.slice(0, 2).map(whereIn))}`,
    };
  }
  const known = allowed.toSorted();
  return {
    ...said,
    suggestion: known.length === 0 ? 'remove it' : `allowed here: ${listed(known)}`,
  };
}

/** Where a key is allowed, for a sentence. */
const whereIn = (place: string): string =>
  place === topOfFile ? 'at the top of the file' : `under ${place}`;

/** Reports a missing key, or that all of several keys are missing of which one is needed. */
export function missingKey(
  { schema, path, index }: SchemaError,
  keys: readonly string[],
): ProblemInit {
  const last = path.at(-1);
  const subject =
    last === undefined ? 'the file' : typeof last === 'number' ? 'this item' : quote(last);
  const [key = ''] = keys;
  const wanted = index.resolve(record(schema['properties'])[key]);
  const choices = wordsOf(wanted);
  const [example] = choices.length > 1 ? [] : examplesOf(wanted);
  const line = example === undefined ? `"${key}:"` : `"${key}: ${example}"`;
  const choice = choices.length > 1 ? ` with ${anyOf(choices.map(shown))}` : '';
  return {
    code: 'missing-key',
    message: `${subject} needs ${keys.length === 1 ? 'the key' : 'one of the keys'} ${anyOf(keys.map(quote))}`,
    suggestion: keys.length === 1 ? `add ${line}${choice}` : 'add the one you mean',
    what: 'key',
  };
}

/** Reports a value of the wrong type. `schemas` are all that would be allowed. */
export function wrongType(finding: SchemaError, schemas: readonly Schema[]): ProblemInit {
  const { value, written, path } = finding;
  if (value === null) return nothingThere(finding, schemas);
  const expected = anyOf([...new Set(schemas.flatMap((schema) => expectedBy(schema, finding)))]);
  return {
    code: 'wrong-type',
    message: `expected ${expected}, found ${kindOf(value, written)}`,
    suggestion: howToWrite(schemas, value, written, path),
  };
}

/** Reports a value that is not one of the allowed ones. */
export function wrongWord({ value, written }: SchemaError, words: readonly unknown[]): ProblemInit {
  const names = words.filter((word) => typeof word === 'string');
  const code = 'wrong-word';
  if (typeof value !== 'string') {
    const quoted = written !== undefined && names.includes(written);
    return {
      code,
      message: `expected ${anyOf(words.map(shown))}, found ${kindOf(value, written)}`,
      ...(quoted ? { suggestion: `put it in quotes: "${written}"` } : {}),
    };
  }
  if (words.some((word) => typeof word !== 'string' && String(word) === value)) {
    return {
      code,
      message: `expected ${anyOf(words.map(shown))}, found the string ${quote(value)}`,
      suggestion: `write ${value} without quotes`,
    };
  }
  const guess = didYouMean(value, names);
  const all = listed(words.map(shown));
  return words.length <= 6 || guess === undefined
    ? { code, message: `${quote(value)} is not one of ${all}`, suggestion: guess }
    : { code, message: `${quote(value)} is not a known value`, suggestion: guess };
}

/** Reports an invalid string, or an invalid key. */
export function badText(finding: SchemaError, error: ErrorObject): ProblemInit {
  const { schema, index } = finding;
  const isKey = error.propertyName !== undefined;
  const text = error.propertyName ?? String(finding.value);
  const what = isKey ? { what: 'key' as const } : {};
  const [example] = examplesOf(index.resolve(schema));
  const like = example === undefined ? undefined : `write it like ${quote(example)}`;
  if (text.trim() === '') {
    return {
      code: 'empty-text',
      message: `the ${isKey ? 'name' : 'value'} is empty`,
      suggestion: like ?? (isKey ? 'write a name' : 'write a value, or omit the key'),
      ...what,
    };
  }
  if (error.keyword === 'maxLength' || error.keyword === 'minLength') {
    const limit = String(error.params['limit']);
    const bound = error.keyword === 'maxLength' ? 'at most' : 'at least';
    return {
      code: 'bad-length',
      message: `this has ${Array.from(text).length} characters; ${bound} ${limit} are allowed`,
      ...what,
    };
  }
  const noun = nounOf(schema);
  return {
    code: 'bad-text',
    message:
      noun === undefined
        ? `${quote(text)} does not have the expected format`
        : `${quote(text)} is not ${withArticle(noun)}`,
    suggestion: joinedKey(text) ?? like,
    ...what,
  };
}

/** Reports a list that needs at least one item. */
export function emptyList(finding: SchemaError): ProblemInit {
  const example = inlineExample([finding.schema]);
  return {
    code: 'empty-list',
    message: 'the list is empty',
    suggestion: example === undefined ? 'add an item' : `write it like ${example}`,
  };
}

/** Passes on what the validator says about rarer mistakes. */
export function otherwise(error: ErrorObject): ProblemInit {
  return {
    code: `schema-${kebab(error.keyword)}`,
    message: `this ${error.message ?? 'is invalid'}`,
  };
}

function nothingThere(finding: SchemaError, schemas: readonly Schema[]): ProblemInit {
  const { path, written } = finding;
  const last = path.at(-1);
  if (typeof last === 'number' || last === undefined) {
    return {
      code: 'nothing',
      message: 'this list item is empty',
      suggestion: 'remove it, or write a value',
    };
  }
  const isWritten = written !== undefined && written !== '';
  const joined = joinedKey(last);
  return {
    code: 'nothing',
    message: isWritten
      ? `${quote(last)} is ${written}, which is the same as no value`
      : `${quote(`${last}:`)} has no value`,
    suggestion: joined ?? whatToWrite(finding, schemas),
    what: isWritten ? 'value' : 'key',
  };
}

function whatToWrite(finding: SchemaError, schemas: readonly Schema[]): string {
  const key = String(finding.path.at(-1));
  const isRequired = finding.index.isRequired(key);
  // Omitting a name that people chose could remove the item of that name, so it is not suggested.
  const isName = finding.index.places(key).length === 0;
  const leave = isRequired || isName ? '' : ', or omit the key to leave it unmanaged';
  const types = schemas.flatMap((schema) => typesOf(schema));
  if (types.every((type) => type === 'object')) {
    if (!schemas.some((schema) => isOpenMap(schema))) {
      const example = schemas.some((schema) => 'required' in schema) && inlineExample(schemas);
      if (example) return `write it like ${example}${leave}`;
      return `write {} if it needs no settings${isName ? '' : ', or omit the key'}`;
    }
    const noun = collectionNoun(finding, schemas[0] ?? {});
    if (noun === undefined || isRequired) return `write {} if there are none${leave}`;
    return `write {} for no ${noun}, or omit the key to leave them unmanaged`;
  }
  if (types.every((type) => type === 'array')) return `write [] for none${leave}`;
  if (types.every((type) => type === 'boolean')) return `write true or false${leave}`;
  const words = schemas.flatMap((schema) => wordsOf(schema));
  if (words.length > 0) return `write ${anyOf(words.map(shown))}${leave}`;
  const [example] = schemas.flatMap((schema) => examplesOf(schema));
  return `write ${example === undefined ? 'a value' : `a value such as ${quote(example)}`}${leave}`;
}

function howToWrite(
  schemas: readonly Schema[],
  value: unknown,
  written: string | undefined,
  path: YamlPath,
): string | undefined {
  const types = schemas.flatMap((schema) => typesOf(schema));
  const words = schemas.flatMap((schema) => wordsOf(schema));
  if (typeof value === 'string') {
    if (types.includes('array')) {
      if (/^-\S/.test(value)) return 'put a space after each "-"';
      const example = inlineExample(schemas);
      if (example?.startsWith('[{') === true) return `write it like ${example}`;
      return `write a list: [${value
        .split(/\s*,\s*/)
        .map(plain)
        .join(', ')}]`;
    }
    if (types.includes('boolean')) {
      const yes = /^(?:true|yes|y|on)$/i.test(value);
      if (yes || /^(?:false|no|n|off)$/i.test(value)) {
        return /^["']/.test(written ?? '') ? `write ${yes} without quotes` : `write ${yes}`;
      }
    }
    if (types.some((type) => type === 'integer' || type === 'number') && /^-?\d+$/.test(value)) {
      return `write ${value} without quotes`;
    }
    return types.includes('object') ? (joinedKey(value) ?? asMap(schemas, value)) : undefined;
  }
  if (typeof value === 'number' || typeof value === 'boolean') {
    const text = written ?? String(value);
    const wouldFit = schemas.some((schema) => fitsPattern(schema, text));
    if (types.includes('string') && (words.length === 0 ? wouldFit : words.includes(text))) {
      return `put it in quotes: "${text}"`;
    }
    if (types.includes('string') && words.length === 0) return keyExample(schemas, path);
    return types.includes('boolean') ? 'write true or false' : undefined;
  }
  if (Array.isArray(value) && schemas.some((schema) => isOpenMap(schema))) {
    return 'write "name: value" lines, without "-" and "[ ]"';
  }
  if (!Array.isArray(value) && types.includes('array'))
    return 'write "- " before each item, or [a, b]';
  const map = types.includes('string') ? undefined : inlineExample(schemas);
  if (map?.startsWith('{') === true) return `write it like ${map}`;
  return keyExample(schemas, path);
}

/** Suggests a line with the key and an example value, or a list item. */
function keyExample(schemas: readonly Schema[], path: YamlPath): string | undefined {
  const key = path.at(-1);
  const [example] = schemas.flatMap((schema) => examplesOf(schema));
  if (example === undefined) return undefined;
  return `write it like ${typeof key === 'string' ? `"${key}: ${example}"` : quote(example)}`;
}

/** Whether a string would be allowed by the pattern of a schema, if it has one. */
const fitsPattern = (schema: Schema, text: string): boolean =>
  typesOf(schema).includes('string') &&
  (typeof schema['pattern'] !== 'string' || new RegExp(schema['pattern'], 'u').test(text));

/** Suggests how to write a lone string as the map that is expected. */
function asMap(schemas: readonly Schema[], value: string): string | undefined {
  if (schemas.some((schema) => isOpenMap(schema))) {
    return 'write indented "name: value" lines below the key';
  }
  const required = schemas[0]?.['required'];
  const key: unknown = Array.isArray(required) ? required[0] : undefined;
  if (
    typeof key === 'string' &&
    typesOf(record(record(schemas[0]?.['properties'])[key])).includes('string')
  ) {
    return `write it like {${key}: ${plain(value)}}`;
  }
  const example = inlineExample(schemas);
  return example === undefined ? undefined : `write it like ${example}`;
}

/** An example list or map, written on one line. */
function inlineExample(schemas: readonly Schema[]): string | undefined {
  const examples = schemas.flatMap(({ examples: given }) => (Array.isArray(given) ? given : []));
  return examples
    .filter((example: unknown) => isRecord(example) || Array.isArray(example))
    .map((example: unknown) => inline(example))
    .find((text) => text.length > 2 && text.length <= 80);
}

function inline(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((each: unknown) => inline(each)).join(', ')}]`;
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, each]) => `${plain(key)}: ${inline(each)}`);
    return `{${entries.join(', ')}}`;
  }
  return typeof value === 'string' ? plain(value) : String(value);
}

/** What is expected, for a sentence: "a map of members", "true or false". */
function expectedBy(schema: Schema, finding: SchemaError): string[] {
  const words = wordsOf(schema);
  if (words.length > 0) return words.map(shown);
  return typesOf(schema).map((type) => {
    switch (type) {
      case 'object': {
        const noun = isOpenMap(schema) ? collectionNoun(finding, schema) : undefined;
        return noun === undefined ? 'a map' : `a map of ${noun}`;
      }
      case 'array': {
        const noun = collectionNoun(finding, schema);
        return noun === undefined ? 'a list' : `a list of ${noun}`;
      }
      case 'string': {
        const noun = nounOf(schema);
        return noun === undefined ? 'a string' : withArticle(noun);
      }
      case 'boolean':
        return 'true or false';
      case 'integer':
        return 'a whole number';
      case 'number':
        return 'a number';
      default:
        return 'nothing';
    }
  });
}

/** What a map or list contains: its title, or its key if that is defined by the format. */
function collectionNoun({ path, index }: SchemaError, schema: Schema): string | undefined {
  if (typeof schema['title'] === 'string') return schema['title'];
  const last = path.at(-1);
  if (typeof last !== 'string' || !last.endsWith('s')) return undefined;
  if (index.places(last).length === 0) return undefined;
  return last.replaceAll('_', ' ');
}

function nounOf(schema: Schema): string | undefined {
  if (typeof schema['title'] === 'string') return schema['title'];
  const { pattern } = schema;
  return typeof pattern === 'string' && pattern.includes('@') ? 'e-mail address' : undefined;
}

function kindOf(value: unknown, written: string | undefined): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return `the string ${quote(value)}`;
  if (typeof value === 'number') return `the number ${(written ?? String(value)).slice(0, 60)}`;
  if (typeof value === 'boolean') return String(value);
  return value === null ? 'nothing' : 'a map';
}

/** To YAML, `jane@example.com:admin` is a single string: only a colon with a space after it ends a key. */
function joinedKey(text: string): string | undefined {
  const [, key, value] = /^([^\s:]+):([^\s:/][^:]*)$/.exec(text) ?? [];
  if (key === undefined || value === undefined) return undefined;
  return `put a space after the colon: "${key}: ${value}"`;
}

function plain(text: string): string {
  return /^[\w@.+ -]+$/.test(text) ? text : `"${text}"`;
}

function kebab(keyword: string): string {
  return keyword.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Whether a path is at a place such as `organizations.<name>`. List items count as being at the list. */
function isAt(path: YamlPath, place: string): boolean {
  const names = path.filter((step) => typeof step === 'string');
  const steps = place === topOfFile ? [] : place.split('.');
  return (
    names.length === steps.length &&
    steps.every((step, i) => step.startsWith('<') || step === names[i])
  );
}
