import { groupBy } from '../../group.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Plan, PlannedChange, Verdict } from '../../model.ts';
import { count } from '../words/summary.ts';
import { isBlocking, isStopping } from '../../plan/verdicts.ts';
import { irreversibleMark, placeText, protection, signed, stays } from '../words/change.ts';
import { shownFields } from '../words/fields.ts';
import { flow } from './flow.ts';
import { solid, words } from '../words/pieces.ts';
import type { Piece } from '../words/pieces.ts';
import { counted, describeAddress, doing } from '../words/names.ts';
import type { Layout } from './style.ts';
import { visible } from '../../text.ts';

/** The first thing to read: blocked and destructive changes. */

/** Where the file guards less than before, ahead of everything else: it decides what the rest is measured by. */
export const loosenedBlock = ({ loosened }: Plan, layout: Layout): string[] =>
  loosened.flatMap(({ message, source }) =>
    flow(
      {
        indent: 0,
        hang: 2,
        pieces: [solid('!', 'red'), ...words(message, 'red')],
        tail: placeText(source),
      },
      layout,
    ),
  );

const mostListed = 3;

/** The guards that block the run, with the items they judge. */
export function blockedBlock(plan: Plan, layout: Layout): string[] {
  const blocked = plan.guards.filter(({ verdict }) => verdict === 'blocked');
  if (blocked.length === 0) return [];
  const title = 'BLOCKED: nothing can be applied (exit code 3)';
  const helps = !plan.guardsWithConsent.some(isBlocking);
  return [
    layout.style.red(layout.style.bold(title)),
    ...blocked.flatMap((verdict) => verdictLines(verdict, plan, layout)),
    ...(helps
      ? flow(
          { indent: 2, hang: 2, pieces: words('With --allow-destructive nothing is blocked.') },
          layout,
        )
      : []),
  ];
}

/** What may rest on a truncated response, and the flags that let it run. */
export function unprovenBlock(plan: Plan, layout: Layout): string[] {
  const held = plan.guards.filter(({ verdict }) => verdict === 'held');
  if (held.length === 0) return [];
  const title = 'HELD BACK: a response may be truncated (exit code 3)';
  return [
    layout.style.red(layout.style.bold(title)),
    ...held.flatMap((verdict) => verdictLines(verdict, plan, layout)),
  ];
}

/** A flag to copy, never broken. */
export const flagLines = ({ accept }: Verdict): string[] =>
  accept === undefined ? [] : [`      ${visible(accept)}`];

function verdictLines(verdict: Verdict, plan: Plan, layout: Layout): string[] {
  const { rule, message, changes } = verdict;
  const about = changes.slice(0, mostListed).map((address) => {
    const change = plan.changes.find((each) => each.address === address);
    return change === undefined ? describeAddress(address) : sentenceOf(change);
  });
  const more = changes.length - about.length;
  return [
    ...flow(
      {
        indent: 2,
        hang: 2,
        pieces: [solid('!', 'red'), solid(`${rule}:`, 'red'), ...words(message)],
      },
      layout,
    ),
    ...flagLines(verdict),
    ...about.flatMap((pieces) => flow({ indent: 6, hang: 4, pieces }, layout)),
    ...(more > 0 ? flow({ indent: 6, pieces: words(`and ${more} more`) }, layout) : []),
  ];
}

/** If there are more than this, they are only counted here; each is listed below. */
const mostAtAGlance = 12;

/** Everything destructive in one place, so that a reader need not look for it. */
export function destructiveBlock(plan: Plan, layout: Layout): string[] {
  const destructive = plan.changes.filter(({ effect }) => effect === 'destroys');
  if (destructive.length === 0) return [];
  const isHeld = destructive.some(({ held }) => held === 'needs-consent');
  const waiting = count(plan.changes, ({ held }) => held === 'needs-held');
  const title = isHeld
    ? `Held back: needs --allow-destructive (${destructive.length})`
    : `Destructive (${destructive.length})`;
  const unproven = ({ held }: PlannedChange): Piece[] =>
    !isHeld && held !== undefined ? [solid('(held back)', 'red')] : [];
  const shown =
    destructive.length > mostAtAGlance
      ? bySort(destructive)
      : destructive.map((change) => [...sentenceOf(change), ...unproven(change)]);
  const wait = `${counted(waiting, 'other change needs', 'other changes need')} one of these.`;
  return [
    ...flow({ indent: 0, hang: 2, pieces: words(title, 'red') }, layout).map(layout.style.bold),
    ...shown.flatMap((pieces) => flow({ indent: 2, hang: 4, pieces }, layout)),
    ...(waiting > 0 ? flow({ indent: 2, hang: 4, pieces: words(wait) }, layout) : []),
    ...(isHeld ? consentLines(plan, layout) : []),
  ];
}

/** A change on its own, with old and new values unless its destructive part is described elsewhere. */
export const sentenceOf = (change: PlannedChange): Piece[] => [
  ...signed(change.action, doing(change)),
  ...(change.action === 'update' ? shownFields(change, false).inline : []),
  ...(change.irreversible === undefined ? [] : [solid(`(${irreversibleMark})`, 'red')]),
  ...protection(change.protectedBy ?? []),
  ...stays(change.noEffect),
];

/** Many changes, counted by what they do to which kind; a few of one sort are named all the same. */
export function bySort(changes: readonly PlannedChange[]): Piece[][] {
  return [...groupBy(changes, ({ kind, action }) => `${kind} ${action}`).values()].flatMap(
    (sort) => {
      const [first] = sort;
      if (sort.length <= mostListed) return sort.map(sentenceOf);
      const { label, verbs } = kindOf(first.kind);
      const text = `${verbs[first.action]} ${counted(sort.length, label)}`;
      const lasting = count(sort, ({ irreversible }) => irreversible !== undefined);
      const mark =
        lasting < sort.length ? `(${lasting} ${irreversibleMark})` : `(${irreversibleMark})`;
      return [
        [...signed(first.action, words(text)), ...(lasting === 0 ? [] : [solid(mark, 'red')])],
      ];
    },
  );
}

/** The verdicts with consent, where they differ from those on this run. */
export function consentLines({ guards, guardsWithConsent }: Plan, layout: Layout): string[] {
  const known = new Set(guards.filter(isStopping).map(({ message }) => message));
  return guardsWithConsent
    .filter((verdict) => isStopping(verdict) && !known.has(verdict.message))
    .flatMap((verdict) => {
      const { rule, message } = verdict;
      const what = isBlocking(verdict) ? 'blocked' : 'held back';
      return [
        ...flow(
          {
            indent: 2,
            hang: 2,
            pieces: [
              solid('!', 'red'),
              ...words(`with --allow-destructive: ${what}, ${rule}:`, 'red'),
              ...words(message),
            ],
          },
          layout,
        ),
        ...flagLines(verdict),
      ];
    });
}
