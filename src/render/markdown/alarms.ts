import { skippedText, unknownText } from '../../diff/absent.ts';
import type { Plan, Verdict } from '../../model.ts';
import { isBlocking, isStopping } from '../../plan/verdicts.ts';
import { keptBy } from '../words/kept.ts';
import { counted, describeAddress } from '../words/names.ts';
import { changeLine } from './changes.ts';
import { code, inline, prose } from './escape.ts';
import { capped } from './fit.ts';
import { linesLink } from './lines.ts';
import type { LinkOf } from './lines.ts';

/** What a reviewer must see before anything else, as alerts of GitHub: they have a colour in light and in dark. */

/** What one alert takes at most, as long as all of them together leave room for the rest. */
const roomOfAlert = 9000;

type Sort = 'CAUTION' | 'WARNING';

/** An alert of GitHub. */
export const alert = (sort: Sort, title: string, lines: readonly string[]): string =>
  [`> [!${sort}]`, `> **${title}**`, '>', ...lines.map((line) => `> ${line}`)].join('\n');

/** Where the file guards less than before, ahead of everything else. */
export const loosenedAlert = (
  { loosened, file }: Plan,
  share: number,
  linkOf?: LinkOf,
): readonly string[] =>
  loosened.length === 0
    ? []
    : [
        alert(
          'WARNING',
          'The file guards less than before',
          capped(
            loosened.map((each) =>
              `- ${prose(each.message)} ${linesLink([each], file, linkOf)}`.trimEnd(),
            ),
            share * roomOfAlert,
            (left) => `- **and ${left} more**`,
          ),
        ),
      ];

/** What forbids the run. */
export function blockedAlert({ guards, changes }: Plan, share: number): readonly string[] {
  const blocked = guards.filter(isBlocking);
  if (blocked.length === 0) return [];
  const lines = blocked.flatMap((verdict) => verdictLines(verdict, changes));
  return [
    alert(
      'CAUTION',
      'Blocked: nothing can be applied',
      capped(lines, share * roomOfAlert, (left) => `- and ${left} more lines`),
    ),
  ];
}

/** Names in the file that nothing in the account has, with who keeps access because of them. */
export function unknownAlert(
  { unknown, kept, file }: Plan,
  share: number,
  linkOf?: LinkOf,
): readonly string[] {
  if (unknown.length === 0) return [];
  const lines = unknown.map((each) => {
    const texts = [unknownText(each), ...(each.skips.length > 0 ? [skippedText(each.skips)] : [])];
    const place = linesLink([each], file, linkOf);
    return `- ${[...texts, ...keptBy(each, kept)].map(prose).join(' ')} ${place}`;
  });
  const title = counted(unknown.length, 'unknown name');
  return [
    alert(
      'CAUTION',
      title,
      capped(lines, (share * roomOfAlert) / 2, (left) => `- **and ${left} more**`),
    ),
  ];
}

/** What may rest on a truncated response. */
export function unprovenAlert({ guards, changes }: Plan, share: number): readonly string[] {
  const held = guards.filter(({ verdict }) => verdict === 'held');
  if (held.length === 0) return [];
  const lines = held.flatMap((verdict) => verdictLines(verdict, changes));
  return [
    alert(
      'CAUTION',
      'Held back: a response may be truncated',
      capped(lines, share * roomOfAlert, (left) => `- and ${left} more lines`),
    ),
  ];
}

const mostNamed = 3;

function verdictLines(
  { rule, message, accept, changes: about }: Verdict,
  changes: Plan['changes'],
): string[] {
  const named = about.slice(0, mostNamed).map((address) => {
    const change = changes.find((each) => each.address === address);
    return `  ${change === undefined ? `- ${inline(describeAddress(address))}` : changeLine(change)}`;
  });
  const more = about.length - named.length;
  return [
    `- ${code(rule)}: ${prose(message)}`,
    ...(accept === undefined ? [] : [`  - ${code(accept)}`]),
    ...named,
    ...(more > 0 ? [`  - and ${more} more`] : []),
  ];
}

/** What stops the run only with consent, where that is not what stops it anyway. */
export function consentAlert(
  { guards, guardsWithConsent, changes }: Plan,
  share: number,
): readonly string[] {
  const known = new Set(guards.filter(isStopping).map(({ message }) => message));
  const more = guardsWithConsent.filter(
    (verdict) => isStopping(verdict) && !known.has(verdict.message),
  );
  if (more.length === 0) return [];
  const title = more.some(isBlocking)
    ? 'Blocked with `--allow-destructive`'
    : 'Held back even with `--allow-destructive`';
  const lines = more.flatMap((verdict) => verdictLines(verdict, changes));
  return [
    alert(
      'WARNING',
      title,
      capped(lines, share * roomOfAlert, (left) => `- and ${left} more lines`),
    ),
  ];
}
