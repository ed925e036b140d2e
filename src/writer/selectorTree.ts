import { ownName } from '../key.ts';
import { chainOf } from '../kinds/index.ts';
import type { Selector } from '../model.ts';
import { patternFor } from '../names.ts';

/** A selector as the file has it: `{space: team-alpha, organization: Platform Team}`. */
export const selectorOf = ({
  kind,
  key,
  isPattern,
}: Pick<Selector, 'kind' | 'key' | 'isPattern'>): Readonly<Record<string, string>> =>
  Object.fromEntries(
    chainOf({ kind, key }).map((ref) => {
      const name = ownName(ref.key);
      return [ref.kind, isPattern ? name : patternFor(name)];
    }),
  );
