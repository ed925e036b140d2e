import type { Drift, DriftFinding } from '../../drift/driftFinding.ts';
import type { Plan } from '../../model.ts';
import type { ReportDrift, ReportPlan } from '../../report/document.ts';
import type { Tables } from '../../report/tables.ts';
import { minuteOf } from '../../text.ts';
import { askedText, driftTitle, shownFinding, summaryOfDrift } from '../words/drift.ts';
import { describeAddress, nameText } from '../words/names.ts';
import { joined, plainText, solid } from '../words/pieces.ts';

/** The differences of a drift, and who may have made them. */
export function reportDrift(
  drift: Drift,
  plan: Plan,
  tables: Tables,
): NonNullable<ReportPlan['drift']> {
  const asked = askedText(drift);
  return {
    title: driftTitle(plan, drift),
    summary: summaryOfDrift(plan, drift),
    ...(drift.base && { compared_with: drift.base.name }),
    ...(asked !== undefined && { asked }),
    findings: drift.findings.map((finding) => driftRow(finding, tables)),
  };
}

function driftRow(finding: DriftFinding, { lineOf }: Tables): ReportDrift {
  const { id, address, direction, traces, source, message } = finding;
  const { head, inline, below } = shownFinding(finding);
  const [, ...phrase] = head;
  const fields = joined([inline, ...below].filter(({ length }) => length > 0));
  const text = plainText([
    ...phrase,
    ...describeAddress(address),
    ...(fields.length === 0 ? [] : [solid(':', undefined, 0), ...fields]),
  ]);
  const line = lineOf(source);
  return {
    id,
    address,
    text: message === undefined ? text : `${text}. ${message}`,
    direction,
    who: traces.map(
      ({ who, at, names }) => `${names ? 'probably' : 'perhaps'} ${nameText(who)}, ${minuteOf(at)}`,
    ),
    ...(line && { line }),
  };
}
