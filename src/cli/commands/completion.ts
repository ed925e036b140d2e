import { allLoaded } from './index.ts';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { places } from '../completion/places.ts';
import { zshScript } from '../completion/zsh.ts';
import { exitCode } from '../exitCode.ts';
import { CliError } from '../cliError.ts';
import { defineCommand } from '../command.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `completion`: a script that completes commands, flags and their values in a shell. */
export const completion = defineCommand({
  text: 'Prints a script for bash, zsh or fish that completes commands, flags and their values. It is made of the commands of this version: load it anew in each shell, and it never goes stale.',
  args: '<shell>',
  argsCompletion: { kind: 'words', words: shells },
  flags: {},
  takes: [],
  formats: [],
  examples: [
    ['completion bash', 'in ~/.bashrc: eval "$(ax-access completion bash)"'],
    ['completion zsh', 'in ~/.zshrc, after compinit: source <(ax-access completion zsh)'],
    ['completion fish', 'in config.fish: ax-access completion fish | source'],
  ],
  async run({ args, terminal }) {
    const [wanted] = args;
    const shell = shells.find((each) => each === wanted);
    if (shell === undefined) {
      const message =
        wanted === undefined
          ? 'completion needs the name of a shell.'
          : `There is no completion for "${wanted}".`;
      throw new CliError('usage', message, `It is one of: ${shells.join(', ')}.`);
    }
    terminal.write(scripts[shell](places(await allLoaded())));
    return exitCode.done;
  },
});
