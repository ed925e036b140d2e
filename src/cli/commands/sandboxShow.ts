import { lookedAtSandbox } from '../account.ts';
import { exitCode } from '../exitCode.ts';
import { result } from '../globalFlags.ts';
import { defineCommand } from '../command.ts';

/** `sandbox show`: the account of this folder's sandbox as a tree, without touching it. */
export const sandboxShow = defineCommand({
  text: "Draws the account of this folder's embedded Arize as a tree: organizations, spaces, people, roles, projects. It only looks.",
  flags: {},
  takes: result,
  formats: ['text', 'json'],
  examples: [['sandbox show', 'what --sandbox works on']],
  async run({ format, terminal }) {
    const sandbox = await lookedAtSandbox();
    if (format === 'json') {
      const { printJson } = await import('../../render/index.ts');
      terminal.write(printJson({ schema: 'ax-access/sandbox@1', account: sandbox.snapshot() }));
    } else {
      terminal.write(sandbox.tree());
    }
    return exitCode.done;
  },
});
