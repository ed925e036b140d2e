import { existsSync, realpathSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { shellWord, visible } from '../../text.ts';
import { stateFile } from '../account.ts';
import { CliError } from '../cliError.ts';
import { againWith, defineCommand } from '../command.ts';
import type { CommandContext } from '../command.ts';
import { editing } from '../editableFile.ts';
import { schemaFor, schemaLine } from '../editorSchema.ts';
import { exitCode } from '../exitCode.ts';
import { ciFiles, cis, copySchema, createFile, ignoreOwnFolder, isCi } from '../firstFiles.ts';
import type { Ci, Made } from '../firstFiles.ts';
import { cannotBe, textFlag } from '../flag.ts';
import type { Flag, ValuesOf } from '../flag.ts';
import { focusFlags, focusIn } from '../focus.ts';
import { remote } from '../globalFlags.ts';
import { manifest, packaged, repositoryName } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { fileOf } from '../pipeline/accountFile.ts';
import { hasKey } from '../profileEnv.ts';

const ciText = textFlag('--ci <service>', 'also add workflow files for CI: github or gitlab', {
  wants: cis.join(' or '),
  completion: { kind: 'words', words: cis },
});

const ci: Flag<Ci | undefined> = {
  spelling: ciText.spelling,
  text: ciText.text,
  completion: ciText.completion,
  read(raw, all) {
    const name = ciText.read(raw, all);
    if (name === undefined || isCi(name)) return name;
    throw cannotBe(ciText, name, `Use one of: ${cis.join(', ')}.`);
  },
};

const flags = { ...focusFlags, ci };

type Run = CommandContext<ValuesOf<typeof flags>>;

/** `init`: the files that a folder needs to begin with. It makes what is not there, and changes nothing else. */
export const init = defineCommand({
  text: 'Writes a first access file: of your account if an API key is set, otherwise a worked example for the sandbox. Also keeps .ax-access/ out of git. It never overwrites a file and never changes the account.',
  flags,
  takes: ['file', ...remote, 'journalDir'],
  formats: [],
  examples: [
    ['init', 'start from your account, or from an example if no key is set'],
    ['init --space team-alpha', 'start from one space'],
    ['init --ci github', 'also add workflows for pull requests, merges and drift'],
    ['init --sandbox=account.yaml', 'from a copy of an account'],
  ],
  async run(run) {
    const path = editing(run);
    const folder = dirname(path);
    if (!existsSync(folder)) {
      throw new CliError(
        'file',
        `No such folder: ${visible(folder)}.`,
        `Create it first: mkdir -p ${shellWord(folder)}`,
      );
    }
    const lines: string[] = [];
    const isExample = usesExample(run);
    const isThere = existsSync(path);
    const reach = isExample
      ? againWith({ ...run.globals, sandbox: { seed: undefined } })
      : againWith(run.globals);
    const next = (command: string): string =>
      ['ax-access', command, reach].filter((word) => word !== '').join(' ');

    const written = isThere ? undefined : await (isExample ? exampleFile(run) : accountFile(run));
    if (written === undefined) {
      lines.push(
        `Kept ${visible(path)}, which was there already. To write another file, name it with -f.`,
      );
    } else {
      if (schemaFor(folder) === undefined) await copySchema(folder);
      await createFile(path, schemaLine(schemaFor(folder)) + written.text);
      lines.push(`Created ${visible(path)}: ${written.what}.`, ...written.more);
    }
    const ignore = join(folder, '.gitignore');
    const ignored = await ignoreOwnFolder(ignore);
    if (ignored !== 'kept') lines.push(`${doneTo(ignored, ignore)}: .ax-access/ stays out of git.`);
    if (run.options.ci !== undefined) lines.push(...(await addCi(run.options.ci, path)));
    run.terminal.say(`${lines.join('\n')}\n\nNext: ${visible(next('plan'))}\n`);
    return exitCode.done;
  },
});

const doneTo = (made: Made, path: string): string =>
  `${{ created: 'Created', changed: 'Changed', kept: 'Kept' }[made]} ${visible(path)}`;

/** A file that is to be written, and what is said about it. */
interface Written {
  readonly text: string;
  readonly what: string;
  readonly more: readonly string[];
}

/** Without a key there is an example, and so there is for a sandbox that has no account yet. */
const usesExample = ({ globals: { sandbox, profile } }: Run): boolean =>
  sandbox === undefined
    ? !hasKey(process.env, profile)
    : sandbox.seed === undefined && !existsSync(stateFile);

async function accountFile(run: Run): Promise<Written> {
  using account = await openAccount(run);
  const { text, notes, live } = await fileOf(
    { ...run, options: {} },
    account,
    focusIn(run.options),
  );
  for (const note of notes) run.terminal.tell(visible(note));
  return { text, what: `the account ${visible(live.account.name)}, as it is now`, more: [] };
}

const example = 'examples/quickstart/access.yaml';

/** The first example, and the sandbox account that it is for. @throws CliError (usage) for a part of an account */
async function exampleFile(run: Run): Promise<Written> {
  if (focusIn(run.options) !== undefined) {
    throw new CliError(
      'usage',
      '--organization and --space need an account.',
      'Set ARIZE_API_KEY to the key of an account admin.',
    );
  }
  const { readFile } = await import('node:fs/promises');
  const whole = await readFile(packaged(example), 'utf8');
  const head = `# A first access file, for the sandbox account of this folder. ax-access plan --sandbox shows what it would change.
# What it does not mention is not managed: other spaces, other people, roles, projects.
# The format: ax-access help file
`;
  return {
    text: `${head}${whole.slice(whole.indexOf('version: 1'))}`,
    what:
      run.globals.sandbox === undefined
        ? 'a worked example for the sandbox (ARIZE_API_KEY is not set)'
        : 'a worked example for the sandbox',
    more: existsSync(stateFile)
      ? [
          `The sandbox has an account already: ${stateFile}. For the one of the example: ax-access sandbox reset`,
        ]
      : [],
  };
}

/** Adds the files for a CI at the top of the repository, or beside the access file. */
async function addCi(service: Ci, file: string): Promise<readonly string[]> {
  const { repositoryAround } = await import('../../git.ts');
  const folder = realpathSync(dirname(file));
  const top = (await repositoryAround(folder)) ?? folder;
  const name = relative(top, join(folder, relative(dirname(file), file)));
  const files = await ciFiles(service, name.split(sep).join('/'));
  const lines: string[] = [];
  for (const { path, text } of files) {
    const at = join(relative('', top), path);
    // eslint-disable-next-line no-await-in-loop -- a few
    lines.push(`${doneTo(await createFile(at, text), at)}.`);
  }
  return [...lines, 'Before you commit them:', ...todo(service).map((each) => `  - ${each}`)];
}

const todo = (service: Ci): readonly string[] =>
  service === 'github'
    ? [
        `after "uses: ${repositoryName(manifest())}@" put the commit of an ax-access release`,
        'create the secret ARIZE_API_KEY in GitHub',
      ]
    : [
        'add ax-access to package.json, as the first lines of .gitlab-ci.yml say',
        'create the masked, protected variable ARIZE_API_KEY in GitLab',
      ];
