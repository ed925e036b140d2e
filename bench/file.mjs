import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf } from './account.mjs';
import {
  best,
  cli,
  megabytes,
  milliseconds,
  ratio,
  run,
  scratch,
  script,
  table,
} from './measure.mjs';

const sizes = [
  ['27,000 lines', 5_600],
  ['120,000 lines', 25_000],
];

/** `validate` of large files, compared with a program that only parses them. */
export function measure() {
  const rows = sizes.map(([name, people]) => {
    const path = join(scratch, `${people}.yaml`);
    writeFileSync(path, fileOf(people));
    const [floor, validate] = best(
      [
        [script('yaml.mjs'), path],
        [cli, 'validate', '-f', path],
      ].map((args) => () => run(args)),
      4,
    );
    return [
      `validate of ${name}`,
      milliseconds(floor.cpu),
      milliseconds(validate.cpu),
      ratio(validate.cpu, floor.cpu),
      '1.15',
      ratio(validate.wall, floor.wall),
      `${megabytes(floor.memory)}, ${megabytes(validate.memory)}`,
    ];
  });
  table(
    'Large files',
    ['', 'CPU of the parser', 'CPU', 'ratio', 'goal', 'time ratio', 'memory of both'],
    rows,
  );
}
