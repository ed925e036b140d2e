import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Desired, Live } from '../../model.ts';
import { shellWord, visible } from '../../text.ts';
import { dayOf } from '../../days.ts';
import type { CommandContext } from '../command.ts';
import { exitCode } from '../exitCode.ts';
import type { ExitCode } from '../exitCode.ts';
import { CliError } from '../cliError.ts';
import { assertFree, isAccessFile, output } from '../output.ts';
import { replaceSources } from '../replaceFile.ts';
import { hostOf, openAccount } from '../openAccount.ts';
import { editing, tellingRefusals } from '../editableFile.ts';
import { historyOf } from '../pipeline/recording.ts';
import { stateFile } from '../account.ts';
import { warn } from '../reportError.ts';
import { assertSight } from '../assertSight.ts';
import { tellOpened, tellUnseen } from '../tellKept.ts';
import { againWith, defineCommand } from '../command.ts';
import { schemaFor, schemaLine } from '../editorSchema.ts';
import { onOff } from '../flag.ts';
import type { ValuesOf } from '../flag.ts';
import { focusFlags, focusIn } from '../focus.ts';
import { fileOf, readWhole, tellIdleCounts } from '../pipeline/accountFile.ts';
import { remote } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

const flags = {
  ...focusFlags,
  update: onOff('--update', 'update the access file instead of writing a new one'),
  addUnlisted: onOff(
    '--add-unlisted',
    'with --update: add people and resources that the file leaves out',
  ),
  asSeed: onOff('--as-seed', 'write a seed file, to rehearse on a copy of the account'),
  ...shared('acceptCount', 'overwrite'),
};

type Options = ValuesOf<typeof flags>;

type Run = CommandContext<Options>;

/** `import`: writes an access file from the account, or updates one. */
export const importFile = defineCommand({
  text: 'Writes an access file for the live account, or for one organization or space of it. A plan of that file shows no changes. Without --out it writes to stdout. With --update it updates the file given by -f and keeps its comments and order.',
  flags,
  takes: ['file', 'out', ...remote, 'journalDir'],
  formats: [],
  examples: [
    ['import -o access.yaml', 'start from your account'],
    ['import --space team-alpha -o alpha.yaml', 'start from one space'],
    ['import --update', 'update access.yaml'],
    ['import --update --add-unlisted', 'also add what the file leaves out'],
    ['import --as-seed -o account.yaml', 'for --sandbox=account.yaml'],
  ],
  async run(run) {
    const { update, asSeed } = run.options;
    const focus = focusIn(run.options);
    assertTogether(run);
    if (update) return updateFile(run);
    assertFree(run, asSeed ? undefined : 'update it with import --update');
    using account = await openAccount(run);
    if (asSeed) {
      const live = await readWhole(run, account, { everybody: true });
      await assertSight(live, 'import --as-seed', 'The copy would miss people and grants.');
      return await writeSeed(run, live);
    }
    const { text, notes } = await fileOf(run, account, focus);
    const { out } = run.globals;
    await assertNothingLost(run, text);
    await output(run, schemaLine(schemaFor(out === undefined ? '.' : dirname(out))) + text);
    for (const note of notes) run.terminal.tell(visible(note));
    return exitCode.done;
  },
});

const refuse = (names: string, why: string): never => {
  throw new CliError('usage', `${names} cannot be used together.`, why);
};

/** @throws CliError (usage) for flags that contradict each other */
function assertTogether({ globals, options }: Run): void {
  const { update, addUnlisted, asSeed } = options;
  if (addUnlisted && !update) {
    throw new CliError(
      'usage',
      '--add-unlisted needs --update.',
      'A new file already lists everything.',
    );
  }
  const focus = focusIn(options);
  if (update && asSeed) refuse('--update and --as-seed', 'A seed is always a new file.');
  if (update && focus !== undefined) {
    refuse('--update and --organization or --space', '--update covers what the file manages.');
  }
  if (update && globals.out !== undefined) {
    refuse('--update and --out', '--update changes the file given by -f.');
  }
  if (asSeed && focus !== undefined) {
    refuse('--as-seed and --organization or --space', 'A seed contains the whole account.');
  }
}

/**
 * Refuses to replace a file that says more than an account shows: rules, guards, teams, last days.
 * @param text the new file
 * @throws CliError (file)
 */
async function assertNothingLost({ globals, options }: Run, text: string): Promise<void> {
  const { out } = globals;
  if (!options.overwrite || out === undefined || !existsSync(out)) return;
  const lost = await lostWith(text, out);
  if (lost.length === 0) return;
  const update = `ax-access import --update ${againWith(globals, out)}`.trim();
  throw new CliError(
    'file',
    `${visible(out)} also has ${lost.map(visible).join(', ')}, which the account does not show. They would be lost, so nothing was written.`,
    `To keep them: ${visible(update)}. To start over, delete the file first.`,
  );
}

/** What a file says and a new import of the account does not. @throws CliError (file) if it cannot be understood */
async function lostWith(text: string, out: string): Promise<readonly string[]> {
  const { parseYaml } = await import('../../document/yaml.ts');
  const { kindsIn } = await import('../../kinds/index.ts');
  const { keyOf } = await import('../../kinds/keyOrder.ts');
  const old = await readFile(out, 'utf8');
  if (!isAccessFile(old)) return [];
  const keysIn = (content: string): readonly string[] =>
    Object.keys(parseYaml(content, out).document?.value ?? {});
  // An account that has no roles any more has none in its file either.
  const kept = new Set([...keysIn(text), ...kindsIn(undefined).map(keyOf)]);
  const lost = keysIn(old).filter((key) => !kept.has(key));
  if (lost.length > 0) return lost.map((key) => `\`${key}\``);
  const { load, loadSources } = await import('../../index.ts');
  const { FileProblemsError } = await import('../../document/problem.ts');
  const { onlyInFile } = await import('../../writer/import/onlyInFile.ts');
  const imported = await loadSources([{ file: out, text }]);
  try {
    return onlyInFile((await load(out)).desired, imported.desired);
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    throw new CliError(
      'file',
      `${visible(out)} has errors, so it is not known what would be lost with it. Nothing was written.`,
      `See them: ${visible(`ax-access validate -f ${shellWord(out)}`)}. To start over, delete the file first.`,
    );
  }
}

async function writeSeed(run: Run, live: Live): Promise<ExitCode> {
  const { seedOf } = await import('../../writer/import/seed.ts');
  const { stringify } = await import('yaml');
  const { seed, notes } = seedOf(live);
  const name = visible(live.account.name);
  const head = `# The account ${JSON.stringify(name)} as a seed: ax-access plan --sandbox=THIS_FILE rehearses on a copy.\n`;
  await output(run, head + stringify(seed, { lineWidth: 0 }));
  for (const note of notes) run.terminal.tell(visible(note));
  const { out } = run.globals;
  if (out !== undefined) tellRehearsal(run, out);
  return exitCode.done;
}

/** How to use a seed. A sandbox that was used before keeps its account until it is reset. */
function tellRehearsal({ terminal }: Run, out: string): void {
  const plan = `ax-access plan --sandbox=${visible(shellWord(out))}`;
  terminal.note(
    existsSync(stateFile)
      ? `Next: ax-access sandbox reset  # forgets the sandbox account of this folder\n      ${plan}`
      : `Next: ${plan}  # on the copy`,
  );
}

/** `import --update`: updates a file and keeps its comments and order. */
async function updateFile(run: Run): Promise<ExitCode> {
  const { load, read } = await import('../../index.ts');
  const { adopt, everyDifference, everythingLive } = await import('../../writer/import/adopt.ts');
  const { seenAlone } = await import('../../writer/import/unseen.ts');
  const { everything } = await import('../../read/scope.ts');
  const { desired, warnings } = await load(editing(run), { today: dayOf(new Date()) });
  await warn(warnings, run.terminal, run.globals.file.path);
  using account = await openAccount(run);
  const look = async (now: Desired): Promise<Live> => {
    const live = await read(account.client, now, everything());
    const harm = `${visible(desired.file)} would lose what this API key cannot read.`;
    await assertSight(live, 'import --update', harm);
    return live;
  };
  const seen = await look(desired);
  const whose = { account: seen.account, host: hostOf(account) };
  const history = await historyOf(run, desired.file, whose);
  const { select, unseen } = seenAlone(
    run.options.addUnlisted ? everythingLive : everyDifference,
    history,
  );
  const first = async (now: Desired): Promise<Live> => (now === desired ? seen : look(now));
  const { sources, addresses, left, opened, claim } = await tellingRefusals(() =>
    adopt(desired, first, select, history?.ids),
  );
  const file = visible(desired.file);
  for (const { address, message = 'An access file cannot express it.' } of left) {
    run.terminal.tell(`Not imported: ${visible(address)}: ${visible(message)}`);
  }
  await tellIdleCounts(run, seen);
  tellOpened(run.terminal, opened);
  await tellUnseen(run.terminal, unseen);
  const changed = await replaceSources(desired, sources);
  const { updateSummary } = await import('../../render/text/update.ts');
  const { managesNothing } = await import('../../diff/managesNothing.ts');
  run.terminal.note(
    updateSummary({
      file,
      changed: changed.map(visible),
      places: addresses.length,
      missed: left.length + unseen.size,
      isEmpty: managesNothing(desired),
      claim,
    }),
  );
  return unseen.size > 0 ? exitCode.blocked : exitCode.done;
}
