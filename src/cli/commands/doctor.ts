import { todayOf } from '../today.ts';
import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** How long the first question waits for its answer, unless --timeout says otherwise. */
const probeMs = 5000;

/** `doctor`: what a plan stands on, and whether it does. */
export const doctor = defineCommand({
  text: 'Looks at everything that a plan stands on: which key it is, whose, and with what rights; whether REST and GraphQL answer; which lists can be read; and which of the things that Arize does not document hold on this account. It only reads. Exit 1: something keeps it from its work.',
  flags: { ...shared('today') },
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [['doctor', 'before the first plan, and when something seems odd']],
  async run(run) {
    const { format, terminal } = run;
    const { connect } = await import('../../index.ts');
    const { runChecks } = await import('../../doctor/runChecks.ts');
    using opened = await openAccount(run);
    const { client, account } = opened;
    const probe = connect({ timeoutMs: probeMs, ...account, tries: 1 });
    const findings = await runChecks(client, probe, {
      today: todayOf(run),
      isOwnKey: (redacted) => fits(redacted, account.apiKey),
    });
    const code = findings.some(({ is }) => is === 'bad') ? exitCode.error : exitCode.done;
    if (format === 'json') {
      const { printJson } = await import('../../render/index.ts');
      const { doctorJson } = await import('../../render/json/doctor.ts');
      terminal.write(printJson(doctorJson(findings, { tool: version(), exitCode: code })));
    } else {
      const { renderDoctor } = await import('../../render/text/doctor.ts');
      terminal.write(renderDoctor(findings, await layoutFor(run)));
    }
    return code;
  },
});

/** Whether a key may be the one that a list shows with its middle left out. */
function fits(redacted: string, key: string): boolean {
  const [start = '', end = ''] = redacted.split(/[.*\u2026]+/);
  return start !== '' && end !== '' && key.startsWith(start) && key.endsWith(end);
}
