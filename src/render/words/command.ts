import type { FollowUp, Notice, Plan } from '../../model.ts';
import { shellWord } from '../../text.ts';

/** Read unless a command names another. */
const usualFile = 'access.yaml';

/** What makes a printed command reach the same as the one that was given. */
export interface Again {
  /** Flags for the same file and account: `-f prod.yaml --sandbox`. Without them, only the file is named. */
  readonly again?: string;
  /** The same for commands that take fewer flags, by what they read. */
  readonly reach?: Readonly<Record<FollowUp['reads'], string>>;
  /** The given command if it is not a plan of a file; with --apply, it runs. */
  readonly as?: string;
  /** The file whose changes are undone: it still contains them. */
  readonly undoes?: string;
  /** The flags that decide what a plan of a file is about: without them, a command printed as the next step does more. */
  readonly about?: string;
  /** The file that the plan is saved in: the next step applies it. */
  readonly saved?: SavedIn;
}

/** A saved plan, as commands name it. */
export interface SavedIn {
  readonly path: string;
  /** The flags that select the same account, except those that the plan already contains. */
  readonly again: string;
  /** The command that makes it again, if it can no longer be applied. */
  readonly anew?: string;
}

/** A command as it reaches the same file and account again. */
export function commandLine(
  command: string,
  { file }: Pick<Plan, 'file'>,
  { again = file === usualFile ? '' : `-f ${shellWord(file)}` }: Again,
): string {
  return `ax-access ${command}${again === '' ? '' : ` ${again}`}`;
}

/** The command that follows from a notice, an error or a manual step, as it reaches the same file and account. */
export function followUpLine(
  { words, reads }: FollowUp,
  { reach }: Again,
  { file }: Pick<Plan, 'file'> = { file: usualFile },
): string {
  const usual = reads === 'account' || file === usualFile ? '' : `-f ${shellWord(file)}`;
  const flags = reach?.[reads] ?? usual;
  return ['ax-access', ...words.map(quoted), flags].filter((word) => word !== '').join(' ');
}

/** A word of a command; of a flag with its value, only the value is quoted. */
const quoted = (word: string): string => {
  const [, flag = '', value = word] = /^(--[\w-]+=)(.+)$/su.exec(word) ?? [];
  return `${flag}${shellWord(value)}`;
};

/** What to do about a notice: `Send a new one: ax-access …`, in its two parts. */
export const remedyOf = (
  { next }: { readonly next?: Notice['next'] | undefined },
  again: Again,
  plan?: Pick<Plan, 'file'>,
): readonly [does: string, command: string] | undefined =>
  next && [`${next.does}:`, followUpLine(next, again, plan)];
