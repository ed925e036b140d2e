import { ownName } from '../../key.ts';
import equal from 'fast-deep-equal';
import { levelText, nameText } from './names.ts';
import { levelsOf } from '../../access/paths.ts';
import type { AccessPath } from '../../access/paths.ts';
import type { Place, Thing } from '../../access/state.ts';
import { kindOf } from '../../kinds/index.ts';
import type { Caller, Desired, Live, Ref } from '../../model.ts';
import type { Position } from '../../document/problem.ts';
import { placeText } from './change.ts';

/** What answers to questions about access have in common, in every output. */

/** What a question was asked of. */
export interface QuestionScope {
  readonly of: 'live' | 'desired' | 'planned';
  readonly file: string;
  /** The file, where there is one. */
  readonly desired?: Desired;
  readonly account?: Live['account'];
  readonly caller?: Caller;
}

/** Where a grant comes from. */
export interface Origin {
  /** The place in the file. */
  readonly source?: Position;
  readonly team?: string;
  /** It is live, and the file omits it, says otherwise, or is not used. */
  readonly live?: 'not in the file' | 'the file says otherwise' | 'no file';
}

/** Says of each grant where it comes from. */
export function originsOf({ desired, of }: QuestionScope): (item: Thing) => Origin {
  if (desired === undefined) return () => ({ live: 'no file' });
  const items = new Map(desired.items.map((item) => [item.address, item]));
  return (item) => {
    const written = items.get(item.address);
    if (written === undefined) return { live: 'not in the file' };
    const { source, team } = written;
    const says = levelsOf(written);
    const differs = of !== 'desired' && !says.includes('unknown') && !equal(says, levelsOf(item));
    return {
      source,
      ...(team !== undefined && !differs && { team }),
      ...(differs && { live: 'the file says otherwise' as const }),
    };
  };
}

/** An origin in a few words: `access.yaml:12`, or `live, not in the file`. */
export function originText({ source, live }: Origin): string {
  const place = placeText(source);
  if (live === undefined) return place ?? '';
  if (live === 'no file') return 'live';
  return place === undefined ? `live, ${live}` : `live; ${place} says otherwise`;
}

/** What a place is called: `project "a" in "b" / c`. */
export function placeWords(
  ref: Ref | undefined,
  name: (text: string) => string = nameText,
): string {
  if (ref === undefined) return 'the account';
  const own = `${kindOf(ref.kind).label} ${name(ownName(ref.key))}`;
  const above = ref.key.slice(0, -1).map(name).join(' / ');
  return above === '' ? own : `${own} in ${above}`;
}

/** One path of access: the grant, and why it applies. */
export function wayWords(
  { level, at, how, unsure }: AccessPath,
  { team }: Origin,
  name: (text: string) => string = nameText,
): string {
  const notes = [
    ...(how === 'fallback' && unsure !== true ? ['the space is public'] : []),
    ...(how === 'fallback' && unsure === true ? ['if the space is public'] : []),
    ...(how === 'admin' && unsure === true ? ['if that is an admin role'] : []),
    ...(how === 'own' && unsure === true ? ['if there is a role'] : []),
    ...(team === undefined ? [] : [`by team ${name(team)}`]),
  ];
  return `${levelText(level)} of ${shortPlace(at, name)}${notes.length === 0 ? '' : ` (${notes.join(', ')})`}`;
}

/** A place by its own name alone, where the rest is said elsewhere. */
export const shortPlace = ({ ref }: Place, name: (text: string) => string = nameText): string =>
  ref === undefined ? 'the account' : `${kindOf(ref.kind).label} ${name(ownName(ref.key))}`;

/** The state that an answer is about. */
export function askedWords({ of, file, account, caller }: QuestionScope): string {
  if (of === 'desired') return `according to ${file}`;
  const name = account === undefined ? 'the account' : `the account ${nameText(account.name)}`;
  const who = caller === undefined ? '' : `, read as ${caller.email}`;
  return of === 'planned' ? `${name} after applying ${file}${who}` : `${name} as it is now${who}`;
}

/** What a reader has to know to trust an answer. */
export function caveats({ of, caller, file }: QuestionScope, place: Place): readonly string[] {
  return [
    ...(of === 'desired'
      ? [
          `Based on ${file} alone: what it does not manage, and what predefined roles allow, is unknown.`,
        ]
      : []),
    ...(of !== 'desired' && caller?.accountAdmin !== true
      ? [
          'This API key is not known to be an account admin’s, so lists may be filtered and people may be missing.',
        ]
      : []),
    ...(of !== 'desired' && !place.known
      ? ['Not everything that decides this could be read.']
      : []),
  ];
}
