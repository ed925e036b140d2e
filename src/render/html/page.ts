import { createHash } from 'node:crypto';
import { script, style } from 'page:assets';
import type { ReportDocument } from '../../report/document.ts';
import { titleOf } from '../../report/title.ts';
import { visible } from '../../text.ts';

/**
 * A report as one HTML page that loads nothing and may load nothing: its policy allows its own script and style by their
 * hashes, and no text that becomes markup.
 */
export function reportHtml(report: ReportDocument): string {
  const title = titleOf(report);
  const policy = [
    "default-src 'none'",
    `script-src ${hashOf(script)}`,
    `style-src ${hashOf(style)}`,
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ');
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    '<meta name="generator" content="ax-access">',
    `<meta http-equiv="Content-Security-Policy" content="${policy}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="referrer" content="no-referrer">',
    '<meta name="robots" content="noindex">',
    `<title>${markup(title)}</title>`,
    `<style>${style}</style>`,
    '</head>',
    '<body>',
    `<main><h1>${markup(title)}</h1><p>This page needs JavaScript. It loads nothing: open it in a browser.</p></main>`,
    `<script type="application/json" id="report">${data(report)}</script>`,
    `<script>${script}</script>`,
    '</body>',
    '</html>',
    '',
  ].join('\n');
}

const hashOf = (text: string): string =>
  `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** A text inside of markup. */
const markup = (text: string): string =>
  visible(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');

/** JSON inside of a script element: nothing in it ends the element, begins a comment or ends a line. */
const data = (report: ReportDocument): string =>
  JSON.stringify(report)
    .replaceAll('<', String.raw`\u003c`)
    .replaceAll('\u2028', String.raw`\u2028`)
    .replaceAll('\u2029', String.raw`\u2029`);
