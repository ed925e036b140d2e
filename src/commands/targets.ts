import { refAddress } from '../kinds/index.ts';
import type { Desired, Live, Ref } from '../model.ts';
import { canonicalEmail } from '../names.ts';
import type { Target } from '../plan/narrow.ts';
import { didYouMean } from '../suggest.ts';
import { visible } from '../text.ts';
import { resolved } from './asking.ts';
import { Fault } from './fault.ts';

/**
 * What the texts behind --target mean: an e-mail, an address, or a place as people name it.
 * @throws Fault (resource) for a text that means nothing, or more than one thing
 */
export function targetsOf(
  texts: readonly string[],
  desired: Pick<Desired, 'items' | 'removed'>,
  live: Pick<Live, 'items'>,
): readonly Target[] {
  const refs: readonly Ref[] = [...live.items, ...desired.items, ...desired.removed];
  const byAddress = new Map(refs.map((ref) => [refAddress(ref), ref]));
  const people = new Set(
    refs.map(({ key }) => key.at(-1) ?? '').filter((name) => name.includes('@')),
  );
  return texts.map((text): Target => {
    const ref = byAddress.get(text.trim());
    if (ref !== undefined) return { ref };
    if (text.includes('@') && !text.includes('/')) {
      const person = canonicalEmail(text);
      if (people.has(person)) return { person };
      throw new Fault(
        'resource',
        `Nobody is called ${visible(text)}, in the account or in the file.`,
        didYouMean(person, people) ?? 'A target is an e-mail, a place, or an address of the plan.',
      );
    }
    const place = resolved(text, refs, desired.items);
    if (place !== undefined) return { ref: place };
    throw new Fault('usage', '--target account would be everything.', 'Leave it out.');
  });
}
