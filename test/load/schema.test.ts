import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import schema from '../../schema/access.schema.json' with { type: 'json' };
import { permissions } from '../../src/kinds/permissions.ts';
import { fileSchema } from '../../src/load/fileSchema.ts';

type Part = Readonly<Record<string, unknown>>;

const isPart = (value: unknown): value is Part =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const partsOf = (value: unknown): readonly [string, Part][] =>
  isPart(value)
    ? Object.entries(value).flatMap(([name, part]) => (isPart(part) ? [[name, part]] : []))
    : [];

const resolved = (part: Part): Part => {
  const { $ref: ref } = part;
  if (typeof ref !== 'string') return part;
  const target: unknown = Object.entries(schema.$defs).find(([name]) => ref.endsWith(name))?.[1];
  return isPart(target) ? target : {};
};

/** Every key and every kind of entry that a file can have, as a path. */
function keysOf(given: Part, path: string): readonly [string, Part][] {
  const part = resolved(given);
  const branches = Array.isArray(part['oneOf']) ? part['oneOf'].filter(isPart) : [];
  const entries: readonly [string, Part][] = [
    ...partsOf(part['properties']),
    ...(isPart(part['additionalProperties']) ? [['*', part['additionalProperties']] as const] : []),
  ].map(([name, inner]) => [`${path}/${name}`, resolved(inner)]);
  return [
    ...entries,
    ...entries.flatMap(([name, inner]) => keysOf(inner, name)),
    ...(isPart(part['items']) ? keysOf(part['items'], path) : []),
    ...branches.flatMap((branch) => keysOf(branch, path)),
  ];
}

const keys = keysOf(schema, '');

test('the schema is what the kinds say about themselves; after a change, run `npm run schema`', () => {
  expect(schema).toEqual(fileSchema());
});

test('the keys are found', () => {
  const all = keys.map(([path]) => path);
  expect(all).toEqual(
    expect.arrayContaining([
      '/version',
      '/users/*/invite',
      '/roles/*/permissions',
      '/manage/members',
      '/removed/project',
      '/organizations/*/spaces/*/projects/*/bindings/*/role/custom',
    ]),
  );
  // A safety key may not be accepted where it has no effect.
  expect(all.filter((path) => path.endsWith('/manage'))).toEqual([
    '/manage',
    '/organizations/*/manage',
    '/organizations/*/spaces/*/manage',
  ]);
});

test.each(keys)('%s has a description and an example', (_, part) => {
  expect(part).toMatchObject({
    description: expect.stringMatching(/^\S.*\.$/),
    examples: expect.arrayContaining([expect.anything()]),
  });
});

test('editors offer the permissions that are known, and accept others', () => {
  const offered = schema.properties.roles.additionalProperties.properties.permissions.items.anyOf;
  expect(offered[0]?.enum).toEqual(permissions);
  expect(offered[1]).toMatchObject({ type: 'string' });
});

test('editors offer the words of every choice', () => {
  const choices = keys.flatMap(([path, { enum: words }]) => (words ? [[path, words]] : []));
  expect(choices).toEqual(
    expect.arrayContaining([
      ['/users/*/role', ['admin', 'member', 'annotator']],
      ['/users/*/invite', ['none', 'email_link', 'temporary_password']],
      ['/manage/roles', ['full', 'additive', 'observe']],
    ]),
  );
});

// The command does not look: it would cost each run a tenth of a second.
test('it is a schema itself', () => {
  const ajv = new Ajv({ allowUnionTypes: true });
  const { $schema: _draft, ...plain } = schema;
  expect([ajv.validateSchema(plain), ajv.errors]).toEqual([true, null]);
});
