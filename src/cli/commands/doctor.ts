import { todayOf } from '../today.ts';
import { exitCode } from '../exitCode.ts';
import { version } from '../installedPackage.ts';
import { openAccount } from '../openAccount.ts';
import { layoutFor } from '../layoutFor.ts';
import { defineCommand } from '../command.ts';
import { remote, result } from '../globalFlags.ts';
import { shared } from '../sharedFlags.ts';

/** How long the first request waits for its response, unless --timeout is given. */
const probeMs = 5000;

/** `doctor`: checks what a plan depends on. */
export const doctor = defineCommand({
  text: 'Checks what a plan depends on: the API key and its permissions, REST and GraphQL, the lists it reads, and undocumented API behavior. It only reads, and exits with 1 if a check fails.',
  flags: { ...shared('today') },
  takes: [...result, ...remote],
  formats: ['text', 'json'],
  examples: [['doctor', 'before the first plan, or if something is wrong']],
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
      const { printJson } = await import('../../render/json/print.ts');
      const { doctorJson } = await import('../../render/json/doctor.ts');
      terminal.write(printJson(doctorJson(findings, { tool: version(), exitCode: code })));
    } else {
      const { renderDoctor } = await import('../../render/text/doctor.ts');
      terminal.write(renderDoctor(findings, await layoutFor(run)));
    }
    return code;
  },
});

/** Whether a key matches a redacted one. */
function fits(redacted: string, key: string): boolean {
  const [start = '', end = ''] = redacted.split(/[.*\u2026]+/);
  return start !== '' && end !== '' && key.startsWith(start) && key.endsWith(end);
}
