import { readFileSync, readdirSync } from 'node:fs';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';
import { expect, test } from 'vitest';

const pages = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  'CHANGELOG.md',
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => path.endsWith('.md'))
      .map((path) => `${folder}/${path}`),
  ),
];

/** The text of a page that is not in code. */
const outsideOfCode = (markdown: string): string =>
  micromark(markdown, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })
    .replaceAll(/<pre>[^]*?<\/pre>/g, '')
    .replaceAll(/<code>[^]*?<\/code>/g, '')
    .replaceAll(/<[^>]*>/g, '');

/** Commands, and lines of YAML or JSON, as they would stand in running text. */
const loose =
  /^(?:\$ |(?:npx )?ax-access (?:plan|apply|drift|validate|import|init|show|undo|test|sandbox|keys|users|who-can|explain|saml) |npm (?:run|install|ci)\b|git (?:clone|add|commit)\b|(?:accepted|known_drift|users|organizations|version):(?: |$)|\s*[{}]\s*$)/m;

test.each(pages)('%s: commands and files stand inside their code blocks', (path) => {
  const markdown = readFileSync(path, 'utf8');
  expect(outsideOfCode(markdown)).not.toMatch(loose);
  expect(markdown.match(/^ *(?:`{3,}|~{3,})/gm)?.length ?? 0).toSatisfy(
    (fences: number) => fences % 2 === 0,
  );
});

test('a command that fell out of its block is found', () => {
  const block = '```sh\nnpx ax-access plan --sandbox\n```\n';
  expect(outsideOfCode(block)).not.toMatch(loose);
  expect(outsideOfCode(`${block}\nnpx ax-access plan --sandbox\n`)).toMatch(loose);
  expect(outsideOfCode('known_drift:\n  - {\n')).toMatch(loose);
});
