import { existsSync } from 'node:fs';
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
    if (existsSync(dirname(path))) return { format, path };
    throw new Fault('file', `There is no folder ${visible(dirname(path))} for ${visible(path)}.`);
  }
  throw new Fault(
    'usage',
    `--also can not be "${written}".`,
    `It is a format and a file, such as markdown=plan.md; formats are: ${alsoFormats.join(', ')}.`,
  );
}
