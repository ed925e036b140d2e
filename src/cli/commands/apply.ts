import { visible } from '../../text.ts';
import { CliError } from '../cliError.ts';
import type { CommandContext } from '../command.ts';
import { defineCommand } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { limits, limitsIn, shared } from '../sharedFlags.ts';
const flags = {
  ...shared(
    'allowDestructive',
    'detailedExitcode',
    'requireComplete',
    'assertRoles',
    'access',
    'details',
    'expectDigest',
    'target',
    'base',
    'acceptCount',
    'also',
  ),
  ...limits,
  ...shared('today'),
};

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `apply`: runs the plan of the file, or a saved plan. */
export const apply = defineCommand({
  text: 'Shows the plan and applies it. A saved plan is applied exactly as reviewed: once, within 24 hours, and only if nothing it touches has changed. Changes that reduce access need confirmation: type the account name, or use --yes or --expect-digest. Without a terminal, naming a saved plan confirms it.',
  args: '[plan]',
  argsCompletion: { kind: 'file' },
  flags,
  takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['apply', 'skip destructive changes'],
    ['apply --allow-destructive', 'apply all; asks on a terminal'],
    ['apply --allow-destructive --yes', 'apply all without asking (CI)'],
    ['apply plan.json --allow-destructive', 'apply all of a saved plan'],
  ],
  async run(run) {
    const [path] = run.args;
    if (path !== undefined) assertFits(run, path);
    const { applyFile, applySaved } = await import('../pipeline/applyPlan.ts');
    return path === undefined ? applyFile(run) : applySaved(run, path);
  },
});

/** Refuses flags whose values a saved plan already contains. @throws CliError (usage) */
function assertFits({ globals, options }: Run, path: string): void {
  const given = [
    ...(globals.file.namedBy === 'flag' ? ['-f/--file'] : []),
    ...(options.assertRoles ? ['--assert-roles'] : []),
    ...(options.target.length > 0 ? ['--target'] : []),
    ...(Object.keys(limitsIn(options)).length > 0 ? ['A limit flag'] : []),
  ];
  const [first] = given;
  if (first === undefined) return;
  throw new CliError(
    'usage',
    `${first} cannot be used with a saved plan: ${visible(path)} already sets it.`,
    'Leave it out, or make a new plan with it: ax-access plan --out plan.json',
  );
}
