import { connect } from '../../src/api/client.ts';
import type { ReadClient } from '../../src/api/index.ts';
import { openSandbox, parseSeed } from '../../src/sandbox/index.ts';
import { parse } from 'yaml';
import { connectionTo } from '../account/connection.ts';

/** An account with everything that a mapping can name, twice where a name may recur. */
export const account = `
users: {ana@example.com: {name: Ana, role: admin}}
roles:
  Data Scientist: {permissions: [PROJECT_READ]}
  'Reader, "R&D"': {permissions: [PROJECT_READ]}
organizations:
  Platform Team:
    spaces:
      team-alpha: {projects: {fraud-prod: {}, "a/b": {}}}
      team-beta: {projects: {fraud-prod: {}}}
  Research: {spaces: {team-alpha: {}}}
`;

/** A client of a sandbox that begins with a seed. */
export function clientOf(seed: string): ReadClient {
  const sandbox = openSandbox({ seed: parseSeed(parse(seed), 'the seed') });
  return connect(connectionTo(sandbox));
}
