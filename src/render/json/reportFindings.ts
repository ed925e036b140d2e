import { refAddress } from '../../kinds/index.ts';
import type { ReportFinding } from '../../report/document.ts';
import type { Finding } from '../../report/findings/finding.ts';
import { addressIn } from '../../report/tables.ts';
import type { Tables } from '../../report/tables.ts';
import { followUpLine } from '../words/command.ts';
import type { Again } from '../words/command.ts';
import { findingCommand, findingHeadings, findingText, fixText } from '../words/mapFindings.ts';

/** A finding, in words and by the indices of the tables. */
export function findingRow(
  finding: Finding,
  { personAt, placeAt, roleAt, lineOf }: Tables,
  file: string,
  again: Again,
): ReportFinding {
  const { id, facts, severity, ref, people, places, source, yaml, accepted } = finding;
  const line = lineOf(source);
  const role = facts.code === 'can-grant' ? roleAt(facts.role) : undefined;
  const command = findingCommand(facts);
  const acceptedAt = lineOf(accepted?.source);
  return {
    id,
    code: facts.code,
    heading: findingHeadings[facts.code],
    severity,
    text: findingText(finding),
    ...(ref && { address: refAddress(ref) }),
    people: people.flatMap((email) => personAt(email) ?? []),
    places: places.flatMap((place) => placeAt(addressIn(place)) ?? []),
    ...(role !== undefined && { role }),
    ...(line && { line }),
    fix: { text: fixText(facts, yaml !== undefined), ...(yaml !== undefined && { yaml }) },
    ...(command && { command: followUpLine(command, again, { file }) }),
    ...(accepted &&
      acceptedAt && {
        accepted: {
          owner: accepted.owner,
          until: accepted.until,
          ...(accepted.reason !== undefined && { reason: accepted.reason }),
          line: acceptedAt,
        },
      }),
  };
}
