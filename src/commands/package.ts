import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The path of something that is installed with the command. */
export const packaged = (path: string): string =>
  fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The version of the package. */
export function version(): string {
  const manifest: { version: string } = JSON.parse(readFileSync(packaged('package.json'), 'utf8'));
  return manifest.version;
}
