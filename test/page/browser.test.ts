import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { scratch } from '../cli/run.ts';
import { browserPath } from '../../scripts/browserPath.mjs';
import { barriers, browserForTests, isSkipped } from './browser.ts';

/** The address of a page in a file. */
async function page(body: string): Promise<string> {
  const file = join(await scratch(), 'page.html');
  await writeFile(file, `<!doctype html><html lang="en"><title>A page</title>${body}</html>`);
  return pathToFileURL(file).href;
}

const policy = `<meta http-equiv="Content-Security-Policy" content="default-src 'none'">`;

describe.skipIf(isSkipped)('a page in a browser', () => {
  const open = browserForTests();

  test('that does nothing wrong has no faults and no barriers', async () => {
    const { page: shown, faults } = await open(await page(`${policy}<main><h1>A</h1></main>`));
    expect(await barriers(shown)).toEqual([]);
    expect(faults).toEqual([]);
  });

  test.each([
    ['a script that its policy refuses', `${policy}<script>1</script>`, /Content Security Policy/],
    ['a style that its policy refuses', `${policy}<style>p {}</style>`, /Content Security Policy/],
    ['an error', `<script>throw new Error('a fault')</script>`, /a fault/],
    ['a request', `<script src="other.js"></script>`, /asks file:.*other\.js/],
  ])('%s is a fault', async (_, body, fault) => {
    const { faults } = await open(await page(`<main>${body}</main>`));
    expect(faults.join('\n')).toMatch(fault);
  });

  test('an image without words is a barrier', async () => {
    const { page: shown } = await open(await page('<main><h1>A</h1><img src="data:,"></main>'));
    expect(await barriers(shown)).toEqual([expect.stringMatching(/^image-alt: <img/)]);
  });
});

test('the browser is what CHROMIUM_PATH names, or is found on the PATH', async () => {
  const folder = await scratch();
  await mkdir(join(folder, 'bin'));
  const installed = join(folder, 'bin', 'google-chrome');
  await writeFile(installed, '', { mode: 0o755 });
  await writeFile(join(folder, 'chromium'), '', { mode: 0o644 });
  const PATH = `${folder}:${join(folder, 'bin')}`;
  expect(browserPath({ PATH })).toBe(installed);
  expect(browserPath({ PATH, CHROMIUM_PATH: '/opt/chrome' })).toBe('/opt/chrome');
  expect(browserPath({ PATH: folder })).toBeUndefined();
});
