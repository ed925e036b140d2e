import type { Desired } from '../model.ts';
import { visible } from '../text.ts';
import type { Run } from './command.ts';
import { exitCode } from './exitCode.ts';
import type { ExitCode } from './exitCode.ts';
import { version } from './package.ts';
import { warn } from './report.ts';

/** `validate`: whether the file is right, as far as one can tell offline. */
export async function validate({ settings, terminal }: Run): Promise<ExitCode> {
  const { load } = await import('../load/load.ts');
  const { desired, warnings } = await load(settings.file);
  if (settings.format === 'json') {
    const { printJson } = await import('../render/index.ts');
    terminal.write(
      printJson({
        schema: 'ax-access/validate@1',
        tool: version(),
        file: settings.file,
        warnings: warnings.map(({ code, message, position: source, suggestion }) => ({
          code,
          message,
          source,
          suggestion,
        })),
      }),
    );
  } else {
    await warn(warnings, terminal);
    terminal.write(`${visible(settings.file)} is valid: ${contentOf(desired)}.\n`);
  }
  return exitCode.done;
}

/** What a file speaks of, in a few numbers that a reader recognises. */
function contentOf({ items, removed }: Desired): string {
  const count = (kinds: readonly string[], one: string, many: string): string[] => {
    const n = items.filter(({ kind }) => kinds.includes(kind)).length;
    return n === 0 ? [] : [`${n} ${n === 1 ? one : many}`];
  };
  const parts = [
    ...count(['user'], 'user', 'users'),
    ...count(['role'], 'role', 'roles'),
    ...count(['organization'], 'organization', 'organizations'),
    ...count(['space'], 'space', 'spaces'),
    ...count(['project'], 'project', 'projects'),
    ...count(
      ['organization_member', 'space_member', 'space_binding', 'project_binding'],
      'grant',
      'grants',
    ),
    ...(removed.length === 0 ? [] : [`${removed.length} to remove`]),
  ];
  return parts.length === 0 ? 'it manages nothing' : parts.join(', ');
}
