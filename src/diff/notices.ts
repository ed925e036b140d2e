import { kindOf, refAddress } from '../kinds/index.ts';
import { selects } from '../kinds/select.ts';
import type { Change, Notice } from '../model.ts';
import { byText } from '../names.ts';
import type { State } from './state.ts';

/** What a reader of the plan should know, although it is no difference. */
export function noticesOf(changes: readonly Change[], state: State): readonly Notice[] {
  return [
    ...stale(state),
    ...ignoresNothing(state),
    ...expired(state),
    ...overruled(changes, state),
    ...stranger(state),
  ];
}

/** Tombstones of what is gone already. */
const stale = ({ desired, found }: State): readonly Notice[] =>
  desired.removed
    .filter((ref) => {
      const there = found.get(refAddress(ref));
      return there === undefined || there.status === 'blocked';
    })
    .map((ref) => ({
      code: 'tombstone-done',
      message: `${kindOf(ref.kind).label} "${ref.key.at(-1) ?? ''}" is gone; its entry under \`removed\` can be dropped.`,
      address: refAddress(ref),
      source: ref.source,
    }));

/** A slip in a name under `ignore` ignores nothing, and what it should cover may go. */
const ignoresNothing = ({ desired, live }: State): readonly Notice[] =>
  desired.ignore
    .filter((selector) => !live.items.some((item) => selects(selector, item)))
    .map((selector) => ({
      code: 'ignores-nothing',
      message: `Nothing that was read fits ${kindOf(selector.kind).label} "${selector.key.at(-1) ?? ''}", so its entry under \`ignore\` ignores nothing here. Check the name.`,
      source: selector.source,
    }));

/** Invitations that ran out: the file can't renew them. One line, however many there are. */
function expired({ found, wanted }: State): readonly Notice[] {
  const people = [...wanted.values()]
    .filter(({ address }) => found.get(address)?.status === 'expired')
    .toSorted((a, b) => byText(a.address, b.address));
  const [first] = people;
  if (first === undefined) return [];
  const names = people.slice(0, 3).map(({ key }) => key.at(-1) ?? '');
  const more = people.length - names.length;
  const who = more > 0 ? `${names.join(', ')} and ${more} more` : names.join(', ');
  const plural = people.length > 1;
  return [
    {
      code: 'invitation-expired',
      message: `The ${plural ? 'invitations' : 'invitation'} of ${who} ${plural ? 'have' : 'has'} expired. Send a new one on Arize's page of users.`,
      address: first.address,
      source: first.source,
    },
  ];
}

/** Grants that the next login overrules. */
function overruled(changes: readonly Change[], { live }: State): readonly Notice[] {
  const domains = (live.identityProviders ?? [])
    .filter(({ syncsRoles }) => syncsRoles)
    .flatMap((provider) => provider.domains);
  return [...new Set(domains)].toSorted().flatMap((domain) => {
    const people = new Set(
      changes
        .filter(({ action, kind, key }) => {
          const { keyedBy, parent } = kindOf(kind);
          // Whoever is blocked logs in no more; what is taken otherwise may be given back.
          const isOut = action === 'delete' && parent === undefined;
          return keyedBy === 'person' && !isOut && key.at(-1)?.endsWith(`@${domain}`);
        })
        .map(({ key }) => key.at(-1)),
    );
    if (people.size === 0) return [];
    return {
      code: 'roles-synced-at-login',
      message: `The identity provider of ${domain} sets roles at each login, so what this plan changes for ${people.size === 1 ? 'one person' : `${people.size} people`} of it may be overruled.`,
    };
  });
}

/** A caller who doesn't see everything, or whom Arize does not name. */
const stranger = ({ live: { caller } }: State): readonly Notice[] =>
  caller?.accountAdmin === true
    ? []
    : [
        {
          code: 'not-account-admin',
          message:
            caller === undefined
              ? 'Arize does not say whose key this is, so its lists may be filtered: nothing is created or removed on their strength.'
              : `${caller.email} is no account admin, so lists may be filtered: nothing is created or removed on their strength.`,
        },
      ];
