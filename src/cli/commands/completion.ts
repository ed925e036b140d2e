import { allLoaded } from './index.ts';
import { bashScript } from '../completion/bash.ts';
import { fishScript } from '../completion/fish.ts';
import { places } from '../completion/places.ts';
import { zshScript } from '../completion/zsh.ts';
import { exitCode } from '../exitCode.ts';
import { CliError } from '../cliError.ts';
import { defineCommand } from '../command.ts';
import { rare, textFlag } from '../flag.ts';
import { nameSources, namesFor } from '../completion/names.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

const flags = {
  names: rare(
    textFlag(
      '--names <kinds>',
      'print names from the file, or of its runs, for the completion scripts: role, space, run, …',
      { wants: 'kinds' },
    ),
  ),
};

/** `completion`: prints a shell completion script. */
export const completion = defineCommand({
  text: 'Prints a completion script for bash, zsh or fish. Load it in the startup file of your shell, so that it always matches the installed version.',
  args: '[shell]',
  argsCompletion: { kind: 'words', words: shells },
  flags,
  takes: ['file', 'sandbox', 'journalDir'],
  formats: [],
  isForShells: true,
  examples: [
    ['completion bash', 'in ~/.bashrc: eval "$(ax-access completion bash)"'],
    ['completion zsh', 'in ~/.zshrc, after compinit: source <(ax-access completion zsh)'],
    ['completion fish', 'in config.fish: ax-access completion fish | source'],
  ],
  async run(run) {
    const { args, options, terminal } = run;
    const [wanted] = args;
    if (options.names !== undefined) {
      const names = await namesFor(run, await nameSources(options.names));
      terminal.write(names.map((name) => `${name}\n`).join(''));
      return exitCode.done;
    }
    const shell = shells.find((each) => each === wanted);
    if (shell === undefined) {
      const message =
        wanted === undefined ? 'Missing argument <shell>.' : `No completion for "${wanted}".`;
      throw new CliError('usage', message, `Use one of: ${shells.join(', ')}.`);
    }
    terminal.write(scripts[shell](places(await allLoaded())));
    return exitCode.done;
  },
});
