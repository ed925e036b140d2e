// Shows that the tests of each stage notice when its code is wrong: `npm run mutations`, or
// `npm run mutations -- plan diff` for some stages. Each line of mutations.json breaks the program in one place. This
// happens in a copy, and the tests of the same stage run there. A mutation that no test notices survives: a test is
// missing.
import { spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

/** The tests of each stage; if a folder takes minutes, a mutation can name one of its files instead. */
const folders = {
  document: 'test/document',
  load: 'test/load',
  read: 'test/read',
  diff: 'test/diff',
  access: 'test/access',
  rules: 'test/rules',
  plan: 'test/plan',
  apply: 'test/apply',
  journal: 'test/journal',
  undo: 'test/writer/undo',
  import: 'test/writer/import',
  drift: 'test/drift',
  render: 'test/render',
  commands: 'test/cli',
};

/** What a copy does not need, or creates itself. */
const left = new Set(['.git', '.scratch', '.ax-access', 'coverage', 'dist', 'node_modules']);

const root = resolve(import.meta.dirname, '..');
const all = JSON.parse(readFileSync(join(root, 'scripts/mutations.json'), 'utf8'));
const stages = process.argv.slice(2);
const unknown = stages.filter((stage) => !(stage in folders));
if (unknown.length > 0) {
  fail(`No such stage: ${unknown.join(', ')}. Stages: ${Object.keys(folders).join(', ')}.`);
}
const chosen = all
  .filter(({ stage }) => stages.length === 0 || stages.includes(stage))
  .map((mutation) => ({
    ...mutation,
    tests: mutation.tests ?? folders[mutation.stage],
    ...placeOf(mutation),
  }));

const copy = mkdtempSync(join(tmpdir(), 'ax-access-mutations-'));
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));
process.on('exit', () => rmSync(copy, { recursive: true, force: true, maxRetries: 3 }));
cpSync(root, copy, { recursive: true, filter: (path) => !left.has(basename(path)) });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'), 'junction');

// A test that fails without a mutation shows nothing.
build('the program without a mutation');
for (const tests of new Set(chosen.map((mutation) => mutation.tests))) {
  const failed = failedIn(tests);
  if (failed.length > 0) fail(`${tests} fails without a mutation: ${failed.join(', ')}`);
}

const survivors = chosen.filter((mutation) => {
  const { stage, breaks, file, line, text, find, replace, tests } = mutation;
  writeFileSync(
    join(copy, file),
    text.replace(find, () => replace),
  );
  build(`${file}:${line} (${breaks})`);
  const [noticed] = failedIn(tests);
  writeFileSync(join(copy, file), text);
  const word = noticed === undefined ? 'SURVIVED' : 'noticed';
  const by = noticed === undefined ? tests : noticed;
  process.stdout.write(`${word.padEnd(8)} ${stage}: ${breaks} (${file}:${line}, ${by})\n`);
  return noticed === undefined;
});
process.stdout.write(`${chosen.length} mutations, ${survivors.length} survived.\n`);
process.exitCode = survivors.length > 0 ? 1 : 0;

/** The one place in the sources that has the text of a mutation. */
function placeOf({ find, breaks }) {
  const places = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `src/${name.replaceAll('\\', '/')}`)
    .flatMap((file) => {
      const text = readFileSync(join(root, file), 'utf8');
      const count = text.split(find).length - 1;
      return Array.from({ length: count }, () => ({ file, text }));
    });
  const [first] = places;
  if (first === undefined || places.length > 1) {
    const where = first === undefined ? 'nowhere' : places.map(({ file }) => file).join(', ');
    fail(
      `"${find}" must be in exactly one place in src, but is in ${where} (${breaks}). Correct mutations.json.`,
    );
  }
  return { ...first, line: first.text.slice(0, first.text.indexOf(find)).split('\n').length };
}

/** Tests that run the command need a build of the sources that are tested. */
function build(what) {
  const done = node('scripts/run.mjs', 'build');
  if (done.status !== 0) fail(`${what} does not build:\n${done.stdout}${done.stderr}`);
}

/** The test files that fail, up to the first failure of each worker. */
function failedIn(tests) {
  const report = join(copy, '.scratch-report.json');
  rmSync(report, { force: true });
  const flags = ['--bail=1', '--cache=false', '--reporter=json', `--outputFile=${report}`];
  const done = node('node_modules/vitest/vitest.mjs', 'run', tests, ...flags);
  try {
    const { testResults } = JSON.parse(readFileSync(report, 'utf8'));
    return testResults
      .filter(({ status }) => status === 'failed')
      .map(({ name }) => name.slice(name.indexOf('/test/') + 1));
  } catch {
    return fail(`${tests} did not run:\n${done.stdout}${done.stderr}`);
  }
}

function node(script, ...args) {
  return spawnSync(process.execPath, [script, ...args], { cwd: copy, encoding: 'utf8' });
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
