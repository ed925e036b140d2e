import type { Command } from '../commandContext.ts';

const group = 'In a shell:';

export const shell: readonly Command[] = [
  {
    name: 'completion',
    group,
    summary: 'print a script that completes commands and flags in a shell',
    text: 'Prints a script for bash, zsh or fish that completes commands, flags and their values. It is made of the commands of this version: load it anew in each shell, and it never goes stale.',
    flags: [],
    args: '<shell>',
    takes: [],
    formats: [],
    examples: [
      ['completion bash', 'in ~/.bashrc: eval "$(ax-access completion bash)"'],
      ['completion zsh', 'in ~/.zshrc, after compinit: source <(ax-access completion zsh)'],
      ['completion fish', 'in config.fish: ax-access completion fish | source'],
    ],
    load: async () => (await import('../completion.ts')).completion,
  },
];
