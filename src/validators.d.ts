// Made by scripts/validators.mjs of the files in `schema/`, in the build and for the tests.

declare module 'validators:access' {
  import type { ValidateFunction } from 'ajv';

  export const schema: object;
  export const validate: ValidateFunction;
}

declare module 'validators:access/shape' {
  /** What the schema demands of values. */
  export const shape: Readonly<Record<string, unknown>>;
}

declare module 'validators:access/branches' {
  import type { ValidateFunction } from 'ajv';

  /** By the JSON pointer of the branch. */
  export const branches: Readonly<Record<string, ValidateFunction>>;
}

declare module 'validators:saved-plan' {
  import type { ValidateFunction } from 'ajv';
  import type { SavedPlanFile } from './plan/savedPlan.ts';

  export const validate: ValidateFunction<SavedPlanFile>;
}
