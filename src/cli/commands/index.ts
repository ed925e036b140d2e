import type { Command } from '../command.ts';

/** A command as the list has it: what the first page of help says, and where the rest stands. */
export interface CommandEntry {
  /** `plan`, or `saml export` for one in a family. */
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  /** Loads the command's file when it is needed: starting the program is cheap. */
  load(): Promise<Command>;
}

/** A command with all that there is to say about it. */
export type LoadedCommand = Omit<CommandEntry, 'load'> & Command;

export const loaded = async ({ load, ...entry }: CommandEntry): Promise<LoadedCommand> => ({
  ...entry,
  ...(await load()),
});

/** All of them, for those who look for a flag: none of it is needed to run one. */
export const allLoaded = (): Promise<readonly LoadedCommand[]> => Promise.all(commands.map(loaded));

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'validate',
    group: 'Compare and change:',
    summary: 'check the file, offline',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    name: 'plan',
    group: 'Compare and change:',
    summary: 'show what would change, or change it with --apply',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'apply',
    group: 'Compare and change:',
    summary: 'the same as plan --apply, or run a saved plan',
    load: async () => (await import('./apply.ts')).apply,
  },
  {
    name: 'drift',
    group: 'Compare and change:',
    summary: 'exit 2 when the account is not as the file says',
    load: async () => (await import('./drift.ts')).drift,
  },
  {
    name: 'who-can',
    group: 'Ask:',
    summary: 'list everybody who gets into a place, or may do something there',
    load: async () => (await import('./whoCan.ts')).whoCan,
  },
  {
    name: 'explain',
    group: 'Ask:',
    summary: 'say why somebody can, or cannot, get into a place',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'doctor',
    group: 'People and keys:',
    summary: 'check the key, its rights, and what Arize shows of this account',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'users list',
    group: 'People and keys:',
    summary: 'list people, and who has not come in yet',
    load: async () => (await import('./usersList.ts')).usersList,
  },
  {
    name: 'users resend-invitation',
    group: 'People and keys:',
    summary: 'send an open invitation again',
    load: async () => (await import('./usersAction.ts')).resendInvitation,
  },
  {
    name: 'users reinvite',
    group: 'People and keys:',
    summary: 'invite somebody anew whose invitation has expired',
    load: async () => (await import('./usersAction.ts')).reinvite,
  },
  {
    name: 'users reset-password',
    group: 'People and keys:',
    summary: 'send somebody a link to set a new password',
    load: async () => (await import('./usersAction.ts')).resetPassword,
  },
  {
    name: 'users offboard',
    group: 'People and keys:',
    summary: 'block one person, which cannot be undone',
    load: async () => (await import('./usersOffboard.ts')).usersOffboard,
  },
  {
    name: 'keys list',
    group: 'People and keys:',
    summary: 'list service keys, and what is odd about them',
    load: async () => (await import('./keysList.ts')).keysList,
  },
  {
    name: 'keys rotate',
    group: 'People and keys:',
    summary: 'replace a service key of the file before its time',
    load: async () => (await import('./keysRotate.ts')).keysRotate,
  },
  {
    name: 'keys revoke',
    group: 'People and keys:',
    summary: 'revoke a service key at once',
    load: async () => (await import('./keysRevoke.ts')).keysRevoke,
  },
  {
    name: 'report review',
    group: 'Take out:',
    summary: 'list who gets into what, and how, for auditors',
    load: async () => (await import('./reportReview.ts')).reportReview,
  },
  {
    name: 'import',
    group: 'Take out:',
    summary: 'write an access file from the live account',
    load: async () => (await import('./import.ts')).importFile,
  },
  {
    name: 'saml export',
    group: 'Take out:',
    summary: 'ids of roles and places, for SAML mappings',
    load: async () => (await import('./samlExport.ts')).samlExport,
  },
  {
    name: 'saml check',
    group: 'Take out:',
    summary: 'exit 2 when SAML mappings point nowhere or differ from the file',
    load: async () => (await import('./samlCheck.ts')).samlCheck,
  },
  {
    name: 'sandbox start',
    group: 'Rehearse:',
    summary: 'serve the embedded Arize until Ctrl-C',
    load: async () => (await import('./sandboxStart.ts')).sandboxStart,
  },
  {
    name: 'sandbox seed',
    group: 'Rehearse:',
    summary: 'write an account of any size, to start the embedded Arize with',
    load: async () => (await import('./sandboxSeed.ts')).sandboxSeed,
  },
  {
    name: 'sandbox show',
    group: 'Rehearse:',
    summary: 'draw the embedded account of this folder as a tree',
    load: async () => (await import('./sandboxShow.ts')).sandboxShow,
  },
  {
    name: 'sandbox log',
    group: 'Rehearse:',
    summary: 'list the requests that the embedded Arize saw last',
    load: async () => (await import('./sandboxLog.ts')).sandboxLog,
  },
  {
    name: 'sandbox reset',
    group: 'Rehearse:',
    summary: 'forget the embedded account of this folder',
    load: async () => (await import('./sandboxReset.ts')).sandboxReset,
  },
  {
    name: 'completion',
    group: 'In a shell:',
    summary: 'print a script that completes commands and flags in a shell',
    load: async () => (await import('./completion.ts')).completion,
  },
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
