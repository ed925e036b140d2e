#!/usr/bin/env node
import { main } from './commands/main.ts';

// Not left to the event loop: a lookup that was given up holds it for as long as the resolver likes.
process.exit(await main(process.argv.slice(2)));
