import { whoCan } from '../../access/whoCan.ts';
import { kindOf } from '../../kinds/index.ts';
import { fieldsYaml } from './fix.ts';
import type { Found, Inspected } from './finding.ts';

/** Spaces that the whole organization gets into, while some of their projects are restricted. */
export const publicWithRestricted = ({ before }: Inspected): readonly Found[] =>
  [...before.places.values()].flatMap((place): readonly Found[] => {
    const { ref, passing, below } = place;
    const access = ref && kindOf(ref.kind).access;
    const field = access?.is === 'place' ? access.inheritanceField : undefined;
    const restricted = below.flatMap((each) => (each.restriction && each.ref ? [each.ref] : []));
    if (ref === undefined || field === undefined || passing !== 'fallback') return [];
    if (restricted.length === 0) return [];
    const guests = whoCan(before, place, undefined)
      .filter(({ service, paths }) => !service && paths.every(({ how }) => how === 'fallback'))
      .map(({ person }) => person);
    return [
      {
        facts: { code: 'public-with-restricted', place: ref, restricted, guests },
        ref,
        people: guests,
        places: [ref, ...restricted],
        yaml: fieldsYaml(ref, { [field]: true }),
      },
    ];
  });
