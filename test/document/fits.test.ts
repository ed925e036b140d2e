import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validate } from 'validators:access';
import { shape } from 'validators:access/shape';
import { parse } from 'yaml';
import { quickLook } from '../../src/document/fits.ts';
import { settings } from '../repeated.ts';

const fits = quickLook(shape);

const files = [
  'access.yaml',
  'examples/quickstart/access.yaml',
  'examples/several-organizations/access.yaml',
];
const valid: readonly unknown[] = [
  ...files.map((path): unknown => parse(readFileSync(path, 'utf8'))),
  parse(`
version: 1
manage: { members: additive }
saml:
  - provider: example.com
    default: { organization: Platform, role: member, space: alpha, space_role: member }
teams: { ops: [jane@example.com, raj@example.com] }
limits: { removals: 10, removal_percent: 5 }
removed: [{ user: old@example.com, reason: left }, { address: space/A/b/member/c@example.com }]
ignore: [{ space: alpha, organization: Platform }]
accepted: [{ finding: 3fa2b1c8, owner: Jane, until: 2027-03-31 }]
roles: { Reader: { description: reads, permissions: [DATASET_READ] } }
`),
];

test('what is valid needs no second look', () => {
  expect(valid.slice(0, files.length).map((value) => [validate(value), fits(value)])).toEqual(
    files.map(() => [true, true]),
  );
});

/** The paths to every value in a value. */
function pathsOf(value: unknown, path: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const inside = Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
  return [path, ...inside];
}

/** A copy in which one value is another, or is missing, or has a key more. */
function spoilt(value: unknown, path: readonly string[], by: unknown): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return by;
  const copy: unknown = Array.isArray(value) ? [...value] : { ...value };
  if (typeof copy !== 'object' || copy === null) return by;
  const inner: unknown = Reflect.get(copy, step);
  Reflect.set(copy, step, spoilt(inner, rest, by));
  return copy;
}

const keys = [
  'role',
  'until',
  'user',
  'space',
  'organization',
  'team',
  'custom',
  'x',
  '',
  'a@b.io',
];
const others = fc.oneof(
  fc.constantFrom(undefined, null, true, 0, -1, 1, 101, 1.5, Infinity, Number.NaN),
  fc.constantFrom('', ' ', 'x', 'member', 'a@b.io', '2027-03-31', 'DATASET_READ', '😀'.repeat(700)),
  fc.constantFrom([], {}, ['a@b.io', 'a@b.io'], [{}, {}], ['x'], [null]),
  fc.dictionary(fc.constantFrom(...keys), fc.constantFrom('x', 'a@b.io', 'member', 1, {}, [])),
);

test('it never calls valid what the validator refuses, and refuses nothing else', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...valid).chain((value) => {
        const paths = pathsOf(value);
        return fc.tuple(fc.constant(value), fc.constantFrom(...paths), others);
      }),
      ([value, path, by]) => {
        const wrong = spoilt(value, path, by);
        expect(fits(wrong)).toBe(validate(wrong));
      },
    ),
    settings(3000),
  );
});

test.each([
  ['an unknown keyword', { type: 'string', format: 'date' }, 'x'],
  ['a reference that leads nowhere', { $ref: '#/$defs/x' }, 'x'],
  ['a list of maps that must differ', { uniqueItems: true }, [{ a: 1 }, { a: 2 }]],
  ['one of several, of which one is not known', { oneOf: [{ type: 'string' }, { not: {} }] }, 'x'],
])('it leaves to others %s', (_what, schema, value) => {
  expect(quickLook(schema)(value)).toBe(false);
});
