import { spawnSync } from 'node:child_process';
import { table } from './measure.mjs';

/** What an install takes: the package, and nothing else. */
export function measure() {
  const { stdout } = spawnSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], {
    encoding: 'utf8',
  });
  const [{ size, unpackedSize, entryCount }] = JSON.parse(stdout);
  table(
    'Size',
    ['', 'packed', 'installed', 'files', 'goal'],
    [
      [
        'the package with everything it needs',
        inMegabytes(size),
        inMegabytes(unpackedSize),
        entryCount,
        '8 MB',
      ],
    ],
  );
}

const inMegabytes = (bytes) => `${(bytes / 1e6).toFixed(1)} MB`;
