import type { JudgedRule } from '../../rules/verdict.ts';
import { inert, visible } from '../../text.ts';
import { placeText } from '../words/change.ts';
import { breachTexts, claimText, unknownTexts } from '../words/rules.ts';
import type { RulesAsked } from '../words/rules.ts';

/** Rules as test cases in JUnit's XML, which every CI system shows. A rule that could not be checked is skipped. */
export function junit(judged: readonly JudgedRule[], asked: RulesAsked): string {
  const fails = judged.filter(isFailure);
  const skips = judged.filter(({ verdict }) => verdict === 'unknown');
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites tests="${judged.length}" failures="${fails.length}" errors="0">`,
    `  <testsuite name="access rules" tests="${judged.length}" failures="${fails.length}" errors="0" skipped="${skips.length}">`,
    ...judged.flatMap((each) => testCase(each, asked)),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const isFailure = ({ rule, verdict }: JudgedRule): boolean =>
  verdict === 'broken' && rule.severity === 'block';

function testCase(judged: JudgedRule, asked: RulesAsked): readonly string[] {
  const { rule, verdict } = judged;
  const { file, line } = rule.source;
  const start = `    <testcase classname="access rules" name="${xml(rule.name)}" file="${xml(file)}" line="${line}"`;
  const texts = breachTexts(judged, asked).map(
    ({ text, source }) => `${placeText(source) ?? ''}: ${text}`,
  );
  switch (verdict) {
    case 'ok':
      return [`${start}/>`];
    case 'unknown':
      return [
        `${start}>`,
        `      <skipped message="${xml(unknownTexts(judged, asked).join('; '))}"/>`,
        '    </testcase>',
      ];
    case 'broken': {
      const body = texts.map(xml).join('\n');
      return [
        `${start}>`,
        isFailure(judged)
          ? `      <failure message="${xml(claimText(rule))}">${body}</failure>`
          : `      <system-out>${body}</system-out>`,
        '    </testcase>',
      ];
    }
  }
}

/** Names are what other people chose: no sign in one ends a value, and no control character breaks the document. */
const xml = (text: string): string =>
  inert(visible(text))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
