import type { Desired, Live, LiveItem, Notice } from '../../model.ts';
import { canonicalEmail } from '../../names.ts';
import { suggestion } from '../suggestion.ts';
import { shellWord, visible } from '../../text.ts';
import { dayOf } from '../../days.ts';
import type { CommandContext } from '../command.ts';
import { editing } from '../editableFile.ts';
import { exitCode } from '../exitCode.ts';
import { CliError } from '../cliError.ts';
import { changeItem } from '../pipeline/changeItem.ts';
import { replaceSources } from '../replaceFile.ts';
import { rulesOf } from '../pipeline/rulesFile.ts';
import { layoutFor } from '../layoutFor.ts';
import { accountCommand, againWith, defineCommand } from '../command.ts';
import { textFlag } from '../flag.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { limits, applyIt, shared } from '../sharedFlags.ts';

const flags = {
  apply: applyIt,
  ...shared('allowDestructive'),
  reason: textFlag('--reason <text>', 'reason for the entry under removed', {
    wants: 'a reason',
    repeat: 'choice',
  }),
  ...shared('acceptCount', 'details'),
  ...limits,
};

type Run = CommandContext<ValuesOf<typeof flags>>;

/**
 * `users offboard`: blocks one person and removes them from the file. If the person is already blocked, it only updates
 * the file.
 */
export const usersOffboard = defineCommand({
  text: 'Shows everything a person would lose. With --apply --allow-destructive, blocks the person, which cannot be undone, and removes them from the access file. If the person is already blocked, --apply updates the file. It plans nothing else; the guards and limits of the file apply.',
  args: '<email>',
  argsCompletion: { kind: 'names', of: ['person'] },
  flags,
  takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
  formats: ['text', 'json'],
  examples: [
    ['users offboard raj@example.com', 'show what raj would lose'],
    ['users offboard raj@example.com --apply --allow-destructive', 'block raj'],
  ],
  async run(run) {
    const { options } = run;
    const email = canonicalEmail(run.args[0] ?? '');
    editing(run);
    const rules = await rulesOf(run);
    const { onlyRemoving, withoutPlaces } = await import('../../diff/singleChange.ts');
    const { leavingOf, noticesOn } = await import('../../users/offboard.ts');
    const { diff, read } = await import('../../index.ts');
    const { everything } = await import('../../read/scope.ts');
    const reason = options.reason ?? 'left';
    const desired = onlyRemoving(rules, { kind: 'user', key: [email], reason });
    const edits = rules.isFile ? await editsFor(rules, email, options.reason) : [];

    return changeItem(run, async (account) => {
      const scope = { ...everything(), people: [email] };
      const seen = await read(account.client, undefined, scope);
      const person = personIn(run, seen, email);
      const isBlocked = person.status === 'blocked';
      if (isBlocked) assertNamed(edits, email, rules);
      const leaving = isBlocked
        ? undefined
        : await leavingOf(account.client, seen, person, dayOf(new Date()));
      const when = isBlocked ? 'with --apply' : 'after the person is blocked';
      const notices = [
        ...(leaving === undefined ? [] : noticesOn(leaving)),
        ...edits.map((edit) => noticeOf(edit, email, when)),
      ];
      const compare = (live: Live) => withoutPlaces(diff(desired, live), notices);
      const isChange = compare(seen).changes.length > 0;
      const { renderLeaving } = await import('../../render/text/leaving.ts');
      return {
        rules,
        desired,
        seen,
        read: ({ client }) => read(client, undefined, scope),
        compare,
        shown:
          leaving === undefined
            ? `${visible(email)} is already blocked in Arize, which cannot be undone.\n`
            : renderLeaving(leaving, await layoutFor(run)),
        ...(isBlocked && { next: againLine(run, email) }),
        async afterwards(ended) {
          const isDone = ended === exitCode.done && (isBlocked || options.allowDestructive);
          if (isDone && (isBlocked || isChange)) {
            const isWritten = await write(run, rules, edits, email);
            if (!isWritten) return isBlocked ? exitCode.error : exitCode.partial;
          }
          // If only the file was left to update, leaving it unchanged is a failure.
          const isLeft = isBlocked && edits.some(({ refused }) => refused !== undefined);
          return isLeft ? exitCode.error : ended;
        },
      };
    });
  },
});

/** The command that updates the file after the person is blocked. */
function againLine({ globals, options }: Run, email: string): string {
  const words = [
    '--apply',
    ...(options.reason === undefined ? [] : [`--reason ${shellWord(options.reason)}`]),
    againWith(globals),
  ];
  return `ax-access users offboard ${shellWord(email)} ${words.filter((word) => word !== '').join(' ')}`;
}

/** @throws CliError (person) if the person is blocked and no file names them */
function assertNamed(
  edits: readonly FileEdit[],
  email: string,
  { file, isFile }: Desired & { readonly isFile: boolean },
): void {
  if (edits.some(({ places }) => places > 0)) return;
  throw new CliError(
    'person',
    `${visible(email)} is already blocked, which cannot be undone.`,
    isFile ? `${visible(file)} does not name them.` : 'No access file was read.',
  );
}

function personIn(
  run: Pick<CommandContext, 'globals'>,
  { items, caller }: Live,
  email: string,
): LiveItem {
  const people = items.filter(({ kind, service }) => kind === 'user' && service !== true);
  const person = people.find(({ key }) => key[0] === email);
  if (person !== undefined && email !== caller?.email) return person;
  if (person !== undefined) {
    throw new CliError(
      'person',
      `You can't offboard ${visible(email)}: this API key is theirs.`,
      'Ask another admin to do it.',
    );
  }
  const hint = suggestion(
    email,
    people.map(({ key }) => key[0] ?? ''),
  );
  throw new CliError(
    'resource',
    `No such person in the account: ${visible(email)}.`,
    hint ?? `List people: ${visible(accountCommand(run, 'users list'))}`,
  );
}

interface FileEdit {
  readonly file: string;
  readonly text: string;
  /** How many times the file names the person. */
  readonly places: number;
  /** Whether it adds an entry under `removed` to this file. */
  readonly notes: boolean;
  /** Why the file cannot be edited. */
  readonly refused?: string;
}

/** Announces the edit of a file. */
function noticeOf({ file, places, notes, refused }: FileEdit, email: string, when: string): Notice {
  const where = places === 1 ? '1 place' : `${places} places`;
  if (refused !== undefined) {
    const message = `${refused} Remove ${email} from ${where} in it yourself.`;
    return { code: 'file-not-edited', message };
  }
  const noted = notes ? ', and add an entry under `removed`' : '';
  return {
    code: 'file-edited',
    message: `${file}: remove ${email} from ${where}${noted}, ${when}.`,
  };
}

/** The edits of the file and its included files; unchanged files are left out. */
async function editsFor(
  { sources }: Desired,
  email: string,
  reason: string | undefined,
): Promise<readonly FileEdit[]> {
  const { editText, EditRefusedError } = await import('../../writer/edit/edit.ts');
  const { parseYaml } = await import('../../document/yaml.ts');
  const { tombstoneFor, withoutPerson } = await import('../../users/leaving.ts');
  return sources.flatMap((source, index): readonly FileEdit[] => {
    const value = parseYaml(source.text, source.file).document?.value;
    const out = withoutPerson(value, email);
    const tombstone = index === 0 ? tombstoneFor(value, email, reason) : [];
    const edits = [...out, ...tombstone];
    if (edits.length === 0) return [];
    const edit = {
      file: source.file,
      places: out.length,
      notes: tombstone.length > 0,
    };
    try {
      return [{ ...edit, text: editText(source.text, source.file, edits) }];
    } catch (error) {
      if (!(error instanceof EditRefusedError)) throw error;
      return [{ ...edit, text: source.text, refused: error.message }];
    }
  });
}

/**
 * Writes the files, unless one was changed in the meantime.
 * @returns whether they no longer name the person
 */
async function write(
  run: Run,
  rules: Desired,
  edits: readonly FileEdit[],
  email: string,
): Promise<boolean> {
  const texts = new Map(edits.map(({ file, text }) => [file, text]));
  const sources = rules.sources.map((source) => ({
    ...source,
    text: texts.get(source.file) ?? source.text,
  }));
  try {
    for (const file of await replaceSources(rules, sources)) {
      run.terminal.note(`Wrote ${visible(file)}.`);
    }
    return true;
  } catch (error) {
    if (!(error instanceof CliError)) throw error;
    run.terminal.tell(`${error.message}\nNext: ${againLine(run, email)}`);
    return false;
  }
}
