// Packs the package, installs the file in an empty project, and uses it there as a newcomer does: `npm run installed`.
// With --every-node, also with the oldest Node that package.json allows and with the newest, and attw checks the types
// of the package. attw is downloaded only then: it includes a compiler, 38 MB for one question.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';

/** The newest Node that is tested. Raise it when a new one is released, and see what breaks. */
const newest = '26.10.0';
const attw = '@arethetypeswrong/cli@0.18.5';

const root = resolve(import.meta.dirname, '..');
const { engines, name } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const oldest = `${engines.node.replace('>=', '')}.0`;
const every = process.argv.includes('--every-node');
const home = mkdtempSync(join(tmpdir(), 'ax-access-installed-'));

try {
  const packed = pack();
  if (every)
    run('npm', [
      'exec',
      '--yes',
      `--package=${attw}`,
      '--',
      'attw',
      packed,
      '--profile',
      'esm-only',
    ]);
  const nodes = every ? [oldest, newest].map(fetchNode) : [process.execPath];
  for (const node of nodes) use(packed, node);
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
} finally {
  rmSync(home, { recursive: true, force: true });
}

function pack() {
  const to = folder('packed');
  run('npm', ['pack', '--ignore-scripts', '--pack-destination', to], { cwd: root });
  return join(to, readdirSync(to)[0]);
}

/** A separate Node: its releases are npm packages that contain only files, without scripts. */
function fetchNode(version) {
  const at = folder(`node-${version}`);
  const system = process.platform === 'win32' ? 'win' : process.platform;
  const release = `node-${system}-${process.arch}`;
  install(at, `${release}@${version}`);
  return join(
    at,
    'node_modules',
    release,
    'bin',
    process.platform === 'win32' ? 'node.exe' : 'node',
  );
}

/** Does what a user does in the first hour, with only the package. */
function use(packed, node) {
  const project = mkdtempSync(join(home, 'project-'));
  install(project, '--offline', packed);
  const own = join(project, 'node_modules', name);
  cpSync(join(own, 'examples'), join(project, 'examples'), { recursive: true });
  const env = {
    HOME: home,
    PATH: [dirname(node), join(project, 'node_modules/.bin'), '/usr/bin', '/bin'].join(delimiter),
  };
  const at = { cwd: project, env };
  const ax = (line) => run('ax-access', line.split(' '), at);
  const version = run(node, ['--version'], at).trim();
  for (const example of examplesIn(own)) {
    const text = readFileSync(join(own, 'examples', example, 'access.yaml'), 'utf8');
    const [, tried] = /^# Try: ax-access (.*)$/m.exec(text) ?? [];
    if (tried === undefined) throw new Error(`examples/${example} does not say how to try it.`);
    ax(`validate -f examples/${example}/access.yaml`);
    ax(tried);
    ax(`${tried.replace('plan', 'apply')} --allow-destructive --yes`);
    ax('sandbox reset');
    process.stdout.write(`${version}: examples/${example}\n`);
  }
  // With only the help as a guide.
  mkdirSync(join(project, 'first'));
  const first = { ...at, cwd: join(project, 'first') };
  for (const line of ['init', 'plan --sandbox', 'apply --sandbox --yes', 'undo --sandbox']) {
    run('ax-access', line.split(' '), first);
  }
  process.stdout.write(`${version}: from nothing to a change\n`);
  const script = `
    import { load } from '${name}';
    import { startSandbox } from '${name}/sandbox';
    const arize = await startSandbox({ seed: 'users: {jane@example.com: {name: Jane, role: admin}}' });
    await arize.stop();
    await load('examples/quickstart/access.yaml', { today: '2027-03-31' });`;
  run(node, ['--input-type=module', '-e', script], at);
  process.stdout.write(`${version}: as a library\n`);
}

function examplesIn(own) {
  return readdirSync(join(own, 'examples'))
    .filter((each) => each !== 'ci')
    .toSorted();
}

function folder(inside) {
  const path = join(home, inside);
  mkdirSync(path, { recursive: true });
  return path;
}

function install(at, ...what) {
  const quiet = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  run('npm', ['install', '--prefix', at, ...quiet, ...what], { cwd: at });
}

/** @throws Error with the whole output if the exit code is not 0 */
function run(tool, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    encoding: 'utf8',
    shell: process.platform === 'win32',
    ...options,
  });
  if (status === 0) return stdout;
  const said = `${stdout ?? ''}${stderr ?? ''}${error?.message ?? ''}`;
  throw new Error(`${tool} ${args.join(' ')} ended with ${status}.\n${said}`);
}
