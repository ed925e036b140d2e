// Prepares a release as a commit and a tag: `npm run release -- 0.2.0`. The workflow that the tag starts prints the
// release notes with `node scripts/release.mjs --notes v0.2.0`, which fails if the tag and the files do not agree.
// Once, before the first release, `npm run release -- --repository OWNER/NAME` sets the address of the project.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const open = '## Unreleased\n';
/** Files that name the packed file of a release or its tag. */
const naming = ['README.md', 'examples/ci/gitlab/.gitlab-ci.yml', 'docs/ci.md'];

try {
  const [first = '', tag = ''] = process.argv.slice(2);
  if (first === '--notes') process.stdout.write(notes(tag));
  else if (first === '--repository') moveTo(tag);
  else release(first);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}

/** package.json names the repository; pages and examples follow it. */
function moveTo(name) {
  if (!/^[a-z\d](?:-?[a-z\d])*\/[\w.-]+$/i.test(name))
    throw new Error('Name the repository on GitHub: npm run release -- --repository OWNER/NAME');
  const was = repositoryOf(manifest());
  const files = git('grep', '-l', '--fixed-strings', was, '--', '.', ':!CHANGELOG.md').split('\n');
  for (const path of files) {
    // Container registries allow no upper case.
    edit(path, (text) =>
      text.replaceAll(`ghcr.io/${was}`, `ghcr.io/${name.toLowerCase()}`).replaceAll(was, name),
    );
  }
  process.stdout.write(`${files.length} files name ${name} now. Look at them: git diff\n`);
}

function repositoryOf({ repository: { url } }) {
  return url.replace(/^git\+https:\/\/github\.com\//, '').replace(/\.git$/, '');
}

function release(version) {
  const was = manifest().version;
  if (!/^\d+\.\d+\.\d+$/.test(version))
    throw new Error('Name the new version: npm run release -- 0.2.0');
  if (!isHigher(version, was)) throw new Error(`${version} is not higher than ${was}.`);
  if (git('status', '--porcelain') !== '') throw new Error('Commit or undo your changes first.');
  if (git('rev-parse', '--abbrev-ref', 'HEAD') !== 'main')
    throw new Error('Releases are made on main.');
  const tag = `v${version}`;
  if (git('tag', '--list', tag) !== '') throw new Error(`The tag ${tag} already exists.`);
  const changes = readFileSync('CHANGELOG.md', 'utf8');
  if (sectionOf(changes, 'Unreleased') === '')
    throw new Error('CHANGELOG.md has nothing under Unreleased.');

  const day = new Date().toISOString().slice(0, 10);
  writeFileSync(
    'CHANGELOG.md',
    changes.replace(open, () => `${open}\n## ${version} (${day})\n`),
  );
  for (const path of ['package.json', 'package-lock.json']) {
    edit(path, (text) => {
      const { packages, ...rest } = JSON.parse(text);
      const own = packages && { packages: { ...packages, '': { ...packages[''], version } } };
      return `${JSON.stringify({ ...rest, version, ...own }, null, 2)}\n`;
    });
  }
  for (const path of naming) {
    edit(path, (text) =>
      text
        .replaceAll(`ax-access-${was}.tgz`, `ax-access-${version}.tgz`)
        .replaceAll(`/v${was}/`, `/${tag}/`)
        .replaceAll(`ax-access:${was}`, `ax-access:${version}`),
    );
  }
  git('commit', '--quiet', '--all', '--message', `Release ${version}`);
  git('tag', '--annotate', tag, '--message', `Release ${version}`);
  process.stdout.write(`Made the commit and the tag ${tag}. Look at them: git show ${tag}\n`);
  process.stdout.write(`Then publish: git push origin main ${tag}\n`);
}

/** What CHANGELOG.md says about a version. @throws Error if the tag and the files do not agree */
function notes(tag) {
  const { version, repository } = manifest();
  if (tag !== `v${version}`)
    throw new Error(`The tag is ${tag}, but package.json has the version ${version}.`);
  const { GITHUB_REPOSITORY: here } = process.env;
  if (here !== undefined && repositoryOf({ repository }) !== here) {
    throw new Error(
      `package.json names ${repository.url}, but this is ${here}. See docs/releasing.md.`,
    );
  }
  const found = sectionOf(readFileSync('CHANGELOG.md', 'utf8'), version);
  if (found === '') throw new Error(`CHANGELOG.md has nothing about ${version}.`);
  return `${found}\n`;
}

/** The text under a heading, without what comes after the next one. */
function sectionOf(changes, name) {
  const parts = changes.split(/^(?=## )/m);
  const part = parts.find((each) => /^## (\S+)/.exec(each)?.[1] === name);
  return (part ?? '').replace(/^## .*\n/, '').trim();
}

function isHigher(version, was) {
  const [one, other] = [version, was].map((each) => each.split('.').map(Number));
  const index = one.findIndex((number, i) => number !== other[i]);
  return index >= 0 && one[index] > other[index];
}

function edit(path, change) {
  writeFileSync(path, change(readFileSync(path, 'utf8')));
}

function manifest() {
  return JSON.parse(readFileSync('package.json', 'utf8'));
}

function git(...args) {
  return execFileSync('git', args, { encoding: 'utf8' }).trim();
}
