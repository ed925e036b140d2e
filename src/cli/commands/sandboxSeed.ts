import { exitCode } from '../exitCode.ts';
import { assertFree, output } from '../output.ts';
import { defineCommand } from '../command.ts';
import { numberFlag } from '../flag.ts';
import { shared } from '../sharedFlags.ts';

/** More would not fit in memory. */
const most = 100_000;

/** `sandbox seed`: a generated account of any size. */
export const sandboxSeed = defineCommand({
  text: 'Writes a seed file with a generated account. The same numbers always give the same account. Use it with --sandbox=FILE or sandbox start --seed FILE.',
  flags: {
    users: numberFlag('--users <n>', 'people and service identities (default: 20)', [1, most]),
    spaces: numberFlag('--spaces <n>', 'spaces (default: 4)', [0, most]),
    organizations: numberFlag(
      '--organizations <n>',
      'organizations (default: one per ten spaces)',
      [0, most],
    ),
    projects: numberFlag('--projects <n>', 'projects (default: three per space)', [0, most]),
    roles: numberFlag('--roles <n>', 'custom roles (default: 8)', [0, most]),
    random: numberFlag('--random <n>', 'random seed (default: 1)', [0, most]),
    ...shared('overwrite'),
  },
  takes: ['out'],
  formats: [],
  examples: [
    ['sandbox seed -o account.yaml', 'a small account'],
    ['sandbox seed --users 5000 --spaces 200 --random 7 -o large.yaml', 'a large one'],
  ],
  async run(run) {
    assertFree(run);
    const { stringify } = await import('yaml');
    const { generateSeed } = await import('../../sandbox/index.ts');
    const { users = 20, spaces = 4, organizations, projects, roles, random = 1 } = run.options;
    const seed = generateSeed({
      users,
      spaces,
      random,
      ...(organizations !== undefined && { organizations }),
      ...(projects !== undefined && { projects }),
      ...(roles !== undefined && { roles }),
    });
    await output(run, stringify(seed, { lineWidth: 0 }));
    return exitCode.done;
  },
});
