import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { EditRefusedError, editText } from '../../../src/writer/edit/edit.ts';
import { settings } from '../../repeated.ts';
import { changeOf, editsOf, handStyled, lookAfter, takesAnchor } from './handStyled.ts';

const read = (text: string) => parse(text, { logLevel: 'silent' });

const drawn = settings(4000);
const runs = drawn.numRuns;

test('an edit of a file that people styled leaves all else in it, byte for byte', () => {
  let [edited, refused] = [0, 0];
  fc.assert(
    fc.property(
      fc.integer(),
      fc.integer(),
      fc.integer({ min: 2, max: 24 }),
      (style, what, size) => {
        const made = handStyled(style, size);
        const change = changeOf(made, what);
        const { edits, expected } = editsOf(change, read(made.text));
        try {
          const after = editText(made.text, 'access.yaml', edits);
          if (edits.length > 0) edited += 1;
          expect(read(after)).toEqual(expected);
          expect(after).toMatch(lookAfter(made, change));
          const strange = made.text.includes('\r\n') ? /\r(?!\n)|(?<!\r)\n/ : /\r/;
          expect(after).not.toMatch(strange);
        } catch (error) {
          if (!(error instanceof EditRefusedError)) throw error;
          if (!takesAnchor(made, change)) refused += 1;
        }
      },
    ),
    drawn,
  );
  expect(edited).toBeGreaterThan(runs * 0.8);
  // Lines behind an entry that goes can become part of a text of several lines above it.
  expect(refused).toBeLessThan(runs / 100);
});
