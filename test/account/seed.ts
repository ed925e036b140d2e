import { parse } from 'yaml';
import { loadText } from '../load/loadText.ts';
import type { Desired, Live } from '../../src/model.ts';
import { parseSeed } from '../../src/sandbox/index.ts';
import type { Seed } from '../../src/sandbox/index.ts';

/** Accounts and files as tests write them: both as YAML. */

/** A file and an account, for the stages that compare them. */
export interface Looked {
  readonly desired: Desired;
  readonly live: Live;
}

/** Something that can be looked at for a file: an account in the sandbox, or what a seed says. */
export interface Account {
  /** The file with the account as it is now. */
  look(file: string, today?: string): Promise<Looked>;
}

/** The people of an account that does not list its own. */
const people = {
  'jane@x.org': { name: 'Jane', role: 'admin' },
  'kim@x.org': { name: 'Kim', role: 'admin' },
  'raj@x.org': { name: 'Raj', role: 'member' },
  'mei@x.org': { name: 'Mei', role: 'member' },
  'tom@x.org': { name: 'Tom', role: 'member' },
  'ann@x.org': { name: 'Ann', role: 'annotator' },
  'bot@x.org': { name: 'traces', role: 'member', bot: true },
};

/**
 * The seed that a text of YAML describes.
 * @param as whose key is used; jane's, who is an admin, unless given
 */
export function seedFrom(text: string, as = 'jane@x.org'): Seed {
  const given: unknown = parse(text) ?? {};
  const more = typeof given === 'object' ? given : {};
  return parseSeed({ users: people, keys: { key: as }, ...more }, 'the seed');
}

/** What a file asks for; its version may be left out. */
export function desiredFrom(file: string, today?: string): Desired {
  const text = /^version: /m.test(file) ? file : `version: 1\n${file}`;
  return loadText(text, 'access.yaml', today === undefined ? {} : { today }).desired;
}
