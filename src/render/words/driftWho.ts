import type { Drift, DriftFinding, Trace } from '../../drift/driftFinding.ts';
import { groupBy } from '../../group.ts';
import type { Plan } from '../../model.ts';
import { minuteOf } from '../../text.ts';
import { counted, nameText } from './names.ts';
import { joined, solid, words } from './pieces.ts';
import type { Piece } from './pieces.ts';
import { subjectOf } from './driftRows.ts';

/** More people than this who may have changed something are counted. */
const mostShown = 3;

/** The maximum number of people named as possible authors of a change. */
const mostNames = 2;

/**
 * Who may have made the changes in Arize, a line for each person, by the audit log: `Probably changed by
 * kim@example.com, 2026-11-25 14:02 UTC: custom role Reviewer`. Nothing where the log was not needed.
 * @param where where all of it can be read
 */
export function whoLines(
  plan: Plan,
  drift: Drift,
  where = ' (--details)',
): readonly (readonly Piece[])[] {
  const { auditLog, findings } = drift;
  const moved = findings.filter(({ direction }) => direction !== 'file');
  if (auditLog.status === 'not-needed' || moved.length === 0) return [];
  if (auditLog.status === 'unreadable') {
    return [
      words(`Who changed it is unknown: the audit log cannot be read. ${auditLog.reason}`, 'dim'),
    ];
  }
  const traced = moved.filter(({ traces }) => traces.length > 0);
  if (traced.length === 0) {
    const part = auditLog.complete
      ? ''
      : ` (only its newest ${auditLog.entries} entries were read)`;
    return [
      words(
        `Who changed it is unknown: nothing in the audit log of the last 30 days matches${part}.`,
        'dim',
      ),
    ];
  }
  const groups = [
    ...groupBy(traced, ({ traces }) =>
      JSON.stringify(traces.map((each) => [each.who, each.names])),
    ).values(),
  ];
  const more = groups.slice(mostShown).flat().length;
  const untraced = moved.length - traced.length;
  return [
    ...groups.slice(0, mostShown).map(([first, ...others]) => lineOf(first, others, plan, drift)),
    ...(more > 0 ? [words(`and ${counted(more, 'more difference')}${where}`, 'dim')] : []),
    ...(untraced > 0
      ? [
          words(
            `The audit log has nothing on ${untraced === 1 ? 'the other difference' : `the other ${untraced} differences`}.`,
            'dim',
          ),
        ]
      : []),
  ];
}

function lineOf(
  first: DriftFinding,
  others: readonly DriftFinding[],
  plan: Plan,
  drift: Drift,
): readonly Piece[] {
  const { traces } = first;
  const all = [first, ...others];
  const times = all.map((finding) => minuteOf(finding.traces[0]?.at ?? '')).toSorted();
  const [from = '', to = ''] = [times[0], times.at(-1)];
  const when = from === to ? from : `${from.replace(/ UTC$/, '')} to ${to}`;
  const isOnly = drift.findings.length === all.length;
  const what =
    others.length === 0 ? subjectOf(first, plan, drift) : words(`${all.length} differences`);
  return [
    ...words(`${traces.every(({ names }) => names) ? 'Probably' : 'Perhaps'} changed by`),
    ...whoOf(traces),
    solid(',', undefined, 0),
    ...words(when),
    ...(isOnly ? [] : [solid(':', undefined, 0), ...what]),
  ];
}

function whoOf(traces: readonly Trace[]): readonly Piece[] {
  // One person may have made several changes that could be the one.
  const people = [...groupBy(traces, ({ who }) => who).values()].map(([first]) => first);
  const names = people
    .slice(0, mostNames)
    .map(({ who, service }) => [
      ...(service === true ? words('the service identity') : []),
      solid(nameText(who)),
    ]);
  const more = people.length - names.length;
  return more > 0 ? [...joined(names), ...words(`or ${more} more`)] : joined(names, ' or');
}
