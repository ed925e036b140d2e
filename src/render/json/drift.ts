import type { Drift, DriftFinding } from '../../drift/driftFinding.ts';
import type { Acceptance } from '../../model.ts';
import { count } from '../words/summary.ts';
import { sourceJson } from './source.ts';

/**
 * What `drift` adds to the document of a comparison: its findings, each with the way it points.
 * @param adopted what the file says since
 */
export const driftJson = (
  { base, auditLog, findings, known, stale }: Drift,
  adopted: readonly DriftFinding[],
): object => ({
  base: base ?? null,
  audit_log: auditLog,
  summary: {
    findings: findings.length,
    changed_live: count(findings, ({ direction }) => direction === 'live'),
    changed_in_file: count(findings, ({ direction }) => direction === 'file'),
    changed_on_both_sides: count(findings, ({ direction }) => direction === 'both'),
    direction_unknown: count(findings, ({ direction }) => direction === 'unknown'),
    known: known.length,
    adopted: adopted.length,
  },
  findings: findings.map((finding) => ({
    ...findingJson(finding),
    ...(adopted.includes(finding) && { adopted: true }),
  })),
  known: known.map(({ finding, by }) => ({ ...findingJson(finding), accepted: knownJson(by) })),
  stale: stale.map(knownJson),
});

const findingJson = (finding: DriftFinding): object => ({
  id: finding.id,
  address: finding.address,
  kind: finding.kind,
  key: finding.key,
  direction: finding.direction,
  file: finding.file ?? null,
  live: finding.live ?? null,
  way_back: finding.back,
  ...(finding.message !== undefined && { message: finding.message }),
  ...(finding.noEffect !== undefined && { no_effect: finding.noEffect }),
  consequences: finding.cascade,
  ...sourceJson(finding.source),
  traces: finding.traces.map(({ who, service, at, operation, names }) => ({
    who,
    at,
    ...(operation !== undefined && { operation }),
    names,
    ...(service && { service }),
  })),
  ...(finding.lapsed && { lapsed: knownJson(finding.lapsed) }),
});

const knownJson = ({ of, owner, until, reason, source }: Acceptance): object => ({
  of: 'key' in of ? { kind: of.kind, key: of.key } : of,
  owner,
  until,
  ...(reason !== undefined && { reason }),
  ...sourceJson(source),
});
