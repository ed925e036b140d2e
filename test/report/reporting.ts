import { reportJson } from '../../src/render/json/report.ts';
import type { ReportContext } from '../../src/render/json/report.ts';
import type { ReportDocument } from '../../src/report/document.ts';
import { accessOf, laid } from '../../src/report/reach.ts';
import { sourcesOf } from '../../src/report/sources.ts';
import type { Looked } from '../account/seed.ts';
import { accountOf, planIn } from '../account/compare.ts';

export const context = (more: Partial<Omit<ReportContext, 'urlOf'>> = {}): ReportContext => ({
  tool: '0.1.0',
  command: 'report',
  made: '2026-12-01T09:00:00.000Z',
  today: '2026-12-01',
  consent: false,
  again: {},
  ...more,
});

/** The document of an account and a file that were looked at, with the plan for them. */
const documentOf = (looked: Looked, consent = false): ReportDocument =>
  reportJson(
    sourcesOf(looked.live, { desired: looked.desired, plan: planIn(looked, { consent }) }),
    context({ consent }),
  );

/** The document of a seed and a file. */
export async function reportOn(seed: string, file: string, consent = false) {
  return documentOf(await accountOf(seed).look(file, '2026-12-01'), consent);
}

/** A person's access in words, a line for each place: `organization/P: member fallback@1`. */
export function linesFor(
  document: ReportDocument,
  email: string,
  after?: 'as_run' | 'with_consent',
): readonly string[] {
  const person = document.people.findIndex((each) => each.email === email);
  const cells = accessOf(document, person);
  const effect = after && (document.plan?.[after] ?? document.plan?.as_run);
  for (const each of effect?.cells ?? []) if (each.person === person) laid(each.to, cells);
  return document.places.flatMap(({ address }, place) => {
    const cell = document.access.cells[cells.get(place) ?? 0];
    if (cell === undefined || cell.levels.length === 0) return [];
    const levels = cell.levels.map((level) => document.levels[level]?.text);
    const ways = cell.ways.map((index) => {
      const way = document.access.ways[index];
      return `${document.levels[way?.level ?? -1]?.text} ${way?.how}@${way?.up}${way?.unsure ? '?' : ''}`;
    });
    return [
      `${address === '' ? 'account' : address}: ${levels.join(' and ')} by ${ways.join(', ')}`,
    ];
  });
}
