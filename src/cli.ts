#!/usr/bin/env node
import { join } from 'node:path';
import { keepCompiledCode } from './cli/compiledCode.ts';

const args = process.argv.slice(2);

// The stack of an unexpected error leads to the source. Reading the maps costs time, so only where it is shown.
const isVerbose = args.includes('-v') || args.includes('--verbose');
if (isVerbose) process.setSourceMapsEnabled(true);

// Not in the folder for temporary files, which is Node's default: what stands there may be written by any user.
const { HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache') } = process.env;
if (XDG_CACHE_HOME && !isVerbose) keepCompiledCode(join(XDG_CACHE_HOME, 'ax-access'));

// Not left to the event loop: a lookup that was given up holds it for as long as the resolver likes.
void import('./cli/main.ts').then(({ main }) => main(args)).then((code) => process.exit(code));
