// Runs the built command for the tests of a worker, one command after the other: `fork('host.mjs', [CLI])`, then a message
// for each command. Starting Node and loading the command takes far longer than most commands do. Each one gets the
// arguments, the folder, the environment and the streams that a process of its own would have. `host.test.ts` holds it to
// what such a process says.
import { createRequire } from 'node:module';
import { Readable, Writable } from 'node:stream';

const require = createRequire(import.meta.url);
const [node, , cli] = process.argv;
const leave = process.exit.bind(process);
const home = process.cwd();

/** Ends what called `process.exit`, as the end of the process would. */
class Ended extends Error {}

/** The command that runs: where its output goes, and how it ends. */
let current;

process.exit = (code) => {
  // Where it ended already, the rest of it comes to its end too.
  current?.end(Number(code ?? process.exitCode ?? 0));
  throw new Ended();
};
process.on('uncaughtException', (error) => {
  if (!(error instanceof Ended)) current?.fail(error);
});
process.on('warning', (warning) => current?.streams.stderr.write(`${warning.stack}\n`));
// Nothing is left to wait for, and the command has not ended: Node gives it up.
process.on('beforeExit', () => current?.end(13));
process.on('disconnect', () => leave());
process.on('message', (asked) => {
  if (current !== undefined) throw new Error('It runs a command already.');
  run(asked);
});
for (const name of ['stdin', 'stdout', 'stderr']) {
  Object.defineProperty(process, name, { get: () => current?.streams[name] });
}

function run({ args, cwd, env }) {
  const written = { stdout: [], stderr: [] };
  current = {
    streams: {
      stdin: Readable.from([]),
      stdout: streamTo(written.stdout, 1),
      stderr: streamTo(written.stderr, 2),
    },
    end(code) {
      // Some ask for it once, for all that they will hold.
      for (const listener of process.listeners('exit')) listener.call(process, code);
      current = undefined;
      void cleaned().then((isClean) =>
        process.send({
          code,
          stdout: Buffer.concat(written.stdout).toString(),
          stderr: Buffer.concat(written.stderr).toString(),
          isClean,
        }),
      );
    },
    fail(error) {
      this.streams.stderr.write(`${error?.stack ?? error}\n`);
      this.end(1);
    },
  };
  process.chdir(cwd);
  for (const name of Object.keys(process.env)) if (!(name in env)) delete process.env[name];
  Object.assign(process.env, env);
  process.argv = [node, cli, ...args];
  // The tests wait, and that holds no process.
  process.channel.unref();
  // The entry is run anew; what it imports stays.
  delete require.cache[require.resolve(cli)];
  require(cli);
}

const streamTo = (chunks, fd) =>
  Object.assign(
    new Writable({
      write(chunk, _encoding, done) {
        chunks.push(chunk);
        done();
      },
    }),
    { fd },
  );

/** Takes away what the end of a process takes away. @returns whether nothing of the command can go on */
async function cleaned() {
  process.channel.ref();
  process.exitCode = undefined;
  for (const name of ['SIGINT', 'SIGTERM']) process.removeAllListeners(name);
  // eslint-disable-next-line no-underscore-dangle -- Node tells of them by no other name
  for (const handle of process._getActiveHandles()) {
    if (handle !== process.channel) handle.destroy?.();
  }
  process.chdir(home);
  await new Promise((done) => setImmediate(done));
  return process
    .getActiveResourcesInfo()
    .every((name) => name === 'PipeWrap' || name === 'Immediate');
}
