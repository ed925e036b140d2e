import { EditRefused, editText } from '../edit/edit.ts';
import { diff } from '../diff/diff.ts';
import { kindOf } from '../kinds/index.ts';
import { loadSources } from '../load/load.ts';
import { parseYaml } from '../load/yaml.ts';
import type { Desired, Difference, Live } from '../model.ts';
import { FileProblems } from '../problem.ts';
import { adoptEdits } from './merge.ts';
import { differing, unlisted } from './select.ts';
import type { Subject } from './subject.ts';

/** Looks at the account for a file, anew for each: which keys things have depends on the file. */
export type Look = (desired: Desired) => Promise<Live>;

/** What is left to take over, by address. */
export type Select = (difference: Difference, subject: Subject) => readonly string[];

/** Everything that differs. */
export const everyDifference: Select = differing;

/** Everything that differs, and what is live and new in maps that the file has. */
export const everythingLive: Select = (difference, subject) => [
  ...differing(difference, subject),
  ...unlisted(subject),
];

/** A file that says what the account is. */
export interface Adopted {
  readonly text: string;
  /** Addresses of what was taken over. */
  readonly addresses: readonly string[];
  /** What still differs, because a file can not say it, with the reason as far as there is one. */
  readonly left: readonly { readonly address: string; readonly message?: string }[];
}

/** Taking something over can bring more to light: whoever leaves a place leaves what is in it. */
const mostRounds = 6;

/**
 * Writes what an account is into the text of a file, and keeps everything else in it.
 * @throws EditRefused, with the file left alone, when the text would not say exactly that
 */
export async function adopt(desired: Desired, look: Look, select: Select): Promise<Adopted> {
  const addresses = new Set<string>();
  let now = desired;
  for (let round = 0; round < mostRounds; round += 1) {
    // Each round stands on the text of the one before.
    // eslint-disable-next-line no-await-in-loop
    const live = await look(now);
    const was = mainText(now);
    const written = parseYaml(was, now.file).document?.value;
    const subject: Subject = { desired: now, written, live };
    const difference = withoutPartlyShown(diff(now, live, { onlyLook: true }));
    const open = select(difference, subject);
    const text = editText(was, now.file, adoptEdits(open, subject));
    if (open.length === 0 || text === was) {
      return {
        text,
        addresses: [...addresses].filter((each) => !open.includes(each)),
        left: leftOf(difference, open),
      };
    }
    for (const address of open) addresses.add(address);
    // eslint-disable-next-line no-await-in-loop
    now = await loaded(text, now);
  }
  throw new EditRefused(desired.file, 'what is live can not be told in it.');
}

const leftOf = ({ manual }: Difference, open: readonly string[]): Adopted['left'] =>
  open.map((address) => {
    const reason = manual.find((each) => each.address === address);
    return { address, ...(reason && { message: reason.message }) };
  });

/** Of what Arize shows in part alone, a file can't say what there is: it stays as people wrote it. */
const withoutPartlyShown = (difference: Difference): Difference => ({
  ...difference,
  changes: difference.changes.filter(({ kind }) => kindOf(kind).partlyShown !== true),
});

/** The text of the file itself: what it includes is not changed. */
const mainText = ({ sources }: Desired): string => sources[0]?.text ?? '';

async function loaded(text: string, { file, sources, today }: Desired): Promise<Desired> {
  try {
    const all = [{ file, text }, ...sources.slice(1)];
    return (await loadSources(all, today === undefined ? {} : { today })).desired;
  } catch (error) {
    if (!(error instanceof FileProblems)) throw error;
    const [first] = error.problems.filter(({ severity }) => severity === 'error');
    throw new EditRefused(file, `it would be wrong then: ${first?.message ?? 'for some reason'}.`);
  }
}
