import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { remote } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** `rules suggest`: rules that hold today and look meant, to choose from. */
export const rulesSuggest = defineCommand({
  text: 'Prints rules that hold in the account today and look intended, as YAML to choose from: outsiders kept out of production, the few readers of a restricted project, the few holders of a powerful permission. Copy those you want into rules in the file. It changes nothing, in Arize or in the file.',
  flags: { ...shared('desired') },
  takes: ['file', ...remote],
  formats: ['text'],
  examples: [
    ['rules suggest', 'from the live account'],
    ['rules suggest --desired', 'from the file, offline'],
  ],
  async run(run) {
    const { terminal } = run;
    const { askAboutAll } = await import('../askAbout.ts');
    const options = { ...run.options, planned: false, allowDestructive: false };
    const { state, of, file } = await askAboutAll({ ...run, options });
    const { suggestRules } = await import('../../rules/suggested.ts');
    const suggested = suggestRules(state);
    if (suggested.length === 0) {
      terminal.tell('No rule both holds for sure and looks meant.');
      return exitCode.done;
    }
    const { rulesText } = await import('../../writer/ruleEntries.ts');
    terminal.write(rulesText(suggested, of === 'desired' ? file : 'the live account'));
    return exitCode.done;
  },
});
