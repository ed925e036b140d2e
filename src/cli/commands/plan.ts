import { shellWord, visible } from '../../text.ts';
import { CliError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { onOff } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { limits, shared } from '../sharedFlags.ts';

const flags = {
  apply: onOff('--apply', 'apply the plan after showing it'),
  ...shared(
    'allowDestructive',
    'detailedExitcode',
    'requireComplete',
    'assertRoles',
    'expectDigest',
    'target',
    'base',
    'acceptCount',
    'also',
    'overwrite',
    'access',
    'details',
  ),
  ...limits,
  ...shared('today'),
};

/** `plan`: shows what would change, and with `--apply` changes it. */
export const plan = defineCommand({
  text: 'Compares the access file with the live account and shows what would change. Without --apply it changes nothing.',
  flags,
  takes: ['file', 'out', ...result, ...remote, 'journalDir', 'yes'],
  outText: 'save the plan for apply (valid for 24 hours)',
  formats: ['text', 'json', 'markdown', 'html'],
  examples: [
    ['plan', 'show what would change'],
    ['plan --out plan.json', 'save the plan for apply plan.json'],
    ['plan --apply', 'apply all but destructive changes'],
    ['plan --apply --allow-destructive', 'apply all of it'],
    ['plan --json --detailed-exitcode', 'for CI: exit 2 if it has changes'],
    ['plan --sandbox', 'try it without an account'],
  ],
  async run(run) {
    if (run.globals.out === '-') {
      throw new CliError(
        'usage',
        'The plan is on stdout, so --out - cannot save it there, too.',
        'Give it a file: --out plan.json',
      );
    }
    assertNoPage(run.globals.out);
    if (!run.options.apply) {
      const { planFile } = await import('../pipeline/planFile.ts');
      return planFile(run);
    }
    if (run.globals.out !== undefined) {
      throw new CliError(
        'usage',
        '--out saves the plan for later; --apply runs it now.',
        'Use one of them.',
      );
    }
    const { applyFile } = await import('../pipeline/applyPlan.ts');
    return applyFile(run);
  },
});

/** A file called so can only be meant as a page, and not as a plan to apply. @throws CliError (usage) */
function assertNoPage(out: string | undefined): void {
  if (out === undefined || !/\.html?$/i.test(out)) return;
  throw new CliError(
    'usage',
    `--out saves the plan for apply, and ${visible(out)} is the name of a page.`,
    `For a page: --also html=${shellWord(out)}`,
  );
}
