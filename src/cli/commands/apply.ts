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

export const apply = defineCommand({
  text: 'Shows the plan and runs it; with the file of a saved plan, exactly that: once, within 24 hours, and only if everything that it is about still looks as it did. What deletes, removes, blocks or unrestricts is held back and listed unless --allow-destructive is given. What reduces access or destroys is confirmed: on a terminal by typing the name of the account, elsewhere by --yes or --expect-digest.',
  args: '[plan]',
  argsCompletion: { kind: 'file' },
  flags,
  takes: ['file', ...result, ...remote, 'journalDir', 'yes'],
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['apply', 'does all that is not destructive'],
    ['apply --allow-destructive', 'does all of it, and asks first on a terminal'],
    ['apply --allow-destructive --yes', 'does not ask; for where there is no terminal'],
    ['apply plan.json --allow-destructive', 'runs a saved plan; consent is not in it'],
  ],
  async run(run) {
    const [path] = run.args;
    if (path !== undefined) assertFits(run, path);
    const { applyFile, applySaved } = await import('../pipeline/applyPlan.ts');
    return path === undefined ? applyFile(run) : applySaved(run, path);
  },
});

/** What a saved plan says itself can not be said again. @throws CliError (usage) */
function assertFits({ globals, options }: Run, path: string): void {
  const given = [
    ...(globals.file.isGiven ? ['-f/--file'] : []),
    ...(options.assertRoles ? ['--assert-roles'] : []),
    ...(options.target.length > 0 ? ['--target'] : []),
    ...(Object.keys(limitsIn(options)).length > 0 ? ['Flags of limits'] : []),
  ];
  const [first] = given;
  if (first === undefined) return;
  throw new CliError(
    'usage',
    `${first} can not stand beside a saved plan: ${visible(path)} says it itself.`,
    'Leave it out, or plan again with it: ax-access plan --out plan.json',
  );
}
