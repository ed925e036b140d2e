import { existsSync, lstatSync } from 'node:fs';
import { dirname } from 'node:path';
import { visible } from '../text.ts';
import { Fault } from './fault.ts';

const alsoFormats = ['text', 'json', 'markdown'] as const;

/** A file that the result is written to as well. */
export interface Also {
  readonly format: (typeof alsoFormats)[number];
  readonly path: string;
}

/** `markdown=plan.md`. A place that can not be written to is told before anything runs. @throws Fault (usage, file) */
export function alsoOf(written: string): Also {
  const [name = '', ...rest] = written.split('=');
  const format = alsoFormats.find((each) => each === name);
  const path = rest.join('=');
  if (format !== undefined && path.trim() !== '') {
    if (!existsSync(dirname(path))) {
      throw new Fault('file', `There is no folder ${visible(dirname(path))} for ${visible(path)}.`);
    }
    assertFree(path);
    return { format, path };
  }
  throw new Fault(
    'usage',
    `--also can not be "${written}".`,
    `It is a format and a file, such as markdown=plan.md; formats are: ${alsoFormats.join(', ')}.`,
  );
}

/** No format of it is YAML, so a file that is there and named like one is an access file, or somebody's workflow. */
function assertFree(path: string): void {
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found === undefined) return;
  if (found.isSymbolicLink() && !/^\/(?:dev|proc)\//.test(path)) {
    throw new Fault(
      'file',
      `${visible(path)} is a link, and --also writes where its path says.`,
      'Remove the link, or name another file. Nothing was read or written.',
    );
  }
  if (found.isDirectory() || /\.ya?ml$/i.test(path)) {
    throw new Fault(
      'file',
      `--also would replace ${visible(path)}, which is no result of an earlier run.`,
      'Name another file. Nothing was read or written.',
    );
  }
}
