import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { reportHtml } from '../../src/render/html/page.ts';
import { madeUp } from '../page/document.ts';
import { withHostileNames } from '../page/hostile.ts';

const report = withHostileNames(madeUp({ people: 60, organizations: 2, spaces: 2 }));
const html = reportHtml(report);
const policy = /content="(default-src[^"]*)"/.exec(html)?.[1];

test('the policy of the page allows its own script and style, and nothing else', () => {
  const hashes = ['script', 'style'].map((name) => {
    const text = new RegExp(`<${name}>([^]*?)</${name}>`).exec(html)?.[1] ?? '';
    return createHash('sha256').update(text).digest('base64');
  });
  expect(policy?.split('; ')).toEqual([
    "default-src 'none'",
    `script-src 'sha256-${hashes[0]}'`,
    `style-src 'sha256-${hashes[1]}'`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ]);
});

test('the data stands in the page as it is, and nothing in it ends its element', () => {
  const [, data = ''] =
    /<script type="application\/json" id="report">([^]*?)<\/script>/.exec(html) ?? [];
  expect(JSON.parse(data)).toEqual(JSON.parse(JSON.stringify(report)));
  expect(data).not.toMatch(/[<\u2028\u2029]/);
  expect(html.match(/<script|<\/script|<!--/gi)).toHaveLength(4);
});

test('the page loads nothing: there is no address in it but those of the report', () => {
  const own = reportHtml({ ...madeUp({ people: 3, organizations: 1, spaces: 1 }), files: [] });
  expect(own.match(/\b(?:https?:)?\/\/[\w.-]+\.\w+|\b(?:src|href)="|@import|url\(/g)).toBeNull();
});
