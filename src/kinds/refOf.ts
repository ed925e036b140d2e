import { kinds } from './index.ts';
import type { Ref } from '../model.ts';

const decode = (part: string): string => part.replaceAll('%2F', '/').replaceAll('%25', '%');

/** What an address names; undefined for a text that is no address of ours. */
export function refOf(address: string): Ref | undefined {
  const parts = address.split('/');
  for (const { name, addressTemplate } of kinds) {
    const fits =
      addressTemplate.length === parts.length &&
      addressTemplate.every((word, index) => word === '*' || word === parts[index]);
    if (!fits) continue;
    const key = parts.filter((_, index) => addressTemplate[index] === '*').map(decode);
    return { kind: name, key };
  }
  return undefined;
}
