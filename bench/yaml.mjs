// Parses a file with the package `yaml`, and nothing more: the floor of everything that reads one. Its check for
// duplicate keys takes the square of a map's size and is off, as it is in ax-access, which has one of its own.
import { readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

parseDocument(readFileSync(process.argv[2], 'utf8'), { uniqueKeys: false, prettyErrors: false });
