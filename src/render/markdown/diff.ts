import { plainStyle } from '../text/style.ts';

/** Terminals wrap, pages scroll: an entry on one line is easier to read in a table of changes. */
export const layout = { style: plainStyle, width: 100 };

const entrySign = /^( *)([-+~<>!]) /;

/** Lines of the text as lines of a diff, which has colours in light and in dark: signs stand first there. */
export const diffLines = (lines: readonly string[]): readonly string[] =>
  lines.map((line) =>
    line
      .replace(/^ {2}/, '')
      .replace(
        entrySign,
        (_, indent: string, sign: string) => `${sign === '~' ? '!' : sign} ${indent}`,
      ),
  );
