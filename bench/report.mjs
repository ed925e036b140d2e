import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';
import { browserPath } from '../scripts/browserPath.mjs';
import { cli, megabytes, run, scratch, seconds, startServer, table } from './measure.mjs';

const people = 5000;
const rounds = 3;

/** How large the access map of a large account is, with a plan that deletes two spaces, and how long it takes to open. */
export async function measure() {
  const [file, page] = ['mapped.yaml', 'mapped.html'].map((name) => join(scratch, name));
  // A server for each, because the limit of queries per minute would make the second one wait.
  await onServer((env) => run([cli, 'import', '-q', '-o', file], { env }));
  writeFileSync(file, withoutTwoSpaces(readFileSync(file, 'utf8')));
  const made = await onServer((env) => run([cli, 'report', '-q', '-f', file, '-o', page], { env }));
  table(
    'The access map of 5,000 people, 200 spaces and 400 projects',
    ['', 'time', 'CPU', 'memory', 'size', 'goal'],
    [
      [
        '`report -o access.html`',
        seconds(made.wall),
        seconds(made.cpu),
        megabytes(made.memory),
        `${(statSync(page).size / 1e6).toFixed(1)} MB`,
        '6 MB',
      ],
      ['opening it in Chromium', await opening(page), '', '', '', '2 s'],
    ],
  );
}

async function onServer(measured) {
  const server = await startServer(people);
  try {
    return measured(server.env);
  } finally {
    await server.stop();
  }
}

/** The file, with two spaces that have members under `removed`. */
function withoutTwoSpaces(text) {
  const removed = [];
  const kept = [];
  let [organization, isGone] = ['', false];
  for (const line of text.split('\n')) {
    if (/^ {0,6}\S/.test(line)) isGone = false;
    organization = /^ {2}"?(Team \d+)"?:$/.exec(line)?.[1] ?? organization;
    const space = /^ {6}"?(space-\d+)"?:$/.exec(line)?.[1];
    if (space !== undefined && removed.length < 2) {
      isGone = true;
      removed.push(`  - { space: ${space}, organization: ${organization} }`);
    }
    if (!isGone) kept.push(line);
  }
  return [...kept, 'removed:', ...removed, ''].join('\n');
}

/** The time from the start of the navigation until the table is drawn. */
async function opening(page) {
  const executablePath = browserPath(process.env);
  if (executablePath === undefined) return 'no Chromium';
  const browser = await chromium.launch({ executablePath });
  try {
    let least = Infinity;
    for (let round = 0; round < rounds; round += 1) {
      const tab = await browser.newPage();
      await tab.goto(pathToFileURL(page).href);
      // When the second frame starts, the first one has been drawn.
      const drawn = await tab.evaluate(
        `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now()))))`,
      );
      least = Math.min(least, drawn);
      await tab.close();
    }
    return seconds(least);
  } finally {
    await browser.close();
  }
}
