import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { warn } from '../reportError.ts';
import { todayOf } from '../today.ts';
import { shared } from '../sharedFlags.ts';

/** `test`: whether the file keeps its own access rules. */
export const test = defineCommand({
  text: 'Checks the access rules of the file against the file itself, offline and without a key: who could do what if the account were as the file says. What the file does not manage makes a rule unknown. Exit codes: 0 no rule is broken, 2 a rule is broken (rules with "severity: warn" only report), 1 error.',
  flags: { ...shared('today') },
  takes: ['file', ...result],
  formats: ['text', 'json', 'junit', 'github'],
  examples: [
    ['test', 'check the rules of access.yaml'],
    ['test --format junit > rules.xml', 'as test results for CI'],
    ['test --format github', 'annotations in GitHub Actions'],
  ],
  async run(run) {
    const { globals, format, terminal } = run;
    const { load } = await import('../../load/load.ts');
    const file = globals.file.path;
    const today = todayOf(run);
    const { desired, warnings } = await load(file, { today });
    await warn(warnings, terminal, file);
    const { judgeFile } = await import('../../rules/judgeFile.ts');
    const judged = judgeFile(desired, today);
    const isBroken = judged.some(
      ({ rule, verdict }) => verdict === 'broken' && rule.severity === 'block',
    );
    const code = isBroken ? exitCode.differences : exitCode.done;
    switch (format) {
      case 'json': {
        const { printJson } = await import('../../render/index.ts');
        const { rulesJson } = await import('../../render/json/rules.ts');
        const context = { tool: version(), exitCode: code };
        terminal.write(printJson(rulesJson(judged, desired, context)));
        break;
      }
      case 'junit': {
        const { junit } = await import('../../render/annotations/junit.ts');
        terminal.write(junit(judged, desired));
        break;
      }
      case 'github': {
        const { annotations } = await import('../../render/annotations/github.ts');
        const { ruleProblems } = await import('../../render/words/rules.ts');
        terminal.command(annotations(ruleProblems(judged, desired, 'error')));
        break;
      }
      case 'text': {
        const { renderRules } = await import('../../render/text/rules.ts');
        terminal.write(renderRules(judged, desired, await layoutFor(run)));
        break;
      }
    }
    return code;
  },
});
