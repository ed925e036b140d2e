import type { AcceptedWarning, Desired, KindName } from '../../model.ts';
import { FileProblemsError, inText } from '../../document/problem.ts';
import type { Problem } from '../../document/problem.ts';
import { visible } from '../../text.ts';
import { thisMachine } from '../pipeline/secretDelivery.ts';
import { exitCode } from '../exitCode.ts';
import type { ExitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { tellProblems } from '../reportError.ts';
import { defineCommand } from '../command.ts';
import { result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';
import { todayOf } from '../today.ts';

/** `validate`: checks the file offline. */
export const validate = defineCommand({
  text: 'Checks the access file offline, without a key, and reports every problem with its line and a fix.',
  flags: shared('today'),
  takes: ['file', ...result],
  formats: ['text', 'json', 'github', 'sarif'],
  examples: [
    ['validate', 'check access.yaml'],
    ['validate -f teams.yaml --json', 'problems as JSON'],
    ['validate --format github', 'annotations in GitHub Actions'],
    ['validate --format sarif > access.sarif', 'for code scanning'],
  ],
  async run(run) {
    const { globals, format, terminal } = run;
    const { load } = await import('../../load/load.ts');
    const file = globals.file.path;
    const options = {
      today: todayOf(run),
      keepsExpired: true,
      destinations: thisMachine(),
    } as const;
    if (format === 'github' || format === 'sarif') {
      const { problems, code } = await judged(async () => {
        const { desired, warnings } = await load(file, options);
        return { warnings: [...warnings, ...(await brokenRules(desired, options.today))] };
      });
      const text = await problemsText(problems, format);
      if (format === 'github') terminal.command(text);
      else terminal.write(text);
      return code;
    }
    const { desired, warnings: found, accepted } = await load(file, options);
    const warnings = [...found, ...(await brokenRules(desired, options.today))];
    if (format === 'json') {
      const { printJson } = await import('../../render/json/print.ts');
      terminal.write(
        printJson({
          schema: 'ax-access/validate@1',
          tool: version(),
          file,
          warnings: warnings.filter(({ severity }) => severity !== 'notice').map(problemJson),
          notices: warnings.filter(({ severity }) => severity === 'notice').map(problemJson),
          accepted: accepted.map(acceptedJson),
        }),
      );
    } else {
      await tellProblems(warnings, terminal);
      terminal.say(
        `${visible(file)} is valid: ${await contentOf(desired)}${await acceptedText(accepted)}.\n`,
      );
    }
    return exitCode.done;
  },
});

/** The rules that the file breaks. They are warnings here, because nothing tells old breaches from new ones. */
async function brokenRules(desired: Desired, today: string): Promise<readonly Problem[]> {
  if (desired.rules === undefined) return [];
  const { judgeFile } = await import('../../rules/judgeFile.ts');
  const { ruleProblems } = await import('../../render/words/rules.ts');
  const asked = { of: 'desired', file: desired.file, desired } as const;
  return inText(ruleProblems(judgeFile(desired, today), asked, 'warning'), desired.sources);
}

async function acceptedText(accepted: readonly AcceptedWarning[]): Promise<string> {
  const { counted } = await import('../../render/words/names.ts');
  const [first] = accepted.map(({ by }) => by.until).toSorted();
  if (first === undefined) return '';
  const until = accepted.length === 1 ? ' until' : ', the first until';
  return `; ${counted(accepted.length, 'warning')} accepted${until} ${first}`;
}

const acceptedJson = ({ problem, by }: AcceptedWarning): object => ({
  ...problemJson(problem),
  accepted: { owner: by.owner, until: by.until, reason: by.reason, source: by.source },
});

const problemJson = ({ id, code, message, position: source, suggestion }: Problem): object => ({
  id,
  code,
  message,
  source,
  suggestion,
});

/** For formats that show errors and warnings alike, an error is a result. */
async function judged(
  look: () => Promise<{ readonly warnings: readonly Problem[] }>,
): Promise<{ readonly problems: readonly Problem[]; readonly code: ExitCode }> {
  try {
    return { problems: (await look()).warnings, code: exitCode.done };
  } catch (error) {
    if (!(error instanceof FileProblemsError)) throw error;
    return { problems: error.problems, code: exitCode.error };
  }
}

async function problemsText(
  problems: readonly Problem[],
  format: 'github' | 'sarif',
): Promise<string> {
  if (format === 'github') {
    return (await import('../../render/annotations/github.ts')).annotations(problems);
  }
  const { printJson } = await import('../../render/json/print.ts');
  const { sarif } = await import('../../render/annotations/sarif.ts');
  return printJson(sarif(problems, version()));
}

/** The contents of a file, as a few counts. */
async function contentOf({ items, removed, saml }: Desired): Promise<string> {
  const { isGrantKind } = await import('../../kinds/grants.ts');
  const { kinds } = await import('../../kinds/index.ts');
  const { counted } = await import('../../render/words/names.ts');
  const counts = new Map<KindName, number>();
  for (const { kind } of items) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const things = kinds
    .filter((kind) => kind.keyedBy !== 'parent' && !isGrantKind(kind))
    .map((kind) => [counts.get(kind.name) ?? 0, kind.label] as const);
  const grants = kinds
    .filter(isGrantKind)
    .reduce((sum, { name }) => sum + (counts.get(name) ?? 0), 0);
  const parts = [...things, [grants, 'grant'] as const]
    .filter(([count]) => count > 0)
    .map(([count, label]) => counted(count, label));
  if (removed.length > 0) parts.push(`${removed.length} to remove`);
  if (saml !== undefined)
    parts.push(counted(saml.flatMap(({ groups }) => groups).length, 'SAML group'));
  return parts.length === 0 ? 'it manages nothing' : parts.join(', ');
}
