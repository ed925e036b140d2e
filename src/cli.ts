#!/usr/bin/env node
import module from 'node:module';
import { join } from 'node:path';

const args = process.argv.slice(2);

// Node 22 and later keep what they compiled. Not in the folder for temporary files, which is the default: what stands
// there may be written by any user, and this would run it.
const { HOME, XDG_CACHE_HOME = HOME && join(HOME, '.cache') } = process.env;
const keep: unknown = Reflect.get(module, 'enableCompileCache');
if (typeof keep === 'function' && XDG_CACHE_HOME) keep(join(XDG_CACHE_HOME, 'ax-access'));
// The stack of an unexpected error leads to the source. Reading the maps costs time, so only where it is shown.
if (args.includes('-v') || args.includes('--verbose')) process.setSourceMapsEnabled(true);

// Not left to the event loop: a lookup that was given up holds it for as long as the resolver likes.
void import('./cli/main.ts').then(({ main }) => main(args)).then((code) => process.exit(code));
