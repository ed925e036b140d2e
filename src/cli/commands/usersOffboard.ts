import type { Desired, Live, LiveItem, Notice } from '../../model.ts';
import { canonicalEmail } from '../../names.ts';
import { didYouMean } from '../../document/suggest.ts';
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
import { againWith, defineCommand } from '../command.ts';
import { textFlag } from '../flag.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { limits, applyIt, shared } from '../sharedFlags.ts';

const flags = {
  apply: applyIt,
  ...shared('allowDestructive'),
  reason: textFlag('--reason <text>', 'why, for the entry under removed (default: none)', {
    wants: 'a reason',
    repeat: 'choice',
  }),
  ...shared('acceptCount'),
  ...limits,
};

type Run = CommandContext<ValuesOf<typeof flags>>;

/**
 * `users offboard`: blocks one person, and takes them out of the file. Of a person who is blocked already, only the file
 * is left to do.
 */
export const usersOffboard = defineCommand({
  text: 'Shows everything that a person loses: their place in the account, their memberships and roles, and their personal API keys. With --apply --allow-destructive it blocks them, which cannot be undone, and takes them out of the access file, with an entry under `removed`. A person who is blocked already is taken out of the file with --apply. Only this one person is planned for, whatever else the file says; its guards and limits hold. It is confirmed by typing the name of the account, or by --yes.',
  args: '<email>',
  flags,
  takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
  formats: ['text', 'json'],
  examples: [
    ['users offboard raj@example.com', 'what they would lose'],
    ['users offboard raj@example.com --apply --allow-destructive', 'blocks them'],
  ],
  async run(run) {
    const { options } = run;
    const email = canonicalEmail(run.args[0] ?? '');
    editing(run);
    const rules = await rulesOf(run);
    const { onlyRemoving, withoutPlaces } = await import('../../diff/singleChange.ts');
    const { leavingOf, noticesOn } = await import('../../users/offboard.ts');
    const { diff, read } = await import('../../index.ts');
    const reason = options.reason ?? 'left';
    const desired = onlyRemoving(rules, { kind: 'user', key: [email], reason });
    const edits = rules.isFile ? await editsFor(rules, email, options.reason) : [];

    return changeItem(run, async (account) => {
      const seen = await read(account.client);
      const person = personIn(seen, email);
      const isBlocked = person.status === 'blocked';
      if (isBlocked) assertNamed(edits, email, rules);
      const leaving = isBlocked
        ? undefined
        : await leavingOf(account.client, seen, person, dayOf(new Date()));
      const when = isBlocked ? 'with --apply' : 'once it is done';
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
        read: ({ client }) => read(client),
        compare,
        shown:
          leaving === undefined
            ? `${visible(email)} is blocked in Arize already, which cannot be undone.\n`
            : renderLeaving(leaving, await layoutFor(run)),
        ...(isBlocked && { next: againLine(run, email) }),
        async afterwards(ended) {
          const isDone = ended === exitCode.done && (isBlocked || options.allowDestructive);
          if (isDone && (isBlocked || isChange)) {
            const isWritten = await write(run, rules, edits, email);
            if (!isWritten) return isBlocked ? exitCode.error : exitCode.partial;
          }
          // Where the file is all there is to do, not doing it is no success.
          const isLeft = isBlocked && edits.some(({ refused }) => refused !== undefined);
          return isLeft ? exitCode.error : ended;
        },
      };
    });
  },
});

/** The command that does what is left to do, once the person is blocked: it is about the file alone. */
function againLine({ globals, options }: Run, email: string): string {
  const words = [
    '--apply',
    ...(options.reason === undefined ? [] : [`--reason ${shellWord(options.reason)}`]),
    againWith(globals),
  ];
  return `ax-access users offboard ${shellWord(email)} ${words.filter((word) => word !== '').join(' ')}`;
}

/** @throws CliError (person) where nothing is left to do for a person who is blocked */
function assertNamed(
  edits: readonly FileEdit[],
  email: string,
  { file, isFile }: Desired & { readonly isFile: boolean },
): void {
  if (edits.some(({ places }) => places > 0)) return;
  throw new CliError(
    'person',
    `${visible(email)} is blocked already, which cannot be undone.`,
    isFile ? `${visible(file)} does not name them.` : 'No file was read that could name them.',
  );
}

function personIn({ items, caller }: Live, email: string): LiveItem {
  const people = items.filter(({ kind, service }) => kind === 'user' && service !== true);
  const person = people.find(({ key }) => key[0] === email);
  if (person !== undefined && email !== caller?.email) return person;
  if (person !== undefined) {
    throw new CliError(
      'person',
      `${visible(email)} is whose key is used.`,
      'Let another admin do it.',
    );
  }
  const hint = didYouMean(
    email,
    people.map(({ key }) => key[0] ?? ''),
  );
  throw new CliError(
    'person',
    `Nobody in the account has the address ${visible(email)}.`,
    hint ?? '"ax-access users list" shows who is there.',
  );
}

interface FileEdit {
  readonly file: string;
  readonly text: string;
  /** In how many places the person is named. */
  readonly places: number;
  /** Whether it notes in this file that they left. */
  readonly notes: boolean;
  /** Why the file cannot be edited. */
  readonly refused?: string;
}

/** What becomes of a file, and when. */
function noticeOf({ file, places, notes, refused }: FileEdit, email: string, when: string): Notice {
  const where = places === 1 ? '1 place' : `${places} places`;
  if (refused !== undefined) {
    const message = `${refused} Take ${email} out of ${where} of it by hand.`;
    return { code: 'file-not-edited', message };
  }
  const noted = notes ? ', and notes under `removed` that they left' : '';
  return {
    code: 'file-edited',
    message: `${file}: takes ${email} out of ${where}${noted}, ${when}.`,
  };
}

/** What becomes of the file, and of those that it includes; those that stay as they are are left out. */
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
 * @returns whether they name the person no more
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
