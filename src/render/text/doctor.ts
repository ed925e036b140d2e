import type { Check } from '../../doctor/check.ts';
import { count } from '../words/summary.ts';
import { flow } from './flow.ts';
import { solid, words } from '../words/pieces.ts';
import { counted } from '../words/names.ts';
import { page } from './page.ts';
import type { Layout } from './style.ts';
import type { Paint } from '../words/pieces.ts';

const areas: readonly (readonly [area: Check['area'], heading: string])[] = [
  ['key', 'API key'],
  ['reach', 'Connections'],
  ['read', 'Read access'],
  ['assumption', 'Undocumented behavior of Arize'],
];

const signs: Readonly<Record<Check['is'], readonly [sign: string, paint: Paint]>> = {
  ok: ['ok', 'green'],
  note: ['! ', 'yellow'],
  bad: ['x ', 'red'],
  unknown: ['? ', 'cyan'],
};

const problems: readonly (readonly [is: Check['is'], heading: string])[] = [
  ['bad', 'Failed'],
  ['note', 'Warnings'],
  ['unknown', 'Unknown'],
];

/** An examination for people: what passed by area, then the problems, the worst first, and a line that sums it up. */
export function renderDoctor(findings: readonly Check[], layout: Layout): string {
  const looked = findings.filter((each) => each.not_asked === undefined);
  const block = (heading: string, own: readonly Check[]): string[] =>
    own.length === 0
      ? []
      : [
          layout.style.bold(heading),
          ...own.flatMap(({ is, message }) => {
            const [sign, paint] = signs[is];
            return flow(
              { indent: 2, hang: 4, pieces: [solid(sign, paint), ...words(message)] },
              layout,
            );
          }),
        ];
  return page([
    ...areas.map(([area, heading]) =>
      block(
        heading,
        looked.filter((each) => each.area === area && each.is === 'ok'),
      ),
    ),
    notAsked(findings, layout),
    ...problems.map(([is, heading]) => {
      const own = looked.filter((each) => each.is === is);
      return block(`${heading} ${own.length}`, own);
    }),
    [layout.style.bold(summary(looked))],
  ]);
}

/** The checks that could not be made, in a sentence: a whole area by its heading, others one by one. */
function notAsked(findings: readonly Check[], layout: Layout): readonly string[] {
  const all = areas.flatMap(([area, heading]) => {
    const own = findings.filter((each) => each.area === area);
    const unasked = own.flatMap((each) => each.not_asked ?? []);
    return unasked.length === own.length && own.length > 0 ? [heading] : unasked;
  });
  if (all.length === 0) return [];
  const text = `Not checked: ${all.map(lowered).join('; ')}.`;
  return flow({ indent: 0, hang: 2, pieces: words(text) }, layout);
}

/** A heading in the middle of a sentence; an abbreviation stays one. */
const lowered = (text: string): string =>
  text.replace(/^[A-Z](?=[a-z])/, (first) => first.toLowerCase());

function summary(findings: readonly Check[]): string {
  const of = (is: Check['is']): number => count(findings, (each) => each.is === is);
  const parts = [
    ...(of('bad') > 0 ? [`${of('bad')} failed`] : []),
    ...(of('note') > 0 ? [counted(of('note'), 'warning')] : []),
    ...(of('unknown') > 0 ? [`${of('unknown')} unknown`] : []),
  ];
  const checks = counted(findings.length, 'check');
  return parts.length === 0 ? `${checks}: all passed.` : `${checks}: ${parts.join(', ')}.`;
}
