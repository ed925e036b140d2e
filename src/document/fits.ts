import { isRecord } from '../records.ts';
import type { Values } from '../records.ts';

type Check = (value: unknown) => boolean;

/**
 * Makes a quick check from a JSON Schema: whether a value fits it, but not why it doesn't. A file without errors, the
 * usual case, needs no more, and the code that explains errors is large. True is certain; false means that the full
 * validator has to decide, also where a keyword is not known here.
 */
export function quickLook(schema: Values): Check {
  const look = new QuickLook(schema);
  return (value) => look.fits(value);
}

class QuickLook {
  private readonly schema: Values;
  private readonly checks = new Map<unknown, Check>();
  /** Set if a keyword is not known, or can't be checked for a value. */
  private isUnsure = false;

  constructor(schema: Values) {
    this.schema = schema;
  }

  fits(value: unknown): boolean {
    this.isUnsure = false;
    return this.checkOf(this.schema)(value) && !this.isUnsure;
  }

  /** Created when there is a value to check: most files use few of all keys. */
  private checkOf(schema: unknown): Check {
    const known = this.checks.get(schema);
    if (known !== undefined) return known;
    const check = this.checkBy(schema);
    this.checks.set(schema, check);
    return check;
  }

  private checkBy(schema: unknown): Check {
    if (schema === true) return alwaysFits;
    if (!isRecord(schema)) return this.unsure;
    const checks = Object.entries(schema)
      .filter(([keyword]) => keyword !== '$defs')
      .map(([keyword, given]) => this.keyword(keyword, given, schema));
    const [only = alwaysFits, second] = checks;
    return second === undefined ? only : (value) => checks.every((check) => check(value));
  }

  /** Computed once, for the first value that needs it. */
  private later(schema: unknown): Check {
    let check: Check | undefined;
    return (value) => (check ??= this.checkOf(schema))(value);
  }

  private readonly unsure: Check = () => {
    this.isUnsure = true;
    return false;
  };

  private keyword(keyword: string, given: unknown, schema: Values): Check {
    switch (keyword) {
      case '$ref':
        return this.reference(String(given));
      case 'type':
        return typeCheck([given].flat());
      case 'const':
        return isPlain(given) ? (value) => value === given : this.unsure;
      case 'enum':
        return Array.isArray(given) && given.every(isPlain) ? oneOf(given) : this.unsure;
      case 'anyOf':
        return this.branches(given, (branches, value) => branches.some((check) => check(value)));
      case 'oneOf':
        return this.branches(
          given,
          (branches, value) => branches.filter((check) => check(value)).length === 1,
        );
      case 'pattern': {
        const pattern = new RegExp(String(given), 'u');
        return (value) => typeof value !== 'string' || pattern.test(value);
      }
      case 'minLength':
        return (value) => typeof value !== 'string' || lengthOf(value) >= Number(given);
      case 'maxLength':
        return (value) => typeof value !== 'string' || lengthOf(value) <= Number(given);
      case 'minimum':
        return (value) => typeof value !== 'number' || value >= Number(given);
      case 'maximum':
        return (value) => typeof value !== 'number' || value <= Number(given);
      case 'minItems':
        return (value) => !Array.isArray(value) || value.length >= Number(given);
      case 'uniqueItems':
        return (value) => !Array.isArray(value) || this.isUnique(value);
      case 'items': {
        const check = this.later(given);
        return (value) => !Array.isArray(value) || value.every((item) => check(item));
      }
      case 'required': {
        const names: readonly unknown[] = Array.isArray(given) ? given : [];
        return (value) =>
          !isRecord(value) || names.every((name) => value[String(name)] !== undefined);
      }
      case 'properties':
        return this.properties(isRecord(given) ? given : {});
      case 'propertyNames': {
        const check = this.later(given);
        return (value) => {
          if (!isRecord(value)) return true;
          for (const name in value) if (!check(name)) return false;
          return true;
        };
      }
      case 'additionalProperties':
        return this.others(given, schema['properties']);
      default:
        return this.unsure;
    }
  }

  private reference(pointer: string): Check {
    const [first, ...steps] = pointer.split('/');
    const target = steps.reduce<unknown>(
      (part, step) => (isRecord(part) ? part[step] : undefined),
      this.schema,
    );
    if (first !== '#' || target === undefined) return this.unsure;
    return this.later(target);
  }

  private branches(
    given: unknown,
    isEnough: (branches: readonly Check[], value: unknown) => boolean,
  ): Check {
    const branches = Array.isArray(given) ? given.map((branch) => this.later(branch)) : [];
    return (value) => isEnough(branches, value);
  }

  private properties(given: Values): Check {
    const checks = new Map(
      Object.entries(given).map(([name, schema]) => [name, this.later(schema)]),
    );
    return (value) => {
      if (!isRecord(value)) return true;
      for (const name in value) {
        const check = value[name] === undefined ? undefined : checks.get(name);
        if (check?.(value[name]) === false) return false;
      }
      return true;
    };
  }

  private others(given: unknown, properties: unknown): Check {
    const named = isRecord(properties) ? properties : {};
    const check: Check = given === false ? () => false : this.later(given);
    return (value) => {
      if (!isRecord(value)) return true;
      for (const name in value) {
        if (!Object.hasOwn(named, name) && !check(value[name])) return false;
      }
      return true;
    };
  }

  private isUnique(items: readonly unknown[]): boolean {
    if (!items.every(isPlain)) return items.length < 2 || this.unsure(items);
    return new Set(items).size === items.length;
  }
}

const alwaysFits: Check = () => true;

const isPlain = (value: unknown): boolean => typeof value !== 'object' || value === null;

const oneOf = (values: readonly unknown[]): Check => {
  const all = new Set(values);
  return (value) => all.has(value);
};

function typeCheck(types: readonly unknown[]): Check {
  return (value) => {
    if (typeof value === 'number' && types.includes('integer') && Number.isInteger(value)) {
      return true;
    }
    return types.includes(typeName(value));
  };
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  // JSON has no Infinity and no NaN.
  if (typeof value === 'number' && !Number.isFinite(value)) return 'none';
  return typeof value;
}

/** As JSON Schema counts: characters outside of the basic plane once. */
function lengthOf(text: string): number {
  let length = 0;
  for (const _ of text) length += 1;
  return length;
}
