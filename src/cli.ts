#!/usr/bin/env node
import { join } from 'node:path';
import { keepCompiledCode } from './cli/compiledCode.ts';

const args = process.argv.slice(2);

// The stack of an unexpected error points to the sources. Reading the maps takes time, so they are read only where it
// is shown.
const isVerbose = args.includes('-v') || args.includes('--verbose');
if (isVerbose) process.setSourceMapsEnabled(true);

// Not in the folder for temporary files, which is Node's default, because any user can write there.
const { HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache') } = process.env;
if (XDG_CACHE_HOME && !isVerbose) keepCompiledCode(join(XDG_CACHE_HOME, 'ax-access'));

// Not left to the event loop: an abandoned host lookup keeps it running for as long as the resolver takes.
void import('./cli/main.ts').then(({ main }) => main(args)).then((code) => process.exit(code));
