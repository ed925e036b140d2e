import type { Command } from '../commandContext.ts';
import { acceptCount, remote, result, today, overwrite } from './flags.ts';

const group = 'Take out:';

export const take: readonly Command[] = [
  {
    name: 'report review',
    group,
    summary: 'list who gets into what, and how, for auditors',
    text: 'Lists every way in which anybody gets into anything, a row each: the person, the place, the role, and how they come to it; whose invitation is open or has expired; which role in the account is to be changed by hand; and last days, where the file sets one. Sorted: the same account gives the same bytes.',
    flags: [overwrite, today],
    takes: ['file', 'out', ...result, ...remote],
    formats: ['csv', 'json'],
    examples: [
      ['report review -o review.csv', 'as a table'],
      ['report review --json', 'for programs'],
    ],
    load: async () => (await import('../reportReview.ts')).reportReview,
  },
  {
    name: 'import',
    group,
    summary: 'write an access file from the live account',
    text: 'Writes an access file that says what the account has now, or one organization or space of it; planning it changes nothing. It goes to stdout unless --out names a file. With --update it brings the file that -f names up to date: comments, order and anchors stay, and what the file does not manage stays out.',
    flags: [
      { flags: '--organization <name>', text: 'only this organization' },
      { flags: '--space <name>', text: 'only this space' },
      { flags: '--update', text: 'bring the access file up to date instead of writing a new one' },
      { flags: '--as-seed', text: 'write the account as a seed, to rehearse on a copy of it' },
      acceptCount,
      overwrite,
    ],
    takes: ['file', 'out', ...remote, 'journalDir'],
    formats: [],
    examples: [
      ['import -o access.yaml', 'starts with an account that has grown'],
      ['import --space team-alpha -o team-alpha.yaml', 'starts with one space'],
      ['import --update', 'brings access.yaml up to date'],
      ['import --as-seed -o account.yaml', 'for ax-access plan --sandbox=account.yaml'],
      ['import --sandbox', 'shows the embedded Arize as a file'],
    ],
    load: async () => (await import('../importFile.ts')).importFile,
  },
  {
    name: 'saml export',
    group,
    summary: 'ids of roles and places, for SAML mappings',
    text: 'Lists every role, organization, space and project by name, with the id that role mappings of a SAML identity provider want and the number inside it. Sorted: the same account gives the same bytes. With --format values it writes the role_mappings of a self-hosted values.yaml for what the access file says under `saml`.',
    flags: [overwrite],
    takes: ['file', 'out', ...result, ...remote],
    formats: ['yaml', 'json', 'csv', 'values'],
    examples: [
      ['saml export', 'as YAML'],
      ['saml export --format csv -o ids.csv', 'as a table'],
      ['saml export --format values', 'for values.yaml, from `saml` of access.yaml'],
    ],
    load: async () => (await import('../samlExport.ts')).samlExport,
  },
  {
    name: 'saml check',
    group,
    summary: 'exit 2 when SAML mappings point nowhere or differ from the file',
    text: 'Reads the role mappings of the SAML identity providers and looks for ids that no longer exist, for groups of the access file without a mapping, for mappings that the file does not list, and for those that give something else. It writes nothing. Exit 0: in order. 2: not. 1: it could not look.',
    flags: [],
    takes: ['file', ...result, ...remote],
    formats: ['text', 'json'],
    examples: [
      ['saml check', 'for a nightly job'],
      ['saml check --json', 'for programs'],
    ],
    load: async () => (await import('../samlCheck.ts')).samlCheck,
  },
];
