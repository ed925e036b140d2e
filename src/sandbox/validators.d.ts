// Made by scripts/validators.mjs of schema/sandbox-seed.schema.json, in the build and for the tests.

declare module 'validators:sandbox-seed' {
  import type { ValidateFunction } from 'ajv';
  import type { Seed } from './seed.ts';

  export const validate: ValidateFunction<Seed>;
}
