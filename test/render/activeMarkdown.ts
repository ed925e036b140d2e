import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** What names of others could do on a page, and what they did. */

/** Everything that does something in Markdown, on GitHub or on GitLab. */
export const nasty = [
  '# heading',
  '@octo/team',
  '@everyone please',
  '[link](https://evil.example)',
  '![image](https://evil.example/x.png)',
  '<img src=x onerror=alert(1)>',
  '</details><h1>done</h1>',
  '</code></summary></details>',
  '<!-- ax-access plan access.yaml -->',
  '--> <b>x</b>',
  '```\n# out of the fence\n```',
  '````',
  '`@octo/team`',
  '``@octo/team``',
  '\\`@octo/team\\`',
  '| a | b |\n| --- | --- |',
  '| --- |',
  '> [!TIP]',
  '- [x] done',
  '1. one',
  '1) one',
  'a\\|b\\\\|c',
  '"a b" `c d` "',
  '---',
  '===',
  '**bold**',
  '__x__ ~~y~~',
  'https://evil.example',
  'www.evil.example',
  'http:',
  '#123',
  'GH-123',
  'JIRA-42',
  'owner/repo#1',
  '0123456789abcdef0123456789abcdef01234567',
  ':tada:',
  '&lt;b&gt; &amp;',
  '\u202e\u0000\u2028x',
  '$x^2$',
  '[^1]',
  '[x]: https://evil.example',
  '    code',
  '\tcode',
  '/approve',
  '!123 ~label %milestone',
  'a  \nb',
  'javascript:alert(1)',
] as const;

export const htmlOf = (markdown: string): string =>
  micromark(markdown, {
    allowDangerousHtml: true,
    allowDangerousProtocol: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });

/** The elements of a page, without those that only say "this is no text of ours". */
export const skeleton = (html: string): readonly string[] =>
  [...html.replaceAll(/<pre>[^]*?<\/pre>/g, '<pre>').matchAll(/<\/?([a-z][a-z0-9-]*)|<!/gi)]
    .map(([tag]) => tag)
    .filter((tag) => !/^<\/?code$/.test(tag));

/** The text that GitHub reads for mentions, references, addresses and emoji: all but code and comments. */
export const readText = (html: string): string =>
  html
    .replaceAll(/<pre>[^]*?<\/pre>/g, '')
    .replaceAll(/<code>[^]*?<\/code>/g, '')
    .replaceAll(/<!--[^]*?-->/g, '')
    .replaceAll(/<[^>]*>/g, ' ')
    // These alerts are ours: what others write stands in code.
    .replaceAll(/\[!(?:CAUTION|WARNING|NOTE)\]/g, '')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"');

export const active =
  /@|#|www\.|:\/\/|:[\w+-]+:|\bgh-\d|\b[a-z]+-\d|\b[0-9a-f]{7,}\b|[`<[\]\\|$~^&]|(?:^|\s)[!%/]\w/im;
