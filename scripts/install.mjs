import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { moveIntoPlace, scratch } from './scratch.mjs';

/** Installs what package-lock.json lists, unless it is installed already. */
export function install() {
  const wanted = Object.entries(packages('package-lock.json') ?? {}).filter(
    ([path]) => path !== '',
  );
  if (isInstalled(wanted)) return;
  assertAgreed();
  process.stderr.write('install   npm ci, from package-lock.json\n');
  const own = scratch();
  copyFileSync('package.json', `${own}/package.json`);
  copyFileSync('package-lock.json', `${own}/package-lock.json`);

  // `npm ci` is strict, and some releases are stricter than others: npm 11.19 refuses a lock file that lacks the native
  // packages of another platform, although npm itself leaves them out if it writes a lock file beside an existing
  // node_modules or if the registry has no such package. `npm install` reads the same versions from the same file, but
  // could add packages: so it is used only outside CI and on a copy, and additions are refused. test/house/lock.test.ts
  // keeps the lock file complete.
  let done = npm(own, 'ci');
  if (done.stderr?.includes('EUSAGE') && !isAutomated()) {
    process.stderr.write('install   npm ci rejected the lock file; trying npm install with it\n');
    done = npm(own, 'install', '--no-save');
  }
  if (done.status !== 0) throw new Error(`npm could not install.\n${done.error ?? done.stderr}`);
  assertLocked(`${own}/node_modules`);

  moveIntoPlace(`${own}/node_modules`, 'node_modules', () => isInstalled(wanted));
  if (!isInstalled(wanted)) {
    throw new Error('npm installed something that package-lock.json does not list.');
  }
}

const isAutomated = () => !['', '0', 'false'].includes((process.env.CI ?? '').toLowerCase());

/**
 * If package.json names a package that the lock file lacks, no one has reviewed it, and npm would install any version.
 */
function assertAgreed() {
  const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
  const locked = packages('package-lock.json')?.[''] ?? {};
  const kinds = ['dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies'];
  const differing = kinds.flatMap((kind) => {
    const [wanted, found] = [manifest[kind] ?? {}, locked[kind] ?? {}];
    const names = [...new Set([...Object.keys(wanted), ...Object.keys(found)])];
    return names.filter((name) => wanted[name] !== found[name]);
  });
  if (differing.length === 0) return;
  throw new Error(
    `package.json and package-lock.json disagree about ${differing.join(', ')}. Nothing was installed.\n` +
      'Run "npm install --ignore-scripts", review the changes in package-lock.json, and commit both.',
  );
}

/** @throws Error for a package that the lock file does not name, or names with other contents */
function assertLocked(folder) {
  const locked = packages('package-lock.json') ?? {};
  const strange = Object.entries(packages(`${folder}/.package-lock.json`) ?? {}).filter(
    ([path, { version, integrity }]) =>
      locked[path]?.version !== version || locked[path]?.integrity !== integrity,
  );
  if (strange.length === 0) return;
  throw new Error(
    `npm would install packages that package-lock.json does not list: ${strange.map(([path]) => path).join(', ')}. Nothing was installed.`,
  );
}

/** npm writes its own list of installed packages last, so the list shows what is complete. */
function isInstalled(wanted) {
  const found = packages('node_modules/.package-lock.json');
  if (wanted.length === 0 || found === undefined) return false;
  return wanted.every(([path, { version, optional }]) => {
    const there = found[path];
    if (there === undefined) return optional === true;
    return there.version === version && fits(there) && existsSync(`${path}/package.json`);
  });
}

/** Native packages from another system (a folder shared with a container, say) do not count. */
function fits({ os, cpu }) {
  return (
    (os === undefined || os.includes(process.platform)) &&
    (cpu === undefined || cpu.includes(process.arch))
  );
}

function packages(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8')).packages;
  } catch {
    return undefined;
  }
}

function npm(folder, ...args) {
  // With development packages whatever NODE_ENV says, and without install scripts.
  const always = ['--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  return spawnSync('npm', [...args, ...always, '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
}
