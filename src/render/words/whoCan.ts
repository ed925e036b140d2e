import type { Action } from '../../access/action.ts';
import type { Accessor } from '../../access/whoCan.ts';
import type { Place } from '../../access/state.ts';
import { caveats, placeWords } from './answers.ts';
import type { QuestionScope } from './answers.ts';
import { counted, nameText } from './names.ts';

/** Who gets into a place, and how. */
export interface WhoCanAnswer {
  readonly asked: QuestionScope;
  readonly place: Place;
  readonly action: Action | undefined;
  readonly people: readonly Accessor[];
}

export function question({ place, action }: WhoCanAnswer, name = nameText): string {
  const where = placeWords(place.ref, name);
  if (action === undefined) return `Who has access to ${where}`;
  return action.is === 'admin'
    ? `Who is an admin of ${where}`
    : `Who has ${action.permission} in ${where}`;
}

export function notes({ asked, place, action }: WhoCanAnswer): readonly string[] {
  const isWordsAlone = place.builtInRoles === undefined && action?.is === 'permission';
  return [
    ...(isWordsAlone
      ? [
          'Arize does not document which permissions the other roles give here, so only admins are listed.',
        ]
      : []),
    ...caveats(asked, place),
  ];
}

export const total = (people: readonly Accessor[]): string => {
  const bots = people.filter(({ service }) => service).length;
  const count = counted(people.length - bots, 'person');
  return bots === 0 ? `${count}.` : `${count}, ${counted(bots, 'service identity')}.`;
};

export const marksOf = ({ status, service }: Accessor): string =>
  [...(service ? ['service identity'] : []), ...(status === undefined ? [] : [status])].join(', ');
