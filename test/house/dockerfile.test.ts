import { readFileSync } from 'node:fs';
import { validate } from 'dockerfile-utils';
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };

const text = readFileSync('Dockerfile', 'utf8');

/** Instructions, each on a line, without comments. */
const instructions = text
  .replaceAll(/^#.*\n/gm, '')
  .replaceAll(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '');

const all = (name: string): readonly string[] =>
  instructions.flatMap((line) =>
    line.startsWith(`${name} `) ? [line.slice(name.length + 1)] : [],
  );

test('the Dockerfile is valid, and the linter sees what is not', () => {
  expect(validate(text)).toEqual([]);
  expect(validate(text.replace('WORKDIR /work', 'WORKDIRR /work'))).not.toEqual([]);
});

test('the image is small, its user is not root, and it starts the command', () => {
  const bases = all('FROM');
  expect(bases.at(-1)).toMatch(/^node:\d+-alpine$/);
  expect(all('USER')).toEqual(['node']);
  // Nothing is done as root after it but naming what starts.
  const after = instructions.slice(instructions.indexOf('USER node') + 1);
  expect(after).toEqual(['WORKDIR /work', 'ENTRYPOINT ["ax-access"]', 'CMD ["--help"]']);
  expect(all('COPY').at(-1)).toBe('--from=build /opt/ax-access /opt/ax-access');
  expect(text).toContain(manifest.bin['ax-access'].replace(/^\./, '/opt/ax-access'));
});

// git refuses a checkout of another user ("dubious ownership"), and on GitLab root checks out.
test('git in it reads a checkout that belongs to another user', () => {
  expect(all('RUN').at(-1)).toMatch(
    /^apk add --no-cache git +&& git config --system --add safe\.directory '\*' +&&/,
  );
});

test('its Node is one that the package allows, with long-term support', () => {
  const [oldest = 0] = manifest.engines.node.replace('>=', '').split('.').map(Number);
  for (const base of all('FROM')) {
    const major = Number(/^node:(\d+)-/.exec(base)?.[1]);
    expect(major).toBeGreaterThanOrEqual(oldest);
    expect(major % 2).toBe(0);
  }
});

test('nothing of the machine that builds it comes in', () => {
  const left = readFileSync('.dockerignore', 'utf8').split('\n');
  expect(left).toEqual(expect.arrayContaining(['.git', 'node_modules', 'dist', '**/.ax-access']));
});
