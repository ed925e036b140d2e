import { madeText, trustText } from '../words/saved.ts';
import type { SavedView } from '../words/saved.ts';
import { words } from '../words/pieces.ts';
import { flow } from './flow.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';

/** The lines above a saved plan, for people. */
export const savedHead = (view: SavedView, layout: Layout): string =>
  page([
    [
      ...flow({ indent: 0, hang: 2, pieces: words(madeText(view), 'dim') }, layout),
      ...flow(
        {
          indent: 0,
          hang: 2,
          pieces: words(trustText(view), view.stale === undefined ? 'dim' : 'red'),
        },
        layout,
      ),
    ],
  ]);
