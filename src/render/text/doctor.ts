import type { Check } from '../../doctor/check.ts';
import { count } from '../words/summary.ts';
import { flow } from './flow.ts';
import { solid, words } from '../words/pieces.ts';
import { counted } from '../words/names.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';
import type { Paint } from '../words/pieces.ts';

const areas: readonly (readonly [area: Check['area'], heading: string])[] = [
  ['key', 'The key'],
  ['reach', 'What answers'],
  ['read', 'What can be read'],
  ['assumption', 'What the documentation leaves open'],
];

const signs: Readonly<Record<Check['is'], readonly [sign: string, paint: Paint]>> = {
  ok: ['ok', 'green'],
  note: ['! ', 'yellow'],
  bad: ['x ', 'red'],
  unknown: ['? ', 'cyan'],
};

/** An examination for people: by area, and a line that sums it up. */
export function renderDoctor(findings: readonly Check[], layout: Layout): string {
  const looked = findings.filter((each) => each.not_asked === undefined);
  const blocks = areas.map(([area, heading]) => {
    const own = looked.filter((each) => each.area === area);
    if (own.length === 0) return [];
    return [
      layout.style.bold(heading),
      ...own.flatMap(({ is, message }) => {
        const [sign, paint] = signs[is];
        return flow(
          { indent: 2, hang: 4, pieces: [solid(sign, paint), ...words(message)] },
          layout,
        );
      }),
    ];
  });
  return page([...blocks, notAsked(findings, layout), [layout.style.bold(summary(looked))]]);
}

/** What could not be asked, in a sentence: an area of which nothing was asked by its heading, else one by one. */
function notAsked(findings: readonly Check[], layout: Layout): readonly string[] {
  const all = areas.flatMap(([area, heading]) => {
    const own = findings.filter((each) => each.area === area);
    const unasked = own.flatMap((each) => each.not_asked ?? []);
    return unasked.length === own.length && own.length > 0 ? [heading] : unasked;
  });
  if (all.length === 0) return [];
  const text = `Not asked: ${all.map(lowered).join('; ')}.`;
  return flow({ indent: 0, hang: 2, pieces: words(text) }, layout);
}

/** A heading in the middle of a sentence; an abbreviation stays one. */
const lowered = (text: string): string =>
  text.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());

function summary(findings: readonly Check[]): string {
  const of = (is: Check['is']): number => count(findings, (each) => each.is === is);
  const parts = [
    ...(of('bad') > 0 ? [`${of('bad')} in the way`] : []),
    ...(of('note') > 0 ? [`${of('note')} to know`] : []),
    ...(of('unknown') > 0 ? [`${of('unknown')} not known`] : []),
  ];
  const looked = `Looked at ${counted(findings.length, 'thing')}`;
  return parts.length === 0 ? `${looked}: all is well.` : `${looked}: ${parts.join(', ')}.`;
}
