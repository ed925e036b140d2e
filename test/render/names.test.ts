import fc from 'fast-check';
import { expect, test } from 'vitest';
import { kinds, refAddress } from '../../src/kinds/index.ts';
import type { Drift } from '../../src/drift/driftFinding.ts';
import type { Plan, PlannedChange, Ref } from '../../src/model.ts';
import { refOf } from '../../src/kinds/refOf.ts';
import { plainStyle, renderDrift, renderPlan } from '../../src/render/index.ts';
import { nameText, valueText } from '../../src/render/words/names.ts';
import { columns, visible } from '../../src/text.ts';
import { plans } from './samples.ts';

test.each([
  ['a plain text stays', 'raj@example.com, é 東京', 'raj@example.com, é 東京'],
  ['escape', '\u001b[31m', String.raw`\u001b[31m`],
  ['C1 escape', '\u009b31m', String.raw`\u009b31m`],
  ['line ends', 'a\nb\rc\u2028d\u2029', String.raw`a\u000ab\u000dc\u2028d\u2029`],
  ['turned round', '\u202e\u2066', String.raw`\u202e\u2066`],
  ['zero width', '\u200b\u200d\ufeff', String.raw`\u200b\u200d\ufeff`],
  ['fillers and selectors', '\u3164\ufe0f\u034f', String.raw`\u3164\ufe0f\u034f`],
  ['spaces that are none', '\u00a0\u3000\u2800', String.raw`\u00a0\u3000\u2800`],
  ['tags', '\u{e0041}', String.raw`\u{e0041}`],
  ['half a character', '\ud83d', String.raw`\ud83d`],
])('visible: %s', (_, text, shown) => {
  expect(visible(text)).toBe(shown);
});

test.each([
  ['letters', 'abc', 3],
  ['an accent of its own', 'e\u0301', 1],
  ['East Asian', '東京', 4],
  ['emoji', '🚀', 2],
])('columns of %s', (_, text, count) => {
  expect(columns(text)).toBe(count);
});

test.each([
  ['one word', 'team-alpha', 'team-alpha'],
  ['an e-mail', "o'brien+x@example.com", "o'brien+x@example.com"],
  ['letters of any script', '東京', '東京'],
  ['spaces', 'Platform Team', '"Platform Team"'],
  ['a slash', 'a/b', '"a/b"'],
  ['a quote', 'a"b', String.raw`"a\"b"`],
  ['a written escape', String.raw`\u202e`, String.raw`"\\u202e"`],
  ['an escape', '\u202e', String.raw`"\u202e"`],
  ['a sign in front', '-x', '"-x"'],
  ['nothing', '', '""'],
  ['a built-in word', 'Admin', '"Admin"'],
])('a name with %s', (_, name, shown) => {
  expect(nameText(name)).toBe(shown);
});

test.each([
  ['a word', 'read-only', 'read-only'],
  ['a role', { custom: 'Data Scientist' }, '"Data Scientist"'],
  ['a role called like a word', { custom: 'member' }, 'custom role "member"'],
  ['a role that nearly is', { custom: 'Member' }, 'custom role "Member"'],
  ['yes', true, 'true'],
  ['a text that says yes', 'true', '"true"'],
  ['a set', ['A', 'B'], 'A, B'],
  ['an empty set', [], 'none'],
])('the value of %s', (_, value, shown) => {
  expect(valueText(value)).toBe(shown);
});

const refs: fc.Arbitrary<Ref> = fc.constantFrom(...kinds).chain(({ name, addressTemplate }) => {
  const length = addressTemplate.filter((part) => part === '*').length;
  const part = fc.oneof(fc.string({ unit: 'binary' }), fc.constantFrom('%2F', '/', '%25', '*', ''));
  return fc
    .array(part, { minLength: length, maxLength: length })
    .map((key) => ({ kind: name, key }));
});

test('an address leads back to what it names', () => {
  fc.assert(
    fc.property(refs, (ref) => {
      expect(refOf(refAddress(ref))).toEqual(ref);
    }),
  );
});

test.each(['', 'space', 'group/a', 'space/a', 'space/a/b/c/d', 'project/a/b/c/restrictions'])(
  'no address: "%s"',
  (text) => {
    expect(refOf(text)).toBeUndefined();
  },
);

test('no name can add a line or anything unseen', () => {
  const layout = { style: plainStyle, width: 80 };
  const sentence = fc
    .array(fc.constantFrom('-', '+', '~', '"', 'remove', 'member', 'eve@example.com'), {
      maxLength: 40,
    })
    .map((parts) => parts.join(' '));
  fc.assert(
    fc.property(refs, fc.oneof(fc.string({ unit: 'binary' }), sentence), (ref, text) => {
      const address = refAddress(ref);
      const change: PlannedChange = {
        ...ref,
        address,
        action: 'update',
        id: 'VXNlcjox',
        effect: 'destroys',
        stage: 3,
        held: 'needs-consent',
        requires: [],
        needs: [],
        before: { description: text },
        after: { description: `${text}.` },
        reason: text,
        cascade: [text],
      };
      const plan: Plan = {
        ...plans.empty,
        account: { id: text, name: text },
        changes: [change],
        // Our own sentences begin with our own words.
        manual: [{ address, kind: ref.kind, cause: 'console-only', message: `name: ${text}` }],
        unknown: [
          {
            ...ref,
            address,
            message: `There is no person "${text}" in the account.`,
            suggestion: `did you mean "${text}"?`,
            source: { file: 'access.yaml', line: 1, column: 1 },
            skips: [],
          },
        ],
        kept: [{ removal: change, because: [] }],
        notices: [{ code: 'any', message: `The name ${text}` }],
      };
      const drift: Drift = {
        base: { from: 'git', name: text },
        auditLog: { status: 'unreadable', reason: `The reason ${text}` },
        findings: [
          {
            id: '0a1b2c3d',
            address,
            kind: ref.kind,
            key: ref.key,
            direction: 'live',
            live: {},
            back: 'by-hand',
            message: `name: ${text}`,
            cascade: [text],
            traces: [{ who: text, at: `at ${text}`, operation: `op ${text}`, names: true }],
          },
        ],
        known: [],
        stale: [],
      };
      const texts = [
        [renderPlan(plan, layout, 'plan', false), 1],
        // In the details it stands above, too, where all that destroys is listed.
        [renderPlan(plan, { ...layout, access: 'full' }, 'plan', false), 2],
        [renderDrift({ ...plan, changes: [], manual: [] }, drift, layout), 1],
        // There a row begins with its id.
        [renderDrift(plan, drift, { ...layout, access: 'full' }), 0],
      ] as const;
      for (const [shown, expected] of texts) {
        const lines = shown.split('\n');
        expect(lines.map(visible)).toEqual(lines);
        // Only our own lines start with a symbol: what wraps is deeper.
        const entries = lines.filter((line) => /^ {0,6}[+~<>-] /.test(line));
        expect(entries).toHaveLength(expected);
      }
    }),
  );
});
