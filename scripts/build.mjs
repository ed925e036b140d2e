import { chmodSync, existsSync, readdirSync, readFileSync, statSync, utimesSync } from 'node:fs';
import { moveIntoPlace, scratch } from './scratch.mjs';

/**
 * Compiles src into dist, in a fresh folder first: nothing is left of deleted sources, and a build that changes nothing
 * replaces nothing, so that tests that are using dist continue. The time of cli.cjs shows which state of the sources
 * was built: tests refuse an older one.
 */
export function build(compile) {
  const begun = new Date();
  const fresh = `${scratch()}/dist`;
  compile(fresh);
  if (existsSync(`${fresh}/cli.cjs`)) chmodSync(`${fresh}/cli.cjs`, 0o755);
  moveIntoPlace(fresh, 'dist', () => same(fresh, 'dist'));
  if (existsSync('dist/cli.cjs')) utimesSync('dist/cli.cjs', begun, begun);
}

function same(one, other) {
  if (!existsSync(one) || !existsSync(other)) return false;
  const names = files(one);
  const others = files(other);
  return (
    names.length === others.length &&
    names.every((name, i) => {
      const match = name === others[i];
      return match && readFileSync(`${one}/${name}`).equals(readFileSync(`${other}/${name}`));
    })
  );
}

function files(folder) {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => statSync(`${folder}/${name}`).isFile())
    .toSorted(byName);
}

/** The same order on every machine. */
export const byName = (one, other) => (one < other ? -1 : Number(one > other));
