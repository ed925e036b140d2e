import axe from 'axe-core';
import { chromium } from 'playwright-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, onTestFinished } from 'vitest';
import { browserPath } from '../../scripts/browserPath.mjs';

const path = browserPath(process.env);
const isCI = !['', '0', 'false'].includes((process.env['CI'] ?? '').toLowerCase());
const missing = 'There is no Chromium: install it, or set CHROMIUM_PATH';

/** A page in the browser, and what it did that it should not do. */
export interface Opened {
  readonly page: Page;
  /** Every error of a script, message on the console, refusal by the page's policy and request to anywhere else. */
  readonly faults: readonly string[];
}

/** Opens a page by its address. It is closed when the test ends. */
export type Open = (url: string, options?: BrowserContextOptions) => Promise<Opened>;

/** Whether tests in a browser are skipped, which is then said: there is none. In CI they run and fail. */
export const isSkipped = path === undefined && !isCI;
if (isSkipped) process.stderr.write(`${missing}. All tests of pages are skipped.\n`);

/** Starts the browser for the tests of a `describe`, and ends it with them. */
export function browserForTests(): Open {
  let browser: Browser | undefined;
  beforeAll(async () => {
    if (path === undefined) throw new Error(missing);
    browser = await launch(path);
  });
  afterAll(() => browser?.close());
  return async (url, options) => {
    if (browser === undefined) throw new Error(missing);
    return opened(browser, url, options);
  };
}

/** The browser talks through a pipe, so it also ends when the process that started it is killed. */
const launch = (executablePath: string): Promise<Browser> =>
  chromium.launch({ executablePath, timeout: 0 });

async function opened(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Opened> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  onTestFinished(() => context.close());
  // Only the limit for tests that hang counts: a busy machine is ten times as slow as a quiet one.
  context.setDefaultTimeout(0);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
  page.on('console', (message) => faults.push(`${message.type()}: ${message.text()}`));
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== url.split('#')[0]) faults.push(`asks ${request.url()}`);
  });
  await page.goto(url);
  return { page, faults };
}

/** What axe finds wrong with a page as it stands, as `rule: element`. */
export async function barriers(page: Page): Promise<readonly string[]> {
  // As the text of an expression: the policy of a page allows none of its own.
  await page.evaluate(axe.source);
  const found: readonly { id: string; nodes: readonly { html: string }[] }[] = await page.evaluate(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  );
  return found.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`));
}
