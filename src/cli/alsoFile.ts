import { messageOf } from '../errorText.ts';
import { closeSync, existsSync, lstatSync, openSync, readSync, rmSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { visible } from '../text.ts';
import { CliError } from './cliError.ts';

const alsoFormats = ['text', 'json', 'markdown', 'html'] as const;

/** Another file for the result. */
export interface AlsoFile {
  readonly format: (typeof alsoFormats)[number];
  readonly path: string;
}

/** A page shows a plan and not what became of it, so a run has none. @throws CliError (usage) */
export function assertNoPage(run: {
  readonly format: string;
  readonly options: { readonly also?: readonly AlsoFile[] };
}): void {
  const formats = [run.format, ...(run.options.also ?? []).map(({ format }) => format)];
  if (!formats.includes('html')) return;
  throw new CliError(
    'usage',
    'A page shows a plan before it runs, so a run cannot write one.',
    'The page of a plan: ax-access plan --also html=plan.html\n  What a run did: --also markdown=run.md',
  );
}

/** Parses `markdown=plan.md`, and checks that the path can be written. @throws CliError (usage, file) */
export function alsoOf(written: string): AlsoFile {
  const [name = '', ...rest] = written.split('=');
  const format = alsoFormats.find((each) => each === name);
  const path = rest.join('=');
  if (format !== undefined && path.trim() !== '' && path !== '-') {
    if (!existsSync(dirname(path))) {
      throw new CliError(
        'file',
        `Folder ${visible(dirname(path))} does not exist (for ${visible(path)}).`,
      );
    }
    assertFree({ format, path });
    return { format, path };
  }
  throw new CliError(
    'usage',
    `Invalid value "${written}" for --also.`,
    `Give it a format and a file, such as markdown=plan.md. Formats: ${alsoFormats.join(', ')}.`,
  );
}

/**
 * Deletes the results of earlier runs before anything else is done: if this run ends without one, an older page
 * would be mistaken for it. `alsoOf` has checked that they are such results.
 * @throws CliError (file)
 */
export function clearAlso(files: readonly AlsoFile[]): void {
  for (const { path } of files) {
    if (lstatSync(path, { throwIfNoEntry: false })?.isFile() !== true) continue;
    try {
      rmSync(path);
    } catch (error) {
      throw new CliError(
        'file',
        `${visible(path)} cannot be written: ${visible(messageOf(error))}.`,
      );
    }
  }
}

/** An existing file is replaced only if it is empty or an earlier result in the same format. */
function assertFree(also: AlsoFile): void {
  const { path } = also;
  const link = linkOn(path);
  if (link !== undefined && !/^\/(?:dev|proc)\//.test(path)) {
    throw new CliError(
      'file',
      `${visible(link)} is a link, but --also does not follow links.`,
      'Remove the link, or use another file. Nothing was read or written.',
    );
  }
  const found = lstatSync(path, { throwIfNoEntry: false });
  if (found?.isDirectory() || (found?.isFile() && found.size > 0 && !isResult(also))) {
    throw new CliError(
      'file',
      `--also would replace ${visible(path)}, which is not a result of an earlier run.`,
      'Remove it, or use another file. Nothing was read or written.',
    );
  }
}

/** The first link in a path below this folder; for a path elsewhere, only the file itself is checked. */
function linkOn(path: string): string | undefined {
  const way = relative('', resolve(path));
  const parts = way.split(sep);
  const isBelow = !isAbsolute(way) && parts[0] !== '..';
  const steps = isBelow ? parts.map((_, index) => join(...parts.slice(0, index + 1))) : [path];
  return steps.find(
    (step) => lstatSync(step, { throwIfNoEntry: false })?.isSymbolicLink() === true,
  );
}

/** The start of a result in each format. */
const beginnings = {
  // The one-screen plan, an empty plan, all details; earlier releases started like the details.
  text: /^(?:\p{Cc}\[\d+m)*(?:\S.* -> .* {3}\S*\((?:as|by) |No (?:changes|drift)\b|Nothing to do\b|(?:Plan for|Applying to|Drift of) )/u,
  json: /^\{\s*"schema": "ax-access\/plan@/,
  markdown: /^<!-- ax-access /,
  html: /^<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<meta name="generator" content="ax-access">/,
} as const satisfies Record<AlsoFile['format'], RegExp>;

function isResult({ format, path }: AlsoFile): boolean {
  const start = Buffer.alloc(200);
  try {
    const file = openSync(path, 'r');
    try {
      return beginnings[format].test(start.toString('utf8', 0, readSync(file, start)));
    } finally {
      closeSync(file);
    }
  } catch {
    // A file that can't be read is not known to be a result.
    return false;
  }
}
