import { levelsOf } from '../../access/paths.ts';
import { kindOf, roleNamed } from '../../kinds/index.ts';
import { isPowerful } from '../../kinds/permissions.ts';
import { entriesYaml } from './fix.ts';
import type { Found, Inspected } from './finding.ts';

/** Custom roles that can grant or destroy access, with their holders. */
export function rolesThatGrant({ before, desired }: Inspected): readonly Found[] {
  const { roles, places } = before;
  return [...roles].flatMap(([name, role]): readonly Found[] => {
    const { access, print } = kindOf(role.kind);
    const allowed = access?.is === 'role' ? (access.allows(role.fields) ?? []) : [];
    const given = allowed.filter(isPowerful);
    if (role.builtIn === true || given.length === 0) return [];
    const holding = [...places.values()].flatMap(({ ref, grants }) =>
      [...grants].flatMap(([person, items]) =>
        items.some((item) =>
          levelsOf(item).some((level) => typeof level === 'object' && level.custom === name),
        )
          ? [{ person, ref }]
          : [],
      ),
    );
    const holders = [...new Set(holding.map(({ person }) => person))];
    const rest = allowed.filter((permission) => !isPowerful(permission));
    return [
      {
        facts: { code: 'can-grant', role: name, permissions: given, holders },
        ref: roleNamed(name),
        about: given,
        people: holders,
        places: [...new Set(holding.map(({ ref }) => ref))],
        ...(rest.length > 0 && {
          yaml: entriesYaml(
            [{ ref: roleNamed(name), value: print({ permissions: rest }) }],
            desired,
          ),
        }),
      },
    ];
  });
}
