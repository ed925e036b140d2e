// Parses a file with the package `yaml`, and nothing more: the floor of everything that reads one. Its check for
// duplicate keys takes quadratic time in the size of a map and is turned off, as in ax-access, which has its own.
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

parseDocument(readFileSync(process.argv[2], 'utf8'), { uniqueKeys: false, prettyErrors: false });
