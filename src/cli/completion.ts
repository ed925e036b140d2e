import type { CommandContext } from './commandContext.ts';
import { bashScript } from './completion/bash.ts';
import { fishScript } from './completion/fish.ts';
import { places, shells } from './completion/model.ts';
import { zshScript } from './completion/zsh.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { CliError } from './cliError.ts';

const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript } as const;

/** `completion`: a script that completes commands, flags and their values in a shell. */
export function completion({ settings, terminal }: CommandContext): Promise<ExitCode> {
  const [wanted] = settings.args;
  const shell = shells.find((each) => each === wanted);
  if (shell === undefined) {
    const message =
      wanted === undefined
        ? 'completion needs the name of a shell.'
        : `There is no completion for "${wanted}".`;
    throw new CliError('usage', message, `It is one of: ${shells.join(', ')}.`);
  }
  terminal.write(scripts[shell](places()));
  return Promise.resolve(exitCode.done);
}
