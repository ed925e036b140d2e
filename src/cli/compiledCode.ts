import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import module, { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { Script } from 'node:vm';

/**
 * Keeps what Node compiles of this program for the next run. Node 22 and later do it by themselves. For Node 20, this
 * does it for the chunks of the build: compiling them takes a third of the time of `validate`.
 * @param folder of this user: what stands in it is run
 */
export function keepCompiledCode(folder: string): void {
  const keep: unknown = Reflect.get(module, 'enableCompileCache');
  if (typeof keep === 'function') {
    keep(folder);
    return;
  }
  const { NODE_DISABLE_COMPILE_CACHE, NODE_V8_COVERAGE } = process.env;
  if (NODE_DISABLE_COMPILE_CACHE !== undefined || NODE_V8_COVERAGE !== undefined) return;
  const own = join(folder, `${process.version}-${process.arch}`);
  const isOwn = isOnlyOurs(own);
  const fresh: Compiled[] = [];
  const chunks = join(import.meta.dirname, 'chunks') + sep;
  const { extensions } = createRequire(join(chunks, 'index.cjs'));
  const usual = extensions['.js'];
  extensions['.cjs'] = (loading, path) => {
    if (!path.startsWith(chunks)) {
      usual?.(loading, path);
      return;
    }
    const source = readFileSync(path);
    const kept = join(own, path.slice(chunks.length).replaceAll(sep, '-'));
    const data = isOwn && source.length >= smallest ? dataOf(kept, source) : undefined;
    const script = new Script(
      `(function(exports,require,module,__filename,__dirname){${source.toString()}\n})`,
      {
        filename: path,
        ...(data && { cachedData: data }),
      },
    );
    if (source.length >= smallest && (data === undefined || script.cachedDataRejected === true)) {
      fresh.push({ kept, source, script });
    }
    const run: unknown = script.runInThisContext();
    if (typeof run !== 'function') throw new TypeError(`${path} is not a module.`);
    const { exports } = loading;
    run.call(exports, exports, (id: string) => loading.require(id), loading, path, dirname(path));
  };
  // At the end, when the functions that ran are compiled, too.
  process.once('exit', () => keepAll(own, fresh));
}

/** In bytes: smaller files take no longer to compile than to look up. */
const smallest = 20_000;

interface Compiled {
  readonly kept: string;
  readonly source: Uint8Array;
  readonly script: Script;
}

/** What was kept of a source. It stands behind the source itself, as V8 compares only the lengths of sources. */
function dataOf(kept: string, source: Uint8Array): Buffer | undefined {
  try {
    const both = readFileSync(kept);
    const isSame = both.length > source.length && both.subarray(0, source.length).equals(source);
    return isSame ? both.subarray(source.length) : undefined;
  } catch {
    return undefined;
  }
}

/** Whether no other user can write into a folder. */
function isOnlyOurs(folder: string): boolean {
  try {
    const { uid, mode } = statSync(folder);
    const user = process.getuid?.();
    return user === undefined || (uid === user && (mode & 0o022) === 0);
  } catch {
    return false;
  }
}

/** Without a home that can be written to, each run compiles for itself. */
function keepAll(folder: string, all: readonly Compiled[]): void {
  if (all.length === 0) return;
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    if (!isOnlyOurs(folder)) return;
    for (const { kept, source, script } of all) {
      // Two runs may end at once.
      const draft = `${kept}.${process.pid}`;
      writeFileSync(draft, Buffer.concat([source, script.createCachedData()]), { mode: 0o600 });
      renameSync(draft, kept);
    }
  } catch {
    // The next run tries again.
  }
}
