import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';

const home = '.scratch';
const hour = 3_600_000;

/**
 * A folder for this run alone, removed when the run ends. Slow work is done in it and the result then moved into place:
 * a killed run leaves nothing half done, and two runs do not interfere.
 */
export function scratch() {
  mkdirSync(home, { recursive: true });
  // The age of a folder, not a process id, shows that a killed run left it: two containers may share the parent folder.
  for (const name of readdirSync(home)) {
    const made = statSync(`${home}/${name}`, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > hour) remove(`${home}/${name}`);
  }
  const own = mkdtempSync(`${home}/`);
  process.on('exit', () => remove(own));
  return own;
}

/** Moves `fresh` to `place`. `settled` tells whether another run was faster and did the same. */
export function moveIntoPlace(fresh, place, settled) {
  if (settled()) return;
  try {
    if (existsSync(place)) renameSync(place, `${fresh}.old`);
    renameSync(fresh, place);
  } catch (error) {
    if (!settled()) throw error;
  }
}

function remove(path) {
  rmSync(path, { recursive: true, force: true, maxRetries: 3 });
}
