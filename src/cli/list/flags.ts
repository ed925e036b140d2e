import { limitNames, limitRules } from '../../limits.ts';
import type { FlagSpec } from '../commandContext.ts';

/** Flags that several commands have. */

/** What every command takes that talks to Arize. */
export const remote = [
  'sandbox',
  'profile',
  'parallelism',
  'timeout',
  'timeLimit',
  'insecureHttp',
] as const;
export const result = ['format', 'json'] as const;

export const allowDestructive: FlagSpec = {
  flags: '--allow-destructive',
  text: 'also delete, remove, block and unrestrict; without it such changes are held back and listed',
};
export const detailedExitcode: FlagSpec = {
  flags: '--detailed-exitcode',
  text: 'exit 2 when anything differs, or is left to do',
};
export const requireComplete: FlagSpec = {
  flags: '--require-complete',
  text: 'exit 1, and write nothing, where Arize does not show everything: organization roles, memberships below an admin right',
};
export const assertRoles: FlagSpec = {
  flags: '--assert-roles',
  text: 'write roles of organization members even where Arize does not show what they are now',
};
export const access: FlagSpec = {
  flags: '--access <how>',
  text: 'brief (default) or full: whether everybody is shown who gains or loses something',
};
export const desired: FlagSpec = { flags: '--desired', text: 'ask the file alone, offline' };
export const planned: FlagSpec = {
  flags: '--planned',
  text: 'ask the account as a run would leave it; with --allow-destructive, a run that does all',
};
export const limits: readonly FlagSpec[] = limitNames.map((name) => {
  const { flag, text, preset } = limitRules[name];
  return { flags: `${flag} <n>`, text: `${text} (default: the file's, or ${preset})` };
});
export const expectDigest: FlagSpec = {
  flags: '--expect-digest <digest>',
  text: 'refuse any other plan than the reviewed one (exit 5); all 64 digits, as plan --json shows them',
};
export const target: FlagSpec = {
  flags: '--target <what...>',
  text: 'only this person, thing or address, and what that needs; guards judge what is left',
};
export const acceptCount: FlagSpec = {
  flags: '--accept-count <list=n...>',
  text: 'this list is right with n rows, as the plan that held something back says',
};
export const base: FlagSpec = {
  flags: '--base <ref>',
  text: 'say first which guards the file loosens since this commit, branch or tag (default: since the last run)',
};
export const also: FlagSpec = {
  flags: '--also <format=path...>',
  text: 'write the result in another format to a file, too: markdown=plan.md, json=plan.json',
};
export const today: FlagSpec = {
  flags: '--today <day>',
  text: 'judge last days of grants (until) and lifetimes of keys as on this day (default: today, UTC)',
};
export const applyIt: FlagSpec = { flags: '--apply', text: 'do it; without it, it is only shown' };
export const whichKey: readonly FlagSpec[] = [
  { flags: '--space <name>', text: 'the space of the key, when its name is found in several' },
  { flags: '--organization <name>', text: 'the organization of that space' },
];
export const overwrite: FlagSpec = { flags: '--overwrite', text: 'let --out replace a file' };
