import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { onOff } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { shared } from '../sharedFlags.ts';

/** `test`: whether the access rules of the file hold. */
export const test = defineCommand({
  text: 'Checks the access rules of the file against the file itself, offline and without a key: who could do what if the account were as the file says. With --live, against the account as it is; with --planned, as the planned run would leave it. If something that decides a rule is not known, the rule is unknown. Exit codes: 0 no rule is broken, 2 a rule is broken (rules with "severity: warn" only report), 1 error.',
  flags: {
    live: onOff('--live', 'check the account as it is'),
    planned: {
      ...shared('planned').planned,
      text: 'check the account after the planned run; add --allow-destructive to include destructive changes',
    },
    ...shared('allowDestructive', 'today'),
  },
  takes: ['file', ...result, ...remote],
  formats: ['text', 'json', 'junit', 'github'],
  examples: [
    ['test', 'check the rules of access.yaml'],
    ['test --live', 'check the account'],
    ['test --format junit > rules.xml', 'as test results for CI'],
    ['test --format github', 'annotations in GitHub Actions'],
  ],
  async run(run) {
    const { format, terminal } = run;
    const { askAboutRules } = await import('../askAboutRules.ts');
    const { judged, asked } = await askAboutRules(run);
    const isBroken = judged.some(
      ({ rule, verdict }) => verdict === 'broken' && rule.severity === 'block',
    );
    const code = isBroken ? exitCode.differences : exitCode.done;
    switch (format) {
      case 'json': {
        const { printJson } = await import('../../render/json/print.ts');
        const { rulesJson } = await import('../../render/json/rules.ts');
        const context = { tool: version(), exitCode: code };
        terminal.write(printJson(rulesJson(judged, asked, context)));
        break;
      }
      case 'junit': {
        const { junit } = await import('../../render/annotations/junit.ts');
        terminal.write(junit(judged, asked));
        break;
      }
      case 'github': {
        const { annotations } = await import('../../render/annotations/github.ts');
        const { ruleProblems } = await import('../../render/words/rules.ts');
        terminal.command(annotations(ruleProblems(judged, asked, 'error')));
        break;
      }
      case 'text': {
        const { renderRules } = await import('../../render/text/rules.ts');
        terminal.write(renderRules(judged, asked, await layoutFor(run)));
        break;
      }
    }
    return code;
  },
});
