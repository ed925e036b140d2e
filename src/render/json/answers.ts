import type { AccessPath } from '../../access/paths.ts';
import { viaOf } from '../../access/paths.ts';
import { kindOf, refAddress } from '../../kinds/index.ts';
import { placeJson, viaJson } from './access.ts';
import { originsOf } from '../words/answers.ts';
import type { QuestionScope, Origin } from '../words/answers.ts';
import { missingOf } from '../text/explain.ts';
import type { ExplainAnswer } from '../text/explain.ts';
import { sourceJson } from './source.ts';
import type { WhoCanAnswer } from '../text/whoCan.ts';

/** Answers for programs, as `schema/answers.schema.json` describes them. */

const aboutJson = ({ of, file, account, caller, desired }: QuestionScope): object => ({
  state: of,
  ...(desired && { file }),
  ...(account && { account: { id: account.id, name: account.name } }),
  ...(caller && {
    caller: { id: caller.id, email: caller.email, account_admin: caller.accountAdmin },
  }),
});

const originJson = ({ source, live }: Origin): object => ({
  ...sourceJson(source),
  ...(live !== undefined && { live }),
});

const wayJson = (path: AccessPath, origin: Origin): object => ({
  ...viaJson(viaOf(path, origin.team)),
  grant: path.item.address,
  ...originJson(origin),
  ...(path.only && { only: path.only }),
  sure: path.unsure !== true,
});

/** Who gets into a place. */
export function whoCanJson({ asked, place, action, people }: WhoCanAnswer, tool: string): object {
  const origin = originsOf(asked);
  return {
    schema: 'ax-access/who-can@1',
    tool,
    ...aboutJson(asked),
    resource: placeJson(place.ref),
    action: action === undefined ? null : action.is === 'admin' ? 'admin' : action.permission,
    complete: place.known,
    people: people.map(({ person, service, status, standing, paths, sure }) => ({
      person,
      ...(service && { service: true }),
      ...(status && { status }),
      sure,
      levels: standing.levels,
      permissions: [...standing.permissions].toSorted(),
      ways: paths.map((path) => wayJson(path, origin(path.item))),
    })),
  };
}

/** Why somebody can, or cannot, get into a place. */
export function explainJson(answer: ExplainAnswer, tool: string): object {
  const { asked, explanation, promised } = answer;
  const origin = originsOf(asked);
  const missing = missingOf(answer);
  return {
    schema: 'ax-access/explain@1',
    tool,
    ...aboutJson(asked),
    person: explanation.person,
    ...(explanation.account?.status && { status: explanation.account.status }),
    resource: placeJson(explanation.place.ref),
    can: explanation.can,
    complete: explanation.place.known,
    levels: explanation.standing.levels,
    permissions: explanation.permissions,
    steps: explanation.steps.map(({ place, holds, lets, door, through, standing }) => ({
      resource: placeJson(place.ref),
      ...(place.above && { lets_in: lets }),
      ...(door !== undefined && { closed_by: door }),
      holds: holds.map(({ level, item }) => {
        const from = origin(item);
        return {
          level,
          grant: item.address,
          ...(from.team !== undefined && { team: from.team }),
          ...originJson(from),
        };
      }),
      through: through.map((path) => wayJson(path, origin(path.item))),
      levels: standing.levels,
    })),
    promised,
    missing:
      missing === undefined
        ? null
        : {
            yaml: `${missing.lines.join('\n')}\n`,
            additions: (explanation.missing ?? []).map(({ ref, fields }) => ({
              address: refAddress(ref),
              value: kindOf(ref.kind).print(fields),
            })),
          },
  };
}
