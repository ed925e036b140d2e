import type { Desired } from '../../model.ts';
import type { Claim } from '../../plan/claims.ts';
import type { Drift, DriftFinding } from '../../drift/driftFinding.ts';
import { suggestion } from '../suggestion.ts';
import { visible } from '../../text.ts';
import { journalBase } from '../pipeline/knownFile.ts';
import type { KnownFile } from '../pipeline/knownFile.ts';
import type { AlsoFile } from '../alsoFile.ts';
import type { CommandContext } from '../command.ts';
import { openAccount } from '../openAccount.ts';
import { fileProposal } from '../pipeline/fileProposal.ts';
import { planFor } from '../pipeline/planFor.ts';
import { documentFor } from '../pipeline/reportDocument.ts';
import type { PlannedRun } from '../pipeline/planFor.ts';
import { editing, tellingRefusals } from '../editableFile.ts';
import { codeOfDrift, exitCode } from '../exitCode.ts';
import type { ExitCode } from '../exitCode.ts';
import { CliError } from '../cliError.ts';
import { assertFree, output, targetOf } from '../output.ts';
import { replaceSources } from '../replaceFile.ts';
import { missingFor } from '../pipeline/missingParts.ts';
import { version } from '../installedPackage.ts';
import { writeAlso, written } from '../pipeline/planTexts.ts';
import type { TextIn } from '../pipeline/planTexts.ts';
import { assertSight } from '../assertSight.ts';
import type { Layout } from '../../render/text/style.ts';
import { layoutFor } from '../layoutFor.ts';
import { lineLinks } from '../lineLinks.ts';
import { tellOpened, tellUnseen } from '../tellKept.ts';
import { defineCommand } from '../command.ts';
import { textsIn } from '../flag.ts';
import type { Flag, ValuesOf } from '../flag.ts';
import { remote, result } from '../globalFlags.ts';
import { baseFlag, shared } from '../sharedFlags.ts';

/** Ids of the findings to write into the file; without any, everything that changed live. */
const adoptFlag: Flag<readonly string[] | undefined> = {
  spelling: '--adopt [id...]',
  text: 'write live changes (or only these findings) into the file',
  completion: { kind: 'any' },
  read: (raw) => (raw === undefined ? undefined : textsIn(raw)),
};

const flags = {
  base: baseFlag('commit, branch or tag of the file as last applied (default: the last run)'),
  adopt: adoptFlag,
  ...shared('requireComplete', 'acceptCount', 'also', 'overwrite', 'details', 'today'),
};

type Run = CommandContext<ValuesOf<typeof flags>, AlsoFile['format']>;

/** `drift`: how the file and the account differ, which side changed, and who may have done it. It never changes the account. */
export const drift = defineCommand({
  text: "Compares the access file with the live account: what changed since the last run, on which side, and who may have done it, from Arize's audit log. It never changes the account. Exit codes: 0 in sync, 2 differences, 1 error.",
  flags,
  takes: ['file', 'out', ...result, ...remote, 'journalDir'],
  formats: ['text', 'json', 'markdown', 'html'],
  examples: [
    ['drift', 'for a nightly job'],
    ['drift --json -o drift.json', 'save the findings'],
    ['drift -o drift.html', 'as a page for a browser'],
    ['drift --base origin/main', 'compare with the file on the main branch'],
    ['drift --adopt', 'write live changes into the file'],
  ],
  refuses: [
    [
      '--apply',
      'drift never changes the account, so it has no --apply.',
      'Use: ax-access plan --apply',
    ],
    [
      '--allow-destructive',
      'drift never changes the account, so it has no --allow-destructive.',
      'Use: ax-access plan --apply --allow-destructive',
    ],
  ],
  async run(run) {
    assertFree(run);
    if (run.options.adopt !== undefined) editing(run);
    const proposal = await fileProposal(run, false);
    using account = await openAccount(run);
    return await tell(run, await withShortLists(await planFor(run, account, proposal)));
  },
});

/** A truncated response could explain what is missing. */
async function withShortLists(planned: PlannedRun): Promise<PlannedRun> {
  const { shortIn, shortText } = await import('../../plan/shrunk.ts');
  const { live, history, plan } = planned;
  const notices = shortIn(live, history).map((short) => ({
    code: 'list-short',
    message: shortText(short),
    address: short.list.scope,
  }));
  return { ...planned, plan: { ...plan, notices: [...notices, ...plan.notices] } };
}

async function tell(run: Run, planned: PlannedRun): Promise<ExitCode> {
  const { isSayable } = await import('../../drift/driftFinding.ts');
  const { adopt, base } = run.options;
  const { desired, live, host } = planned;
  if (adopt !== undefined) {
    await assertSight(
      live,
      'drift --adopt',
      `${visible(desired.file)} would lose what this API key cannot read.`,
    );
  }
  const known =
    base === undefined
      ? await journalBase(run, desired.file, { account: live.account, host })
      : planned.base;
  const found = await lookInto(planned, known);
  const chosen = adopt === undefined ? [] : await chosenFrom(found, adopt, detailsOf(run));
  const missing = await missingFor(run, planned.plan);
  if (chosen.length === 0) {
    const code = codeOfDrift({ missing: missing.is, isSame: found.findings.length === 0 });
    await show(run, planned, found, code);
    missing.tell();
    if (adopt !== undefined && found.findings.length > 0)
      run.terminal.tell(found.findings.some(isSayable) ? onlyPending : onlyKept);
    return code;
  }
  const {
    sources,
    left: unsaid,
    opened,
    claim,
    unseen,
  } = await tellingRefusals(() => adopted(planned, chosen));
  const staying = chosen.filter((each) => !isSayable(each));
  const left = [...unsaid, ...staying.map(({ address }) => ({ address, message: kept }))];
  const missed = new Set([...left.map(({ address }) => address), ...unseen.keys()]);
  const isDone = ({ address }: DriftFinding): boolean => !missed.has(address);
  const isSame = found.findings.every((each) => chosen.includes(each) && isDone(each));
  const ended = codeOfDrift({ missing: missing.is, isSame });
  const code = ended === exitCode.differences && unseen.size > 0 ? exitCode.blocked : ended;
  // Before any output says that it was adopted.
  const changed = await replaceSources(desired, sources);
  await show(run, planned, found, code, chosen.filter(isDone));
  missing.tell();
  for (const { address, message = 'An access file cannot express it.' } of left) {
    run.terminal.tell(`Not adopted: ${visible(address)}: ${visible(message)}`);
  }
  tellOpened(run.terminal, opened);
  await tellUnseen(run.terminal, unseen);
  if (changed.length > 0) {
    const count = chosen.filter(isDone).length;
    const open = found.findings.length + found.known.length - count;
    run.terminal.note(await adoptedText(changed, { count, open, claim }));
  }
  return code;
}

const layoutOf = async (run: Run): Promise<Layout> => ({
  ...(await layoutFor(run, targetOf(run))),
  ...(run.options.details && { access: 'full' }),
});

/** What was written, and how much of the account the files now cover. */
async function adoptedText(
  files: readonly string[],
  { count, open, claim }: { readonly count: number; readonly open: number; readonly claim: Claim },
): Promise<string> {
  const { counted } = await import('../../render/words/names.ts');
  const { besides, saysWhat } = await import('../../render/words/claims.ts');
  const names = files.map(visible).join(', ');
  const done = `Adopted ${counted(count, 'finding')}`;
  const end = 'Review and commit the change.';
  if (open > 0) {
    return `${done}: wrote ${names}; ${counted(open, 'finding')} ${open === 1 ? 'is' : 'are'} left. ${end}`;
  }
  const says = files.length === 1 ? 'says' : 'say';
  return `${done}: ${names} now ${says} ${saysWhat(claim)}${besides(claim)}. ${end}`;
}

/** Turns the differences into findings; reads the audit log if that can help. */
async function lookInto(
  { plan, desired, live, client }: PlannedRun,
  known: KnownFile | undefined,
): Promise<Drift> {
  const { findingsOf } = await import('../../drift/findings.ts');
  const { isWorthAsking, traced } = await import('../../drift/traces.ts');
  const { today = '' } = desired;
  const sides = {
    desired,
    live,
    ...(known && { base: known.desired, open: known.open ?? new Set() }),
  };
  const found = findingsOf(plan, sides, today);
  const base = known && { base: known.base };
  if (!isWorthAsking(found)) return { ...found, ...base, auditLog: { status: 'not-needed' } };
  const { readAuditLog } = await import('../../read/auditLog.ts');
  const log = await readAuditLog(client);
  return { ...traced(found, log, live), ...base };
}

/** The command that shows the ids. */
const detailsOf = ({ next }: Run): string => `ax-access drift --details ${next.again}`.trimEnd();

/**
 * The findings with these ids. Without ids, everything known to have changed live: changes of the
 * file that are not applied yet are discarded only by id.
 * @throws CliError (usage) for an unknown id
 */
async function chosenFrom(
  { findings }: Drift,
  ids: readonly string[],
  lookAgain: string,
): Promise<readonly DriftFinding[]> {
  for (const id of ids) {
    if (findings.some((each) => each.id === id)) continue;
    const there = findings.map((each) => each.id);
    throw there.length === 0
      ? new CliError(
          'usage',
          `drift found no difference, so there is none with the id "${visible(id)}" to adopt.`,
        )
      : new CliError(
          'usage',
          `No difference has the id "${visible(id)}".`,
          suggestion(id, there) ?? `To see the ids: ${visible(lookAgain)}`,
        );
  }
  if (ids.length > 0) return findings.filter(({ id }) => ids.includes(id));
  const { isLive } = await import('../../drift/driftFinding.ts');
  return findings.filter(isLive);
}

const kept = 'Arize does not show all of it, so the file is unchanged.';

const onlyKept = `Nothing was adopted. ${kept}`;

const onlyPending =
  'Nothing was adopted: only the file changed. To discard one of its changes, give the id of the finding.';

async function adopted(
  { desired, client, live, plan, history }: PlannedRun,
  chosen: readonly DriftFinding[],
) {
  const { adopt } = await import('../../writer/import/adopt.ts');
  const { differing, movedTo } = await import('../../writer/import/select.ts');
  const { seenAlone } = await import('../../writer/import/unseen.ts');
  const { read } = await import('../../index.ts');
  const named = new Set(chosen.map(({ address }) => address));
  const moved = movedTo({ changes: plan.changes.filter(({ address }) => named.has(address)) });
  const wanted = new Set([...named, ...chosen.flatMap(({ cascade }) => cascade), ...moved]);
  const seen = seenAlone(
    (difference, subject) =>
      differing(difference, subject).filter((address) => wanted.has(address)),
    history,
  );
  const done = await adopt(
    desired,
    async (now: Desired) => (now === desired ? live : read(client, now)),
    seen.select,
    history?.ids,
  );
  return { ...done, unseen: seen.unseen };
}

async function show(
  run: Run,
  planned: PlannedRun,
  found: Drift,
  code: ExitCode,
  taken: readonly DriftFinding[] = [],
): Promise<void> {
  const { globals, terminal } = run;
  const { plan } = planned;
  const { driftJson, planJson, printJson, renderDrift, renderDriftMarkdown } =
    await import('../../render/index.ts');
  const textIn: TextIn = async (format) => {
    switch (format) {
      case 'json': {
        const context = {
          tool: version(),
          command: 'drift',
          consent: false,
          exitCode: code,
          again: run.next,
        } as const;
        return printJson({ ...planJson(plan, context), drift: driftJson(found, taken) });
      }
      case 'markdown':
        return renderDriftMarkdown(plan, found, {
          adopted: taken,
          again: run.next,
          linkOf: lineLinks(process.env, process.cwd()),
          ...(globals.sandbox && { where: 'the sandbox' }),
        });
      case 'html': {
        const { desired, live } = planned;
        const { sourcesOf } = await import('../../report/sources.ts');
        const { reportHtml } = await import('../../render/html/page.ts');
        const sources = { ...sourcesOf(live, { desired, plan }), drift: found };
        return reportHtml(await documentFor(run, sources, 'drift'));
      }
      case 'text':
        return renderDrift(plan, found, await layoutOf(run), taken);
    }
  };
  if (globals.out === undefined) {
    if (run.format === 'text') terminal.write(await textIn('text'));
    await written(run, textIn);
  } else {
    await output(run, await textIn(run.format));
    await writeAlso(run, textIn);
  }
}
