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
 * A folder of this run alone, removed when the run ends. Whatever takes long is made in here and then
 * moved into place: a killed run leaves nothing half-made behind, and two runs do not meet.
 */
export function scratch() {
  mkdirSync(home, { recursive: true });
  // Age, not a process id, tells what a killed run left: two containers may share this folder.
  for (const name of readdirSync(home)) {
    const made = statSync(`${home}/${name}`, { throwIfNoEntry: false })?.mtimeMs;
    if (made !== undefined && Date.now() - made > hour) remove(`${home}/${name}`);
  }
  const own = mkdtempSync(`${home}/`);
  process.on('exit', () => remove(own));
  return own;
}

/** Puts `fresh` where `place` is. `settled` tells whether another run was quicker and did the same. */
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
