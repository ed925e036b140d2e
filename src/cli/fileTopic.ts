import { stringify } from 'yaml';
import type { SchemaKey } from '../document/schemaKeys.ts';
import { schemaKeys } from '../document/schemaKeys.ts';
import { closest } from '../document/suggest.ts';
import { fileSchema } from '../load/fileSchema.ts';
import { visible } from '../text.ts';
import { CliError } from './cliError.ts';
import type { Item, Page } from './helpPages.ts';

/** Keys that the example of a whole file shows. */
const inExample = ['version', 'users', 'organizations'];

/**
 * The page about the format of access.yaml, or about one key of it, made of the file's schema.
 * @param wanted a key such as `service_keys`, or a path such as `organizations.spaces.members`
 * @param top the keys at the top of the file
 * @throws CliError (usage) for an unknown key
 */
export function fileTopic(
  wanted: string | undefined,
  top: readonly SchemaKey[] = schemaKeys(fileSchema()),
): Page {
  if (wanted === undefined) return filePage(top);
  const steps = stepsOf(wanted);
  const all = allKeys(top);
  const found = all.filter(({ path }) => endsWith(path, steps));
  const exact = found.find(({ path }) => path.length === steps.length);
  if (exact !== undefined) return keyPage([exact], { found, all });
  const [first] = found;
  if (first === undefined) throw unknownKey(steps, all, top);
  const isOne = found.every((each) => isSame(each, first));
  return isOne ? keyPage(found, { found, all }) : placesPage(first.name, found);
}

function filePage(top: readonly SchemaKey[]): Page {
  const { description } = fileSchema();
  const example = Object.fromEntries(
    top.flatMap(({ name, schema }) =>
      inExample.includes(name) ? [[name, exampleOf(schema)]] : [],
    ),
  );
  return {
    head: 'access.yaml',
    text: plain(description),
    sections: [{ heading: 'Keys:', items: top.map(itemOf) }],
    end: `${exampleText(example)}\n\n"ax-access help file <key>" explains one key: ${helpFor('service_keys')}`,
  };
}

interface Known {
  /** The keys that a query matches. */
  readonly found: readonly SchemaKey[];
  readonly all: readonly SchemaKey[];
}

/** @param keys one key, at each of its paths */
function keyPage(keys: readonly SchemaKey[], { found, all }: Known): Page {
  const [key] = keys;
  if (key === undefined) throw new Error('A page about a key needs one.');
  const places = keys.flatMap(({ place }) => (place.length > 1 ? [place.slice(0, -1)] : []));
  const { each, schema } = key;
  const eachText = plain(each?.schema['description']);
  const others = apart(found).filter((other) => !isSame(other, key));
  const example = exampleOf(schema);
  const below = key.keys.find(({ keys: deeper }) => deeper.length > 0) ?? key.keys[0];
  const texts = [
    plain(schema['description']),
    each === undefined || eachText === '' ? '' : `Each ${each.name}: ${eachText}`,
    others.length === 0 ? '' : `Not the same as ${others.map(dotted).join(', ')}.`,
  ];
  return {
    head: [
      `${key.name}: ${key.type}${key.isRequired ? ', required' : ''}`,
      ...places.map((place) => `  in ${place.join('.')}`),
    ].join('\n'),
    text: texts.filter((text) => text !== '').join('\n\n'),
    sections:
      key.keys.length === 0
        ? []
        : [
            {
              heading: each === undefined ? 'Keys:' : `Keys of each ${each.name}:`,
              items: key.keys.map(itemOf),
            },
          ],
    end: [
      ...(example === undefined ? [] : [exampleText({ [key.name]: example })]),
      ...(below === undefined ? [] : [`To explain one key: ${helpFor(shortest(below, all))}`]),
    ].join('\n\n'),
  };
}

/** The page for a name that has different meanings in several maps. */
function placesPage(name: string, found: readonly SchemaKey[]): Page {
  const keys = apart(found);
  return {
    head: `${name}: ${keys.length} keys have this name`,
    text: '',
    sections: [
      {
        heading: 'Keys:',
        items: keys.map((key) => [dotted(key), sentence(plain(key.schema['description']))]),
      },
    ],
    end: `One of them: ${keys.slice(0, 1).map(dotted).map(helpFor).join('')}`,
  };
}

const helpFor = (path: string): string => `ax-access help file ${path}`;

/** Keys with different meanings, each by its shortest path. */
function apart(keys: readonly SchemaKey[]): readonly SchemaKey[] {
  const byLength = keys.toSorted((a, b) => a.path.length - b.path.length);
  const first = new Set(
    byLength.filter((key, index) => !byLength.slice(0, index).some((each) => isSame(each, key))),
  );
  return keys.filter((key) => first.has(key));
}

/** The end of a path that identifies the key, with the key above it. */
function shortest(key: SchemaKey, all: readonly SchemaKey[]): string {
  const { path } = key;
  const lengths = Array.from({ length: path.length }, (_, index) => index + 1);
  const enough = lengths.find((length) => {
    const steps = path.slice(-length);
    const found = all.filter((each) => endsWith(each.path, steps));
    return length > 1 && found.every((each) => isSame(each, key));
  });
  return path.slice(-(enough ?? path.length)).join('.');
}

/** The keys of a path, without chosen names: `organizations.<name>.spaces`. */
const stepsOf = (path: string): readonly string[] =>
  path.split('.').filter((step) => !/^(?:<.*>|\*|)$/.test(step.trim()));

const allKeys = (keys: readonly SchemaKey[]): readonly SchemaKey[] =>
  keys.flatMap((key) => [key, ...allKeys(key.keys)]);

const endsWith = (path: readonly string[], steps: readonly string[]): boolean =>
  steps.length > 0 &&
  steps.length <= path.length &&
  steps.every((step, index) => step === path[path.length - steps.length + index]);

const dotted = ({ path }: SchemaKey): string => path.join('.');

const isSame = (a: SchemaKey, b: SchemaKey): boolean =>
  JSON.stringify(a.schema) === JSON.stringify(b.schema);

function unknownKey(
  steps: readonly string[],
  all: readonly SchemaKey[],
  top: readonly SchemaKey[],
): CliError {
  const written = steps.join('.');
  const above = steps.slice(0, -1);
  const parent = all.find(({ path }) => endsWith(path, above));
  const siblings = parent?.keys ?? top;
  const near = closest(
    steps.at(-1) ?? '',
    siblings.map(({ name }) => name),
  );
  const meant =
    near === undefined || parent === undefined
      ? closest(
          written,
          all.flatMap((key) => [key.name, dotted(key)]),
        )
      : `${dotted(parent)}.${near}`;
  const isNear = parent === undefined || near !== undefined;
  const hint =
    isNear && meant !== undefined
      ? `Did you mean "${meant}"?`
      : `Its keys ${parent === undefined ? 'at the top' : `under ${dotted(parent)}`}: ${siblings.map(({ name }) => name).join(', ')}.`;
  return new CliError('usage', `access.yaml has no key "${visible(written)}".`, hint);
}

const itemOf = ({ name, schema, isRequired }: SchemaKey): Item => [
  name,
  `${isRequired ? 'Required. ' : ''}${sentence(plain(schema['description']))}`,
];

/** The first sentence of a text. */
const sentence = (text: string): string => /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;

/**
 * A description without Markdown syntax. A key such as `may` must not read as a word of the sentence, and `{}` must not look
 * like a string.
 */
const plain = (text: unknown): string =>
  typeof text === 'string' ? text.replaceAll(/`([\w -]+)`/g, '"$1"').replaceAll('`', '') : '';

function exampleOf({ examples, ...schema }: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(examples)) return examples[0];
  const words: unknown = schema['enum'];
  return Array.isArray(words) ? words[0] : schema['const'];
}

const exampleText = (value: unknown): string =>
  [
    'Example:',
    ...stringify(value, { lineWidth: 76 })
      .trimEnd()
      .split('\n')
      .map((line) => `  ${line}`),
  ].join('\n');
