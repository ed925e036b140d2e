import { canonicalEmail } from '../../names.ts';
import { defineCommand } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import { onOff } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { version } from '../installedPackage.ts';
import { layoutFor } from '../layoutFor.ts';
import { shared } from '../sharedFlags.ts';

/** `access`: everything that a person has access to, and how. */
export const access = defineCommand({
  text: 'Lists every organization, space and project that a person has access to, with the level, how they get it, and the line of the file that gives it. Resources where all access comes from the one above are only counted; --details lists them.',
  args: '<person>',
  argsCompletion: { kind: 'names', of: ['person'] },
  flags: {
    ...shared('desired', 'planned', 'allowDestructive'),
    details: onOff('--details', 'list every resource'),
  },
  takes: ['file', ...result, ...remote],
  formats: ['text', 'json', 'markdown'],
  examples: [
    ['access raj@example.com', 'everything that raj has access to'],
    ['access raj@example.com --planned', 'after the planned changes'],
    ['access raj@example.com --desired', 'according to the file, offline'],
  ],
  async run(run) {
    const { args, format, options, terminal } = run;
    const person = canonicalEmail(args[0] ?? '');
    const { askAboutAll, assertMeant } = await import('../askAbout.ts');
    const { reachesOf } = await import('../../access/reaches.ts');
    const { state, ...asked } = await askAboutAll(run, [person]);
    assertMeant(run, person, { state, ...asked });
    const account = state.people.get(person);
    const reached = reachesOf(state, person);
    const answer = { asked, state, person, ...(account && { account }), reached };
    switch (format) {
      case 'json': {
        const { printJson } = await import('../../render/json/print.ts');
        const { accessJson } = await import('../../render/json/accessOf.ts');
        terminal.write(printJson(accessJson(answer, version())));
        break;
      }
      case 'markdown': {
        const { accessMarkdown } = await import('../../render/markdown/accessOf.ts');
        terminal.write(accessMarkdown(answer));
        break;
      }
      case 'text': {
        const { accessText } = await import('../../render/text/accessOf.ts');
        const layout = await layoutFor(run);
        const isFull = options.details && { access: 'full' as const };
        terminal.write(accessText(answer, { ...layout, ...isFull }));
      }
    }
    return exitCode.done;
  },
});
