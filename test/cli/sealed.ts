import { createHash } from 'node:crypto';

/** A saved plan in which something is otherwise, as somebody can make it who knows how the file is made. */
export function sealed(text: string, name: string, value: unknown): string {
  const { checksum: _checksum, ...rest } = { ...JSON.parse(text), [name]: value };
  const hash = createHash('sha256').update(JSON.stringify(rest)).digest('hex');
  return JSON.stringify({ ...rest, checksum: `sha256:${hash}` });
}
