import type { ReportDocument, ReportSide } from '../../src/report/document.ts';
import { nasty } from '../render/activeMarkdown.ts';

/** What names of others could be on a page of HTML. */
export const hostile = [
  ...nasty,
  '</script><script>alert(1)</script>',
  '<!--<script>',
  ']]><svg onload=alert(1)>',
  '"><iframe src="javascript:alert(1)">',
  "' onmouseover='alert(1)",
  '</title><style>* { display: none }</style>',
  '{{7*7}} ${7*7}',
  '\u202Etxt.exe',
  '\u0000\u0007\u001B[31m',
  '\uD800',
  '__proto__',
  'constructor',
  '#person=jane@example.com',
  '%3Cscript%3E',
  'a&b=c&in=d',
] as const;

const name = (index: number): string => hostile[index % hostile.length] ?? '';

const hostileSide = (side: ReportSide): ReportSide => ({
  ...side,
  title: name(45),
  blocked: true,
  guards: hostile.map((text) => ({
    rule: text,
    scope: text,
    verdict: 'blocked',
    text,
    accept: text,
  })),
});

/** The same report with a hostile text everywhere that others write. */
export function withHostileNames(report: ReportDocument): ReportDocument {
  const { plan } = report;
  const named = <Item>(items: readonly Item[], change: (text: string) => Partial<Item>): Item[] =>
    items.map((item, index) => ({ ...item, ...change(name(index)) }));
  return {
    ...report,
    account: { id: name(0), name: name(5) },
    caller: { email: name(6), account_admin: true },
    where: name(7),
    file: { name: name(8), commit: name(9) },
    files: named(report.files, (text) => ({ name: text, url: 'javascript:alert(1)' })),
    people: named(report.people, (text) => ({ email: text, name: text })),
    places: named(report.places, (text) => ({ name: text, address: text, id: text })),
    rules: named(report.rules ?? [], (text) => ({
      name: text,
      claim: text,
      reason: text,
      before: {
        verdict: 'broken',
        breaches: hostile.map((each) => ({ text: each })),
        unknown: [],
      },
      with_consent: { verdict: 'unknown', breaches: [], unknown: [...hostile] },
    })),
    teams: named(report.teams, (text) => ({ name: text })),
    roles: named(report.roles, () => ({ name: name(5), id: name(6), description: name(7) })),
    levels: named(report.levels, (text) => ({ text, short: text.slice(0, 2) })),
    permissions: report.permissions.map((_, index) => name(index + 40)),
    service_keys: hostile.map((text) => ({
      name: text,
      id: text,
      places: [2],
      made: text,
      owner: text,
      remarks: [text],
      line: [0, 1],
    })),
    saml: [
      {
        domains: [...hostile],
        syncs_roles: false,
        mappings: hostile.map((text) => ({ group: text, grants: [{ place: 2, text }] })),
      },
    ],
    findings: hostile.map((text, index) => ({
      id: text,
      code: 'sole-admin',
      heading: text,
      severity: 'high',
      text,
      people: [index],
      places: [2],
      line: [0, 1],
      fix: { text, yaml: `${text}\n${text}` },
      command: text,
      ...(index % 5 === 0 && {
        accepted: { owner: text, until: text, reason: text, line: [0, 1] },
      }),
    })),
    leaves_out: [...hostile],
    coverage: hostile.map((text) => ({
      what: text,
      place: 1,
      count: 1,
      complete: false,
      reason: text,
    })),
    ...(plan && {
      plan: {
        ...plan,
        title: name(45),
        summary: [...hostile],
        digest: name(3),
        changes: named(plan.changes, () => ({
          address: name(46),
          text: name(47),
          reason: name(48),
          fields: hostile.slice(0, 3),
          irreversible: name(49),
          no_effect: name(50),
          also_removes: hostile.slice(3, 6),
        })),
        sections: plan.sections.map((section) => ({
          ...section,
          heading: name(5),
          rows: hostile.map((text, index) => ({
            sign: '-',
            what: text,
            effect: text,
            line: [0, 1],
            changes: [0],
            people: [index % 60],
            losing: [index % 60],
          })),
        })),
        cards: plan.cards.map((card, index) => ({
          ...card,
          as_run: { ...card.as_run, label: name(index) },
          ...(card.with_consent && { with_consent: { ...card.with_consent, label: name(index) } }),
        })),
        beside: hostile.map((text) => ({ is: 'notice', text, address: text })),
        as_run: hostileSide(plan.as_run),
        ...(plan.with_consent && { with_consent: hostileSide(plan.with_consent) }),
        next: hostile.map((text) => ({ command: text, text })),
      },
    }),
  };
}
