import type { Command } from './commandContext.ts';
import { compare } from './list/compare.ts';
import { ask } from './list/ask.ts';
import { people } from './list/people.ts';
import { take } from './list/take.ts';
import { rehearse } from './list/rehearse.ts';
import { shell } from './list/shell.ts';

/** Every command, in the order of the help. */
export const commands: readonly Command[] = [
  ...compare,
  ...ask,
  ...people,
  ...take,
  ...rehearse,
  ...shell,
];

/** What is said about a family of commands. */
export const families: Readonly<Record<string, string>> = {
  report: 'What is shown to those who only look.',
  users: 'People whom the account knows. Who should be in it stands in the file, under users.',
  keys: 'Service keys: what programs use to reach Arize. Which there should be stands in the file, under service_keys of a space.',
  saml: 'What the role mappings of SAML identity providers need.',
  sandbox:
    'An embedded Arize of this folder, to rehearse with: any command uses it with --sandbox.',
};
