import type { Command } from '../command.ts';

/** An entry of the list: the summary for the first page of help, and the file with the rest. */
export interface CommandEntry {
  /** `plan`, or `saml export` for one in a family. */
  readonly name: string;
  readonly group: string;
  readonly summary: string;
  /** Loads the command's file when it is needed: starting the program is cheap. */
  load(): Promise<Command>;
}

/** A command with its complete definition. */
export type LoadedCommand = Omit<CommandEntry, 'load'> & Command;

export const loaded = async ({ load, ...entry }: CommandEntry): Promise<LoadedCommand> => ({
  ...entry,
  ...(await load()),
});

/** All commands with their flags, for completion and usage errors. Running one command needs only that one. */
export const allLoaded = (): Promise<readonly LoadedCommand[]> => Promise.all(commands.map(loaded));

/** Every command, in the order of the help. */
export const commands: readonly CommandEntry[] = [
  {
    name: 'init',
    group: 'Start:',
    summary: 'write a first access.yaml: your account, or an example',
    load: async () => (await import('./init.ts')).init,
  },
  {
    name: 'validate',
    group: 'Compare and change:',
    summary: 'check the file offline',
    load: async () => (await import('./validate.ts')).validate,
  },
  {
    name: 'test',
    group: 'Compare and change:',
    summary: 'exit 2 if an access rule of the file is broken',
    load: async () => (await import('./test.ts')).test,
  },
  {
    name: 'rules suggest',
    group: 'Compare and change:',
    summary: 'print rules that hold in the account today, to choose from',
    load: async () => (await import('./rulesSuggest.ts')).rulesSuggest,
  },
  {
    name: 'plan',
    group: 'Compare and change:',
    summary: 'show what would change; --apply runs it',
    load: async () => (await import('./plan.ts')).plan,
  },
  {
    name: 'apply',
    group: 'Compare and change:',
    summary: 'run the plan (same as plan --apply), or a saved plan',
    load: async () => (await import('./apply.ts')).apply,
  },
  {
    name: 'show',
    group: 'Compare and change:',
    summary: 'print a saved plan as plan showed it',
    load: async () => (await import('./show.ts')).show,
  },
  {
    name: 'history',
    group: 'Compare and change:',
    summary: 'list the runs of this folder, or show one',
    load: async () => (await import('./history.ts')).history,
  },
  {
    name: 'undo',
    group: 'Compare and change:',
    summary: 'plan the undo of a run; --apply runs it',
    load: async () => (await import('./undo.ts')).undo,
  },
  {
    name: 'drift',
    group: 'Compare and change:',
    summary: 'exit 2 if the account differs from the file',
    load: async () => (await import('./drift.ts')).drift,
  },
  {
    name: 'who-can',
    group: 'Questions:',
    summary: 'list who has access to a resource, or can do something there',
    load: async () => (await import('./whoCan.ts')).whoCan,
  },
  {
    name: 'explain',
    group: 'Questions:',
    summary: 'explain why a person can or cannot access a resource',
    load: async () => (await import('./explain.ts')).explain,
  },
  {
    name: 'access',
    group: 'Questions:',
    summary: 'list everything that a person has access to, and how',
    load: async () => (await import('./access.ts')).access,
  },
  {
    name: 'roles list',
    group: 'Names and ids:',
    summary: 'list roles with their ids and holders',
    load: async () => (await import('./rolesList.ts')).rolesList,
  },
  {
    name: 'roles show',
    group: 'Names and ids:',
    summary: 'show a role: its permissions and who holds it',
    load: async () => (await import('./rolesShow.ts')).rolesShow,
  },
  {
    name: 'roles permissions',
    group: 'Names and ids:',
    summary: 'list what a custom role may be granted',
    load: async () => (await import('./rolesPermissions.ts')).rolesPermissions,
  },
  {
    name: 'organizations list',
    group: 'Names and ids:',
    summary: 'list organizations with their ids',
    load: async () => (await import('./placesList.ts')).organizationsList,
  },
  {
    name: 'spaces list',
    group: 'Names and ids:',
    summary: 'list spaces with their ids',
    load: async () => (await import('./placesList.ts')).spacesList,
  },
  {
    name: 'projects list',
    group: 'Names and ids:',
    summary: 'list projects with their ids',
    load: async () => (await import('./placesList.ts')).projectsList,
  },
  {
    name: 'doctor',
    group: 'People and keys:',
    summary: 'check the API key, its permissions and what it can read',
    load: async () => (await import('./doctor.ts')).doctor,
  },
  {
    name: 'users list',
    group: 'People and keys:',
    summary: 'list people and pending invitations',
    load: async () => (await import('./usersList.ts')).usersList,
  },
  {
    name: 'users resend-invitation',
    group: 'People and keys:',
    summary: 'resend a pending invitation',
    load: async () => (await import('./usersAction.ts')).resendInvitation,
  },
  {
    name: 'users reinvite',
    group: 'People and keys:',
    summary: 'replace an expired invitation with a new one',
    load: async () => (await import('./usersAction.ts')).reinvite,
  },
  {
    name: 'users reset-password',
    group: 'People and keys:',
    summary: 'send a person a link to set a new password',
    load: async () => (await import('./usersAction.ts')).resetPassword,
  },
  {
    name: 'users offboard',
    group: 'People and keys:',
    summary: 'block a person; this cannot be undone',
    load: async () => (await import('./usersOffboard.ts')).usersOffboard,
  },
  {
    name: 'keys list',
    group: 'People and keys:',
    summary: 'list service and personal keys, and their problems',
    load: async () => (await import('./keysList.ts')).keysList,
  },
  {
    name: 'keys rotate',
    group: 'People and keys:',
    summary: 'replace a service key of the file early',
    load: async () => (await import('./keysRotate.ts')).keysRotate,
  },
  {
    name: 'keys revoke',
    group: 'People and keys:',
    summary: 'revoke a service key now',
    load: async () => (await import('./keysRevoke.ts')).keysRevoke,
  },
  {
    name: 'keys create-user-key',
    group: 'People and keys:',
    summary: 'create a personal API key for you',
    load: async () => (await import('./keysPersonal.ts')).keysCreateUserKey,
  },
  {
    name: 'keys refresh',
    group: 'People and keys:',
    summary: 'replace the secret of one of your personal keys',
    load: async () => (await import('./keysPersonal.ts')).keysRefresh,
  },
  {
    name: 'report map',
    group: 'Reports and exports:',
    summary: 'the access map: who has access to what, findings, and the plan',
    load: async () => (await import('./reportMap.ts')).reportMap,
  },
  {
    name: 'report review',
    group: 'Reports and exports:',
    summary: 'list who has access to what, and how, for auditors',
    load: async () => (await import('./reportReview.ts')).reportReview,
  },
  {
    name: 'import',
    group: 'Reports and exports:',
    summary: 'write access.yaml from the live account',
    load: async () => (await import('./import.ts')).importFile,
  },
  {
    name: 'saml export',
    group: 'Reports and exports:',
    summary: 'export role and resource ids for SAML mappings',
    load: async () => (await import('./samlExport.ts')).samlExport,
  },
  {
    name: 'saml check',
    group: 'Reports and exports:',
    summary: 'exit 2 if SAML mappings are broken or differ from the file',
    load: async () => (await import('./samlCheck.ts')).samlCheck,
  },
  {
    name: 'sandbox start',
    group: 'Sandbox:',
    summary: 'serve the embedded Arize API until Ctrl-C',
    load: async () => (await import('./sandboxStart.ts')).sandboxStart,
  },
  {
    name: 'sandbox seed',
    group: 'Sandbox:',
    summary: 'generate a sample account of any size',
    load: async () => (await import('./sandboxSeed.ts')).sandboxSeed,
  },
  {
    name: 'sandbox show',
    group: 'Sandbox:',
    summary: 'show the sandbox account as a tree',
    load: async () => (await import('./sandboxShow.ts')).sandboxShow,
  },
  {
    name: 'sandbox log',
    group: 'Sandbox:',
    summary: 'list the latest requests to the embedded API',
    load: async () => (await import('./sandboxLog.ts')).sandboxLog,
  },
  {
    name: 'sandbox reset',
    group: 'Sandbox:',
    summary: 'delete the sandbox account of this folder',
    load: async () => (await import('./sandboxReset.ts')).sandboxReset,
  },
  {
    name: 'completion',
    group: 'Other:',
    summary: 'print a shell completion script',
    load: async () => (await import('./completion.ts')).completion,
  },
  {
    name: 'help',
    group: 'Other:',
    summary: 'explain a command, or the format of access.yaml',
    load: async () => (await import('./help.ts')).help,
  },
];

/** The texts about a family of commands: for the list of commands, and for its own page. */
interface Family {
  readonly summary: string;
  readonly text: string;
  /** The command that its name alone stands for. */
  readonly bare?: string;
}

export const families: Readonly<Record<string, Family>> = {
  rules: {
    summary: 'suggest access rules',
    text: 'Rules of the file: what must always be true about who can do what. ax-access test checks them.',
  },
  report: {
    summary: 'the access map of the account, and the access review',
    text: 'Who has access to what: the access map for people, and the access review for auditors. Without a command, report is report map.',
    bare: 'map',
  },
  roles: {
    summary: 'list roles, their permissions and their holders',
    text: 'Custom and predefined roles. To create custom roles, list them under roles in the file.',
  },
  organizations: {
    summary: 'list organizations with their ids',
    text: 'Organizations of the account.',
  },
  spaces: {
    summary: 'list spaces with their ids',
    text: 'Spaces of the account.',
  },
  projects: {
    summary: 'list projects with their ids',
    text: 'Projects of the account.',
  },
  users: {
    summary: 'list people, send invitations, offboard a person',
    text: 'People of the account. To add people, list them under users in the file.',
  },
  keys: {
    summary: 'list, rotate and revoke service keys; personal keys',
    text: 'Service keys: API keys for programs. To create keys, list them under service_keys of a space in the file. Personal keys are yours alone, and no file lists them.',
  },
  saml: {
    summary: 'export ids for SAML mappings, and check the mappings',
    text: 'Role mappings of SAML identity providers.',
  },
  sandbox: {
    summary: 'rehearse on an embedded Arize account',
    text: 'An embedded Arize account, kept in this folder, to rehearse with. Any command uses it with --sandbox.',
  },
};
