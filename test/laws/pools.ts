/** Names and addresses that have broken tools before. */

export const caller = 'root@example.com';
/** A second account admin, so that the least number of them is no obstacle. */
export const deputy = 'deputy@example.com';

export const emails = [
  'ann@example.com',
  'Bob.Case@Example.com',
  "o'neil+x@example.com",
  'j\u00f6rg@m\u00fcnchen.example',
  'zoe\u0308@example.com',
  '\u0643\u0631\u064a\u0645@example.com',
  'a/b%2Fc@example.com',
  '"q"@example.com',
  'null@example.com',
  '#tag@example.com',
  '2024@example.com',
] as const;

/** People whom no account has yet. */
export const newcomers = [
  'new@example.com',
  'New/Two%@Example.com',
  '\u{1f984}@example.com',
] as const;

export const bots = ['svc-1@bots.example.com', 'Svc/2@bots.example.com'] as const;

export const displayNames = ['Ann', ' Bob  B. ', 'J\u00f6rg "x" \\ \u{1f984}', 'yes', '0'] as const;

export const names = [
  'team',
  'Team',
  'Member',
  'member',
  'admin',
  'Admin',
  'read-only',
  ' padded ',
  '\u00e9t\u00e9',
  'e\u0301te\u0301 2',
  '\u{1f984}',
  '\u0645\u0631\u062d\u0628\u0627',
  'a/b',
  'a%2Fb',
  '100%',
  'it\'s "x" \\ y',
  '2024',
  '0x10',
  '1e3',
  'yes',
  'null',
  '~',
  '- x',
  'a: b',
  '# c',
  'k #v',
  '<<',
  '*',
  '&a',
  '!t',
  '@home',
  'x@y',
  '{}',
  '[a]',
  '? q',
  '| p',
  '__proto__',
  'constructor',
  'toString',
  'bindings',
  'version',
  '\u200bzero',
] as const;

export const permissionPool = [
  'PROJECT_READ',
  'PROJECT_SPAN_READ',
  'DATASET_READ',
  'DATASET_CREATE',
  'EXPERIMENT_READ',
] as const;
