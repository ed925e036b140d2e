import type { AccessState, Place } from '../../access/state.ts';
import type { Desired, Live } from '../../model.ts';
import type { Index, ReportRule, ReportRuleVerdict } from '../../report/document.ts';
import type { Sources } from '../../report/sources.ts';
import { addressIn } from '../../report/tables.ts';
import type { Tables } from '../../report/tables.ts';
import { judgeFile } from '../../rules/judgeFile.ts';
import { judgeLive } from '../../rules/judgeLive.ts';
import type { JudgedRule } from '../../rules/verdict.ts';
import { breachTexts, claimText, unknownTexts } from '../words/rules.ts';
import type { RulesAsked } from '../words/rules.ts';

/** More breaches of one rule than this are only counted. */
const mostBreaches = 200;

/** One side of a plan, or the account before it, with the rules judged there. */
interface Judged {
  readonly rules: readonly JudgedRule[];
  readonly asked: RulesAsked;
}

/** The access rules of a report's file, judged before the plan and on each side of it. */
export function reportRules(
  { before, asRun, withConsent, live, desired }: Sources,
  tables: Tables,
  today: string,
): readonly ReportRule[] {
  if (desired?.rules === undefined || desired.rules.length === 0) return [];
  const judged = (state: AccessState, of: 'live' | 'planned'): Judged =>
    live === undefined ? ofFile(desired, today) : ofAccount(desired, live, today, { state, of });
  const now = judged(before, 'live');
  const run = asRun && judged(asRun, 'planned');
  const all = withConsent && judged(withConsent, 'planned');
  const placeAt = (place: Place): Index | undefined => tables.placeAt(addressIn(place.ref));
  return now.rules.flatMap(({ rule }, index): readonly ReportRule[] => {
    const sides = [now, run, all].flatMap((side) => side?.rules[index] ?? []);
    const places = new Set(sides.flatMap((each) => each.places.map(placeAt)));
    const people = tables.people.flatMap(({ email }, person) =>
      sides.some((each) => each.covers(email)) ? [person] : [],
    );
    const verdictOf = (side: Judged): ReportRuleVerdict => verdictRow(side, index, tables);
    const line = tables.lineOf(rule.source);
    return [
      {
        name: rule.name,
        claim: claimText(rule),
        severity: rule.severity,
        ...(rule.reason !== undefined && { reason: rule.reason }),
        ...(line && { line }),
        places: [...places].flatMap((place) => place ?? []).toSorted((a, b) => a - b),
        ...(people.length < tables.people.length && { people }),
        before: verdictOf(now),
        ...(run && { as_run: verdictOf(run) }),
        ...(all && { with_consent: verdictOf(all) }),
      },
    ];
  });
}

const ofFile = (desired: Desired, today: string): Judged => ({
  rules: judgeFile(desired, today),
  asked: { of: 'desired', file: desired.file, desired },
});

const ofAccount = (
  desired: Desired,
  live: Live,
  today: string,
  { state, of }: { readonly state: AccessState; readonly of: 'live' | 'planned' },
): Judged => ({
  rules: judgeLive(live, desired, today, state),
  asked: { of, file: desired.file, desired },
});

function verdictRow({ rules, asked }: Judged, index: Index, tables: Tables): ReportRuleVerdict {
  const judged = rules[index];
  if (judged === undefined) return { verdict: 'unknown', breaches: [], unknown: [] };
  const more = judged.breaches.length - mostBreaches;
  return {
    verdict: judged.verdict,
    breaches: breachTexts(judged, asked, mostBreaches).map(({ person, place, text, source }) => {
      const [who, where] = [tables.personAt(person), tables.placeAt(addressIn(place.ref))];
      const line = tables.lineOf(source);
      return {
        text,
        ...(who !== undefined && { person: who }),
        ...(where !== undefined && { place: where }),
        ...(line && { line }),
      };
    }),
    ...(more > 0 && { more }),
    unknown: unknownTexts(judged, asked),
  };
}
