import type { ErrorObject, ValidateFunction } from 'ajv';
import { sortProblems } from './problem.ts';
import type { Problem } from './problem.ts';
import type { LocatedDocument, YamlPath, ProblemInit } from './locatedDocument.ts';
import { quote } from './phrases.ts';
import { isRecord } from '../records.ts';
import { indexSchema, record } from './schemaIndex.ts';
import type { Schema, SchemaIndex } from './schemaIndex.ts';
import { typeOf, typesOf, wordsOf } from './schemaTypes.ts';
import * as words from './schemaWords.ts';
import { closest } from './suggest.ts';

/** A JSON Schema with the function that validates a value against it. */
export interface Validator {
  readonly schema: object;
  readonly validate: ValidateFunction;
  /** The functions that validate a value against one branch of an `anyOf` or `oneOf`, by its JSON pointer. */
  readonly branches: Readonly<Record<string, ValidateFunction>>;
}

interface Checker {
  readonly index: SchemaIndex;
  /** Validates a value against one branch of the schema. */
  judge(branch: unknown, value: unknown): readonly ErrorObject[];
}

const checkers = new WeakMap<object, Checker>();

/**
 * Checks a document against a JSON Schema (keywords of draft 7, and `$defs`) and returns one problem for each
 * mistake, sorted. Every `$ref` must point into the schema itself. Its titles become nouns in messages:
 * singular for a string ("e-mail address"), plural for a map or list ("members"). Values that could not be
 * read are not checked.
 */
export function schemaProblems(document: LocatedDocument, validator: Validator): Problem[] {
  const { validate } = validator;
  if (validate(document.value)) return [];
  const found = new SchemaErrors(document, checkerOf(validator));
  found.explain(validate.errors ?? [], []);
  return sortProblems(found.problems);
}

function checkerOf({ schema, branches }: Validator): Checker {
  const known = checkers.get(schema);
  if (known !== undefined) return known;
  const index = indexSchema(record(schema));
  const checker: Checker = {
    index,
    judge(branch, value) {
      const pointer = index.pointer(branch) ?? '';
      const judgeBranch = branches[pointer];
      if (judgeBranch === undefined) throw new Error(`Nothing judges by #${pointer} alone.`);
      return judgeBranch(value) ? [] : (judgeBranch.errors ?? []);
    },
  };
  checkers.set(schema, checker);
  return checker;
}

/** Of several errors about one value, the first of these is the most specific. */
const ranks: readonly string[] = [
  'type',
  'const',
  'enum',
  'minLength',
  'maxLength',
  'pattern',
  'format',
];

const usesShown = 10;

class SchemaErrors {
  readonly problems: Problem[] = [];
  private readonly counts = new Map<string, number>();
  private readonly document: LocatedDocument;
  private readonly checker: Checker;

  constructor(document: LocatedDocument, checker: Checker) {
    this.document = document;
    this.checker = checker;
  }

  /** @param at the path of the value that was checked */
  explain(errors: readonly ErrorObject[], at: YamlPath): void {
    const all = withoutBranches(errors, this.checker.index);
    const own = all.filter((error) => this.isNew(error, at));
    const best = new Map<string, ErrorObject>();
    const meant = new Set<string>();
    const missing: ErrorObject[] = [];
    const named = new Set(own.filter((error) => error.propertyName !== undefined).map(markOf));
    for (const error of own) {
      const place = markOf(error);
      if (error.keyword === 'required') missing.push(error);
      else if (ranks.includes(error.keyword)) {
        const other = best.get(place);
        if (other === undefined || rank(error) < rank(other)) best.set(place, error);
      } else if (error.keyword === 'propertyNames') {
        const name = { ...error, propertyName: String(error.params['propertyName']) };
        if (!named.has(markOf(name))) this.say(error, at, words.otherwise(error));
      } else if (error.keyword === 'additionalProperties') {
        const key = this.unknownKey(error, at);
        if (key !== undefined) meant.add(`${error.instancePath}\n${key}`);
      } else this.other(error, at);
    }
    for (const error of best.values()) this.value(error, at);
    for (const error of missing) {
      const key = String(error.params['missingProperty']);
      // An unknown key that has been reported is this one, mistyped.
      if (!meant.has(`${error.instancePath}\n${key}`)) this.missingKeys(error, at, [key]);
    }
  }

  /** Values behind an alias are checked at every use. A few of the uses are enough to explain an error. */
  private isNew(error: ErrorObject, at: YamlPath): boolean {
    const { line, column } = this.document.locate([...at, ...this.pathOf(error, at)]);
    const { missingProperty, additionalProperty } = error.params;
    const subject = String(missingProperty ?? additionalProperty ?? '');
    const key = `${line}:${column}:${error.keyword}:${error.schemaPath}:${subject}`;
    const count = (this.counts.get(key) ?? 0) + 1;
    this.counts.set(key, count);
    return count <= usesShown;
  }

  private value(error: ErrorObject, at: YamlPath): void {
    const finding = this.finding(error, at);
    switch (error.keyword) {
      case 'type':
        return this.say(error, at, words.wrongType(finding, [finding.schema]));
      case 'const':
      case 'enum':
        return finding.value === null
          ? this.say(error, at, words.wrongType(finding, [finding.schema]))
          : this.say(error, at, words.wrongWord(finding, wordsOf(finding.schema)));
      default:
        return this.say(error, at, words.badText(finding, error));
    }
  }

  private other(error: ErrorObject, at: YamlPath): void {
    switch (error.keyword) {
      case 'anyOf':
      case 'oneOf':
        return this.branches(error, at);
      case 'uniqueItems':
        return this.repeatedItems(error, at);
      case 'minItems':
        return error.params['limit'] === 1
          ? this.say(error, at, words.emptyList(this.finding(error, at)))
          : this.say(error, at, words.otherwise(error));
      case 'if':
        return undefined;
      default:
        return this.say(error, at, words.otherwise(error));
    }
  }

  /** Explains why no branch fits, by the branch that was probably meant. */
  private branches(error: ErrorObject, at: YamlPath): void {
    const { index } = this.checker;
    const { value, path } = this.finding(error, at);
    const given: unknown[] = Array.isArray(error.schema) ? error.schema : [];
    const all = given.map((part) => ({ part, schema: index.resolve(part) }));
    const type = typeOf(value);
    const fitting = all.filter(({ schema }) => {
      const types = typesOf(schema);
      return (
        types.length === 0 ||
        types.includes(type) ||
        (type === 'integer' && types.includes('number'))
      );
    });
    const finding = this.finding(error, at);
    if (fitting.length === 0) {
      return this.say(
        error,
        at,
        words.wrongType(
          finding,
          all.map(({ schema }) => schema),
        ),
      );
    }
    if (isRecord(value)) return this.mapBranches(error, at, fitting, Object.keys(value));
    const choices = fitting.flatMap(({ schema }) => wordsOf(schema));
    if (choices.length > 0) return this.say(error, at, words.wrongWord(finding, choices));
    this.explainBranch(error, at, path, fitting[0]?.part);
  }

  private mapBranches(
    error: ErrorObject,
    at: YamlPath,
    branches: readonly { readonly part: unknown; readonly schema: Schema }[],
    keys: readonly string[],
  ): void {
    const { value, path } = this.finding(error, at);
    const scored = branches.map(({ part, schema }) => {
      const properties = record(schema['properties']);
      const errors = this.checker.judge(part, value);
      const fit = keys.filter((key) => Object.hasOwn(properties, key)).length;
      return { part, schema, properties, errors, fit };
    });
    const [best] = scored.toSorted((a, b) => b.fit - a.fit || a.errors.length - b.errors.length);
    if (best === undefined) return;
    const required = scored.map(({ errors }) =>
      errors.every(({ keyword }) => keyword === 'required')
        ? errors.map(({ params }) => String(params['missingProperty']))
        : undefined,
    );
    const lacks = required.flatMap((names) => names?.slice(0, 1) ?? []);
    if (lacks.length === scored.length && (best.fit === 0 || new Set(lacks).size > 1)) {
      return this.missingKeys(error, at, [...new Set(lacks)]);
    }
    if (best.fit > 0) return this.explainBranch(error, at, path, best.part);
    const allowed = [...new Set(scored.flatMap(({ properties }) => Object.keys(properties)))];
    const finding = this.finding(error, at);
    for (const key of keys) {
      this.problems.push(
        this.document.problem([...path, key], words.unknownKey(finding, key, allowed)),
      );
    }
  }

  private explainBranch(error: ErrorObject, at: YamlPath, path: YamlPath, part: unknown): void {
    const errors = this.checker.judge(part, this.finding(error, at).value);
    if (errors.length > 0) return this.explain(errors, path);
    this.say(error, at, {
      code: 'ambiguous',
      message: 'this matches more than one of the allowed forms',
      suggestion: 'keep only the keys of one form',
    });
  }

  /** Reports an unknown key and returns the key that was probably meant. */
  private unknownKey(error: ErrorObject, at: YamlPath): string | undefined {
    const key = String(error.params['additionalProperty']);
    const finding = this.finding(error, at);
    const allowed = Object.keys(record(finding.schema['properties']));
    const said = words.unknownKey(finding, key, allowed);
    this.problems.push(this.document.problem([...finding.path, key], said));
    return closest(key, allowed);
  }

  private missingKeys(error: ErrorObject, at: YamlPath, keys: readonly string[]): void {
    const finding = this.finding(error, at);
    if (keys.some((key) => this.document.unreadable([...finding.path, key]))) return;
    this.say(error, at, words.missingKey(finding, keys));
  }

  private repeatedItems(error: ErrorObject, at: YamlPath): void {
    const { value, path } = this.finding(error, at);
    const first = new Map<string, number>();
    for (const [i, item] of (Array.isArray(value) ? value : []).entries()) {
      const text = JSON.stringify(item);
      const known = first.get(text);
      if (known === undefined) {
        first.set(text, i);
        continue;
      }
      const name = typeof item === 'string' ? quote(item) : 'this item';
      this.problems.push(
        this.document.problem([...path, i], {
          code: 'repeated-item',
          message: `${name} is listed twice`,
          suggestion: 'remove one of them',
          related: [
            { message: 'first listed here', position: this.document.locate([...path, known]) },
          ],
        }),
      );
    }
  }

  private say(error: ErrorObject, at: YamlPath, said: ProblemInit): void {
    this.problems.push(this.document.problem(this.finding(error, at).path, said));
  }

  private finding(error: ErrorObject, at: YamlPath): words.SchemaError {
    const path = [...at, ...this.pathOf(error, at)];
    return {
      schema: isRecord(error.parentSchema) ? error.parentSchema : {},
      value: error.data,
      path,
      written: this.document.written(path),
      index: this.checker.index,
    };
  }

  private pathOf({ instancePath, propertyName }: ErrorObject, at: YamlPath): YamlPath {
    const steps = instancePath
      .split('/')
      .slice(1)
      .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));
    if (propertyName !== undefined) steps.push(propertyName);
    let value = at.reduce<unknown>(stepInto, this.document.value);
    return steps.map((step) => {
      const typed = Array.isArray(value) ? Number(step) : step;
      value = stepInto(value, typed);
      return typed;
    });
  }
}

function stepInto(value: unknown, step: string | number): unknown {
  if (Array.isArray(value)) return value[Number(step)];
  return isRecord(value) ? value[step] : undefined;
}

/** Drops the errors of the branches of a failed `anyOf` or `oneOf`, which are checked again one by one. */
function withoutBranches(errors: readonly ErrorObject[], index: SchemaIndex): ErrorObject[] {
  const covered = new Set<ErrorObject>();
  // The error of the choice follows those of its branches.
  for (const [i, choice] of [...errors.entries()].toReversed()) {
    if (choice.keyword !== 'anyOf' && choice.keyword !== 'oneOf') continue;
    if (covered.has(choice)) continue;
    const parts = index.reachable(choice.schema);
    for (let j = i - 1; j >= 0; j -= 1) {
      const error = errors[j];
      if (error === undefined || !isInside(error, choice) || !parts.has(error.parentSchema)) break;
      covered.add(error);
    }
  }
  return errors.filter((error) => !covered.has(error));
}

function isInside(error: ErrorObject, choice: ErrorObject): boolean {
  const { instancePath } = choice;
  return error.instancePath === instancePath || error.instancePath.startsWith(`${instancePath}/`);
}

function markOf({ instancePath, propertyName }: ErrorObject): string {
  return propertyName === undefined ? instancePath : `${instancePath}\n${propertyName}`;
}

function rank({ keyword }: ErrorObject): number {
  return ranks.indexOf(keyword);
}
