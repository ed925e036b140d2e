import { readFile } from 'node:fs/promises';
import type { Desired, Live, LiveItem } from '../model.ts';
import { canonicalEmail } from '../names.ts';
import { didYouMean } from '../suggest.ts';
import { visible } from '../text.ts';
import { todayOf } from './today.ts';
import type { Run } from './command.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { Fault, messageOf } from './fault.ts';
import { oneThing } from './oneThing.ts';
import { replaceFile } from './output.ts';
import { rulesOf } from './rules.ts';
import { layoutFor } from './show.ts';

/** `users offboard`: blocks one person, and takes them out of the file. */
export async function usersOffboard(run: Run): Promise<ExitCode> {
  const { settings } = run;
  const email = canonicalEmail(settings.args[0] ?? '');
  const rules = await rulesOf(run);
  const { onlyRemoving, withoutPlaces } = await import('../diff/oneThing.ts');
  const { leavingOf, noticesOn } = await import('../users/offboard.ts');
  const { diff, read } = await import('../index.ts');
  const reason = settings.reason ?? 'left';
  const desired = onlyRemoving(rules, { kind: 'user', key: [email], reason });
  const edits = rules.isFile ? await editsFor(rules, email, settings.reason) : [];

  const { code, found } = await oneThing(run, rules, async ({ client }) => {
    const look = async (): Promise<{ live: Live; person: LiveItem }> => {
      const live = await read(client);
      return { live, person: personIn(live, email) };
    };
    const { live, person } = await look();
    const leaving = await leavingOf(client, live, person, todayOf(run));
    const notices = [...noticesOn(leaving), ...edits.flatMap(({ notice }) => notice)];
    const compare = (now: Live) => withoutPlaces(diff(desired, now), notices);
    const { renderLeaving } = await import('../render/leaving.ts');
    return {
      desired,
      live,
      difference: compare(live),
      again: async () => {
        const now = await read(client);
        return { live: now, difference: compare(now) };
      },
      shown: renderLeaving(leaving, await layoutFor(run)),
    };
  });
  const isDone = settings.apply && settings.allowDestructive && code === exitCode.done;
  if (isDone && found.difference.changes.length > 0) await write(run, edits);
  return code;
}

function personIn({ items, caller }: Live, email: string): LiveItem {
  const people = items.filter(({ kind, service }) => kind === 'user' && service !== true);
  const person = people.find(({ key }) => key[0] === email);
  if (person?.status === 'blocked') {
    throw new Fault(
      'person',
      `${visible(email)} is blocked already, and that is for good.`,
      'There is nothing to do.',
    );
  }
  if (person !== undefined && email !== caller?.email) return person;
  if (person !== undefined) {
    throw new Fault(
      'person',
      `${visible(email)} is whose key is used.`,
      'Let another admin do it.',
    );
  }
  const hint = didYouMean(
    email,
    people.map(({ key }) => key[0] ?? ''),
  );
  throw new Fault(
    'person',
    `Nobody in the account has the address ${visible(email)}.`,
    hint ?? '"ax-access users list" shows who is there.',
  );
}

interface FileEdit {
  readonly file: string;
  readonly was: string;
  readonly text: string;
  readonly notice: readonly { readonly code: string; readonly message: string }[];
}

/** What becomes of the file, and of those that it includes; those that stay as they are are left out. */
async function editsFor(
  { file, sources }: Desired,
  email: string,
  reason: string | undefined,
): Promise<readonly FileEdit[]> {
  if (file === '<stdin>') {
    throw new Fault('usage', 'The standard input can not be changed.', 'Name a file with -f.');
  }
  const { editText, EditRefused } = await import('../edit/edit.ts');
  const { parseYaml } = await import('../load/yaml.ts');
  const { tombstoneFor, withoutPerson } = await import('../users/leaving.ts');
  return sources.flatMap((source, index): readonly FileEdit[] => {
    const value = parseYaml(source.text, source.file).document?.value;
    const out = withoutPerson(value, email);
    const edits = [...out, ...(index === 0 ? tombstoneFor(value, email, reason) : [])];
    if (edits.length === 0) return [];
    const places = out.length === 1 ? '1 place' : `${out.length} places`;
    try {
      const text = editText(source.text, source.file, edits);
      const message = `${source.file}: takes ${email} out of ${places}${index === 0 ? ', and notes under `removed` that they left' : ''}, once it is done.`;
      return [
        { file: source.file, was: source.text, text, notice: [{ code: 'file-edited', message }] },
      ];
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      const message = `${error.message} Take ${email} out of ${places} of it by hand.`;
      return [
        {
          file: source.file,
          was: source.text,
          text: source.text,
          notice: [{ code: 'file-not-edited', message }],
        },
      ];
    }
  });
}

/** Writes the files, unless somebody has changed them in the meantime. */
async function write({ terminal }: Run, edits: readonly FileEdit[]): Promise<void> {
  for (const { file, was, text } of edits) {
    if (was === text) continue;
    try {
      // eslint-disable-next-line no-await-in-loop -- the main file first, and a few at most
      const now = await readFile(file, 'utf8');
      if (now.replace(/^\ufeff/, '') !== was) {
        terminal.tell(
          `${visible(file)} has changed in the meantime and is left as it is: edit it by hand.`,
        );
        continue;
      }
      // eslint-disable-next-line no-await-in-loop
      await replaceFile(file, text);
      terminal.note(`Wrote ${visible(file)}.`);
    } catch (error) {
      terminal.tell(
        `${visible(file)} can not be written (${visible(messageOf(error))}): edit it by hand.`,
      );
    }
  }
}
