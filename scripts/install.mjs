import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, readFileSync } from 'node:fs';
import { moveIntoPlace, scratch } from './scratch.mjs';

/** Makes node_modules what package-lock.json says; at once done when it is so already. */
export function install() {
  if (installed()) return;
  process.stderr.write('install   npm ci, from package-lock.json\n');
  const own = scratch();
  copyFileSync('package.json', `${own}/package.json`);
  copyFileSync('package-lock.json', `${own}/package-lock.json`);

  // `npm ci` is strict, and stricter in some releases than in others: npm 11.19 refuses a lock file
  // in which the native packages of another platform are missing, which npm itself leaves out when
  // it writes a lock file beside an existing node_modules or when the registry has no such package.
  // `npm install` reads the same versions from the same file; it works on a copy, so the lock file
  // that is under version control stays as it is. test/house/lock.test.ts keeps that file whole.
  let done = npm(own, 'ci');
  if (done.stderr?.includes('EUSAGE')) {
    process.stderr.write('install   npm ci refused the file; npm install, from the same file\n');
    done = npm(own, 'install', '--no-save');
  }
  if (done.status !== 0) throw new Error(`npm could not install.\n${done.error ?? done.stderr}`);

  moveIntoPlace(`${own}/node_modules`, 'node_modules', installed);
  if (!installed()) throw new Error('npm installed something else than package-lock.json says.');
}

/** npm's own account of what it installed, written last, tells what is there. */
function installed() {
  const wanted = packages('package-lock.json');
  const found = packages('node_modules/.package-lock.json');
  if (wanted === undefined || found === undefined) return false;
  return Object.entries(wanted).every(([path, { version, optional }]) => {
    if (path === '') return true;
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
  // Development packages even where NODE_ENV or a setting leaves them out; no package's scripts.
  const always = ['--include=dev', '--ignore-scripts', '--no-audit', '--no-fund'];
  return spawnSync('npm', [...args, ...always, '--loglevel=error'], {
    cwd: folder,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    shell: process.platform === 'win32',
  });
}
