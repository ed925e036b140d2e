import type { Direction, Drift, DriftFinding } from '../../drift/driftFinding.ts';
import type { Notice, Plan } from '../../model.ts';
import { shownFields } from './fields.ts';
import type { Sides } from './fields.ts';
import { words, solid } from './pieces.ts';
import { counted, nameText } from './names.ts';
import { accountClaim } from '../../plan/claims.ts';
import { besides } from './claims.ts';
import { count, nothingText } from './summary.ts';
import { driftSigns } from './change.ts';

/** What a drift comes to, in words. */

/** What is said about findings of one direction. */
export const driftHeadings: Readonly<Record<Direction, string>> = {
  live: 'Changed in Arize',
  both: 'Changed in Arize and in the file',
  file: 'Not applied yet',
  unknown: 'Different',
};

/** What a finding begins with, and what each side has. */
export function shownFinding({ kind, key, file, live, renamedTo }: DriftFinding) {
  if (renamedTo !== undefined) {
    return {
      head: [solid('~', 'yellow'), ...words('renamed in Arize:', 'yellow')],
      inline: [...words('is called'), solid(nameText(renamedTo)), ...words('now')],
      below: [],
    };
  }
  const sides: Sides | undefined =
    file !== undefined && live !== undefined
      ? { kind, key, action: 'update', before: live, after: file }
      : file !== undefined
        ? { kind, key, action: 'create', after: file }
        : live === undefined
          ? undefined
          : { kind, key, action: 'delete', before: live };
  if (sides === undefined) return { head: [solid('!', 'magenta')], inline: [], below: [] };
  const { symbol, paint, phrase } = driftSigns[sides.action];
  return {
    head: [solid(symbol, paint), ...words(phrase, paint)],
    ...shownFields(sides, true),
  };
}

/** How reliable the names of the probable authors are; undefined if the audit log was not needed. */
export function askedText({ auditLog, findings }: Drift): string | undefined {
  switch (auditLog.status) {
    case 'not-needed':
      return undefined;
    case 'unreadable':
      return `Who made the changes is unknown: the audit log cannot be read. ${auditLog.reason}`;
    case 'read': {
      const part = auditLog.complete
        ? ''
        : ` Only its newest ${auditLog.entries} entries were read.`;
      if (findings.every(({ traces }) => traces.length === 0)) {
        return `Who made the changes is unknown: nothing in Arize's audit log of the last 30 days matches.${part}`;
      }
      return `Who made the changes is a hint from Arize's audit log, not proof: the log records the operation, not its subject.${part}`;
    }
  }
}

/** What is accepted for a time; undefined for nothing. */
export function knownText({ known }: Drift): string | undefined {
  if (known.length === 0) return undefined;
  const [first] = known.map(({ by }) => by.until).toSorted();
  return `Accepted: ${counted(known.length, 'difference')}${known.length === 1 ? ' until' : ', the first until'} ${first ?? ''}.`;
}

/** The line that sums a drift up. */
export function summaryOfDrift(plan: Plan, { findings, known }: Drift): string {
  if (findings.length === 0) {
    if (known.length === 0) return nothingText('drift', plan);
    const claim = accountClaim(plan);
    return `No drift${claim.certain ? '' : ' in what was read'}; ${acceptedText(known)}${besides(claim)}.`;
  }
  const of = (direction: Direction): number =>
    count(findings, (finding) => finding.direction === direction);
  const parts = [
    [of('live'), 'changed in Arize'],
    [of('both'), 'changed on both sides'],
    [of('file'), 'not applied yet'],
    [of('unknown'), 'different'],
  ] as const;
  const shownParts = parts.filter(([n]) => n > 0).map(([n, phrase]) => `${n} ${phrase}`);
  const accepted = known.length === 0 ? '' : `; ${acceptedText(known)}`;
  return `Drift: ${shownParts.join(', ')}${accepted}.`;
}

/** The same in a few words: `3 changed in Arize, 1 not applied yet`. */
export function driftTitle(plan: Plan, drift: Drift): string {
  if (drift.findings.length > 0)
    return summaryOfDrift(plan, drift).replaceAll(/^Drift: |[;.].*$/g, '');
  return accountClaim(plan).certain ? 'none' : 'none in what was read';
}

/** `1 more difference is accepted until 2027-03-31`. */
function acceptedText(known: Drift['known']): string {
  const [first = ''] = known.map(({ by }) => by.until).toSorted();
  return known.length === 1
    ? `1 difference is accepted until ${first}`
    : `${known.length} differences are accepted, the first until ${first}`;
}

/** Said where the direction of differences is not known. */
export const unknownSide =
  'Which side changed is unknown: name the file as last applied with --base.';

/** A drift never runs, so it omits what a run would remove; each difference is listed above. */
export const noticesFor = ({ notices }: Plan, drift: Drift): readonly Notice[] => [
  ...notices.filter(({ code }) => code !== 'takes-over'),
  ...staleNotices(drift),
];

const staleNotices = ({ stale }: Drift): readonly Notice[] =>
  stale.map(({ source, owner, list }) => ({
    code: 'known-drift-done',
    message: `The entry of ${owner} under \`${list}\` accepts nothing anymore; you can delete it.`,
    source,
  }));
