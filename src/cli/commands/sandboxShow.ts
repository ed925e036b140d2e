import { lookedAtSandbox } from '../account.ts';
import { exitCode } from '../exitCode.ts';
import { result } from '../globalFlags.ts';
import { defineCommand } from '../command.ts';

/** `sandbox show`: the account of this folder's sandbox as a tree. */
export const sandboxShow = defineCommand({
  text: 'Shows the sandbox account of this folder as a tree: organizations, spaces, people, roles and projects. It changes nothing.',
  flags: {},
  takes: result,
  formats: ['text', 'json'],
  examples: [['sandbox show', 'the account that --sandbox uses']],
  async run({ format, terminal }) {
    const sandbox = await lookedAtSandbox();
    if (format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      terminal.write(printJson({ schema: 'ax-access/sandbox@1', account: sandbox.snapshot() }));
    } else {
      terminal.write(sandbox.tree());
    }
    return exitCode.done;
  },
});
