import { whoIn } from '../../access/groups.ts';
import { emailIn, ownName } from '../../key.ts';
import { placeAddress } from '../../access/state.ts';
import type { AccessDelta } from '../../delta.ts';
import { kindOf } from '../../kinds/index.ts';
import { limitNames } from '../../limits.ts';
import type { Change, Plan, PlannedChange, Verdict } from '../../model.ts';
import { consented, impactsOf, sendsEmail } from '../../plan/impact.ts';
import type { Impact } from '../../plan/impact.ts';
import { isBlocked } from '../../plan/verdicts.ts';
import { effectOf } from '../../report/access.ts';
import type { AccessMap } from '../../report/access.ts';
import type {
  Index,
  ReportCard,
  ReportChange,
  ReportCount,
  ReportEffect,
  ReportPlan,
  ReportRow,
  ReportRowEffect,
  ReportSide,
  ReportVerdict,
} from '../../report/document.ts';
import type { Tables } from '../../report/tables.ts';
import { linesOf } from '../words/change.ts';
import { adviceCommand, adviceForPlan } from '../words/next.ts';
import { followUpLine, remedyOf } from '../words/command.ts';
import type { Again } from '../words/command.ts';
import { effectsOf } from '../words/effects.ts';
import type { Effects } from '../words/effects.ts';
import { shownFields } from '../words/fields.ts';
import { keptSentences } from '../words/kept.ts';
import { counted, describeAddress, doing, nameText } from '../words/names.ts';
import { plainText } from '../words/pieces.ts';
import { sectionsOf } from '../words/rows.ts';
import type { Row } from '../words/rows.ts';
import { accessSummary, planSummary } from '../words/summary.ts';
import { planTitle } from '../words/title.ts';
import type { PlanSide } from '../words/title.ts';

/** What a report says about its plan. */
export interface PlanContext {
  /** Whether the run may destroy. */
  readonly consent: boolean;
  readonly again: Again;
}

/** The plan of a report: the words of its screen, and the effects of its access engine, by the indices of the tables. */
export function reportPlan(
  plan: Plan,
  map: AccessMap,
  tables: Tables,
  { consent, again }: PlanContext,
): ReportPlan {
  const { changes, access, digest, limits } = plan;
  const indices = new Map(changes.map(({ address }, index) => [address, index]));
  const effects = effectsOf(plan);
  const changeAt = (address: string): Index | undefined => indices.get(address);
  const besideAll = consentedEffects(plan, tables, changeAt);
  const side = (
    is: PlanSide,
    delta: AccessDelta,
    guards: readonly Verdict[],
    cells: Pick<ReportEffect, 'cells'> | undefined,
  ): ReportSide => ({
    title: planTitle(plan, is),
    blocked: isBlocked(guards),
    guards: guards.map(verdictRow),
    cells: cells?.cells ?? [],
    ...effectOf(delta, changes, tables, changeAt),
    not_judged: notJudged(delta),
  });
  return {
    title: planTitle(plan),
    summary: [planSummary(plan), ...(changes.length === 0 ? [] : [accessSummary(plan)])],
    consent,
    digest,
    changes: changes.map((change) => changeRow(change, tables, changeAt)),
    sections: sectionsOf(plan).map(({ effect: does, heading, rows }) => ({
      effect: does,
      heading,
      rows: rows.map((row) => {
        const shown = rowOf(row, effects, tables, changeAt);
        const other = besideAll(row.changes);
        const isSame =
          other === undefined || JSON.stringify(effectIn(shown)) === JSON.stringify(other);
        return isSame ? shown : { ...shown, with_consent: other };
      }),
    })),
    cards: cardsOf(plan, tables, changeAt),
    as_run: side('asRun', access.asRun, plan.guards, map.asRun),
    ...(access.withConsent !== access.asRun && {
      with_consent: side(
        'withConsent',
        access.withConsent,
        plan.guardsWithConsent,
        map.withConsent,
      ),
    }),
    beside: besideOf(plan, tables, again),
    limits: limitNames.map((name) => {
      const limit = limits[name];
      const line = limit.source === 'file' ? tables.lineOf(limit.position) : undefined;
      return { name, value: limit.value, source: limit.source, ...(line && { line }) };
    }),
    next: adviceForPlan(plan, consent).map((advice) =>
      typeof advice === 'string'
        ? { text: advice }
        : { command: adviceCommand(advice.command, plan, again), text: advice.does },
    ),
  };
}

const verdictRow = ({ rule, scope, verdict, message, accept }: Verdict): ReportVerdict => ({
  rule,
  scope,
  verdict,
  text: message,
  ...(accept !== undefined && { accept }),
});

/** What is not known about people's access, a text each. */
const notJudged = ({ beyond, unread }: AccessDelta): readonly string[] => [
  ...unread.map(
    (address) => `Access to ${plainText(describeAddress(address))} may change: it was not read.`,
  ),
  ...[...new Set(beyond.map(({ role }) => role))].map((role) => {
    const people = new Set(beyond.filter((each) => each.role === role).map((each) => each.person));
    return `${counted(people.size, 'person')} ${people.size === 1 ? 'holds' : 'hold'} ${nameText(role)} in resources that were not read.`;
  }),
];

function changeRow(
  change: PlannedChange,
  tables: Tables,
  changeAt: (address: string) => Index | undefined,
): ReportChange {
  const { address, kind, key, action, effect, reason, irreversible, held, noEffect } = change;
  const { label, keyedBy, access } = kindOf(kind);
  const person = keyedBy === 'person' ? tables.personAt(emailIn(key)) : undefined;
  const place = tables.placeAt(placeAddress(change));
  const role = access?.is === 'role' ? tables.roleAt(ownName(key)) : undefined;
  const line = tables.lineOf(change.source);
  const fields = shownFields(change, false);
  return {
    address,
    text: plainText(doing(change)),
    kind: label,
    action,
    effect,
    ...(person !== undefined && { person }),
    ...(place !== undefined && { place }),
    ...(role !== undefined && { role }),
    fields: [fields.inline, ...fields.below].filter(({ length }) => length > 0).map(plainText),
    ...(reason !== undefined && { reason }),
    ...(line && { line }),
    ...(irreversible !== undefined && { irreversible }),
    ...(held && { held }),
    ...(noEffect !== undefined && { no_effect: noEffect }),
    also_removes: change.cascade,
    needs: change.needs.flatMap((needed) => changeAt(needed) ?? []),
  };
}

const rowKey = (changes: readonly PlannedChange[]): string =>
  JSON.stringify(changes.map(({ address }) => address));

/** What each row does if nothing is held back: a change can do less, or more, beside the others. */
function consentedEffects(
  plan: Plan,
  tables: Tables,
  changeAt: (address: string) => Index | undefined,
): (changes: readonly PlannedChange[]) => ReportRowEffect | undefined {
  const { withConsent } = plan.access;
  if (withConsent === plan.access.asRun) return () => undefined;
  const consenting: Plan = { ...plan, access: { asRun: withConsent, withConsent } };
  const effects = effectsOf(consenting);
  const rows = new Map(
    sectionsOf(consenting).flatMap(({ rows: own }) =>
      own.map((row) => [rowKey(row.changes), effectIn(rowOf(row, effects, tables, changeAt))]),
    ),
  );
  return (changes) => rows.get(rowKey(changes));
}

const effectIn = ({ effect, people, losing }: ReportRow): ReportRowEffect => ({
  effect,
  people,
  losing,
});

function rowOf(
  { sign, what, effect, changes }: Row,
  effects: Effects,
  tables: Tables,
  changeAt: (address: string) => Index | undefined,
): ReportRow {
  const touched = changes.map((change) => effects.touched(change));
  const losing = touched.flatMap((each) => each.losing);
  const named = changes.flatMap(({ kind, key }) =>
    kindOf(kind).keyedBy === 'person' ? [emailIn(key)] : [],
  );
  const lines = linesOf(changes.map(({ source }) => source));
  const line = lines && tables.lineOf({ file: lines.file, line: lines.from }, lines.to);
  return {
    sign: sign.text,
    ...((sign.paint === 'red' || sign.paint === 'yellow' || sign.paint === 'green') && {
      paint: sign.paint,
    }),
    what: plainText(what),
    effect: plainText(effect),
    ...(line && { line }),
    changes: changes.flatMap(({ address }) => changeAt(address) ?? []),
    people: indicesOf([...named, ...losing, ...touched.flatMap((each) => each.gaining)], tables),
    losing: indicesOf(losing, tables),
  };
}

const indicesOf = (emails: Iterable<string>, { personAt }: Tables): readonly Index[] =>
  [...new Set([...emails].flatMap((email) => personAt(email) ?? []))].toSorted((a, b) => a - b);

/** One number of a plan: whom and which changes it counts. */
interface Counting {
  readonly id: ReportCard['id'];
  readonly of: (impact: Impact) => number;
  label(count: number): string;
  /** The people, from the delta of a run. */
  people?(delta: AccessDelta): Iterable<string>;
  changes?(change: PlannedChange): boolean;
}

const verb = (one: string, more: string) => (count: number) =>
  `${count === 1 ? 'person' : 'people'} ${count === 1 ? one : more}`;

const cards: readonly Counting[] = [
  {
    id: 'destroyed',
    of: ({ destroyed }) => destroyed,
    label: () => 'to destroy',
    changes: ({ effect }) => effect === 'destroys',
  },
  {
    id: 'irreversible',
    of: ({ irreversible }) => irreversible,
    label: () => 'cannot be undone',
    changes: ({ irreversible }) => irreversible !== undefined,
  },
  {
    id: 'losing',
    of: ({ losing }) => losing,
    label: verb('loses access', 'lose access'),
    people: (delta) => whoIn(delta, 'losing'),
  },
  {
    id: 'losing_all',
    of: ({ losingAll }) => losingAll,
    label: verb('loses everything', 'lose everything'),
    people: ({ losingAll }) => losingAll.map(({ person }) => person),
  },
  {
    id: 'new_admins',
    of: ({ newAdmins }) => newAdmins,
    label: (count) => (count === 1 ? 'new admin' : 'new admins'),
  },
  {
    id: 'gaining',
    of: ({ gaining }) => gaining,
    label: verb('gains access', 'gain access'),
    people: (delta) => whoIn(delta, 'gaining'),
  },
  {
    id: 'emails',
    of: ({ emails }) => emails,
    label: (count) => (count === 1 ? 'e-mail is sent' : 'e-mails are sent'),
    changes: sendsEmail,
  },
];

function cardsOf(
  plan: Plan,
  tables: Tables,
  changeAt: (address: string) => Index | undefined,
): readonly ReportCard[] {
  const impacts = impactsOf(plan);
  const running = plan.changes.filter(({ held }) => held === undefined);
  const { asRun, withConsent } = plan.access;
  const isSame = running.length === plan.changes.length;
  return cards.map(({ id, of, label, ...counting }): ReportCard => {
    const count = (
      impact: Impact,
      delta: AccessDelta,
      some: readonly PlannedChange[],
    ): ReportCount => ({
      count: of(impact),
      label: label(of(impact)),
      ...countedBy({ id, ...counting }, delta, some, tables, changeAt),
    });
    return {
      id,
      as_run: count(impacts.asRun, asRun, running),
      ...(!isSame && {
        with_consent: count(impacts.withConsent, withConsent, consented(plan)),
      }),
    };
  });
}

/** The people and the changes that a number counts, each with the other. */
function countedBy(
  { id, people, changes }: Pick<Counting, 'id' | 'people' | 'changes'>,
  delta: AccessDelta,
  some: readonly PlannedChange[],
  tables: Tables,
  changeAt: (address: string) => Index | undefined,
): Omit<ReportCount, 'count' | 'label'> {
  const ofChanges = (addresses: Iterable<string>): readonly Index[] =>
    [...new Set([...addresses].flatMap((each) => changeAt(each) ?? []))].toSorted((a, b) => a - b);
  if (changes !== undefined) {
    const own = some.filter(changes);
    const addresses = new Set(own.map(({ address }) => address));
    const named = own.flatMap((change) => personOf(change));
    const touched = delta.changes.filter(({ causes }) =>
      causes.some((each) => addresses.has(each)),
    );
    return {
      people: indicesOf([...named, ...touched.map(({ person }) => person)], tables),
      changes: ofChanges(addresses),
    };
  }
  if (people !== undefined) {
    const who = new Set(people(delta));
    const does = id === 'gaining' ? 'gains' : 'loses';
    const causes = [
      ...delta.changes
        .filter(
          ({ person, effect }) => who.has(person) && (effect === does || effect === 'changes'),
        )
        .flatMap((each) => each.causes),
      ...(id === 'losing_all' ? delta.losingAll.flatMap((each) => each.causes) : []),
    ];
    return { people: indicesOf(who, tables), changes: ofChanges(causes) };
  }
  const { new_admins: admins } = effectOf(delta, some, tables, changeAt);
  return {
    people: [...new Set(admins.map(({ person }) => person))].toSorted((a, b) => a - b),
    changes: [...new Set(admins.flatMap(({ cause }) => cause ?? []))].toSorted((a, b) => a - b),
  };
}

const personOf = ({ kind, key }: Change): readonly string[] =>
  kindOf(kind).keyedBy === 'person' ? [emailIn(key)] : [];

/** Everything beside the changes, ready to show. */
function besideOf(plan: Plan, { lineOf }: Tables, again: Again): ReportPlan['beside'] {
  const rows = (
    is: ReportPlan['beside'][number]['is'],
    some: readonly {
      readonly text: string;
      readonly address?: string | undefined;
      readonly source?: Change['source'] | undefined;
      readonly command?: string | undefined;
    }[],
  ): ReportPlan['beside'] =>
    some.map(({ text, address, source, command }) => {
      const line = lineOf(source);
      return {
        is,
        text,
        ...(address !== undefined && { address }),
        ...(line && { line }),
        ...(command !== undefined && { command }),
      };
    });
  const noticed = (notice: Plan['notices'][number]) => {
    const [does, command] = remedyOf(notice, again, plan) ?? [];
    const { message, address, source } = notice;
    return { text: does === undefined ? message : `${message} ${does}`, address, source, command };
  };
  return [
    ...rows('loosened', plan.loosened.map(noticed)),
    ...rows(
      'manual',
      plan.manual.map((each) => ({
        ...each,
        text: `${plainText(describeAddress(each.address))}: ${each.message}`,
        command: each.next && followUpLine(each.next, again, plan),
      })),
    ),
    ...rows(
      'unknown',
      plan.unknown.map(({ message, suggestion, ...each }) => ({
        ...each,
        text: suggestion === undefined ? message : `${message} ${suggestion}`,
      })),
    ),
    ...rows(
      'kept',
      keptSentences(plan.kept).map((text) => ({ text })),
    ),
    ...rows(
      'observed',
      plan.observed.map((change) => ({ ...change, text: plainText(doing(change)) })),
    ),
    ...rows('notice', plan.notices.map(noticed)),
  ];
}
