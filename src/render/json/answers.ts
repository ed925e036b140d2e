import type { AccessPath } from '../../access/paths.ts';
import { viaOf } from '../../access/paths.ts';
import { viaJson } from './access.ts';
import type { QuestionScope, Origin } from '../words/answers.ts';
import { sourceJson } from './source.ts';

/** Answers for programs, as `schema/answers.schema.json` describes them. */

export const aboutJson = ({ of, file, account, caller, desired }: QuestionScope): object => ({
  state: of,
  ...(desired && { file }),
  ...(account && { account: { id: account.id, name: account.name } }),
  ...(caller && {
    caller: { id: caller.id, email: caller.email, account_admin: caller.accountAdmin },
  }),
});

export const originJson = ({ source, live }: Origin): object => ({
  ...sourceJson(source),
  ...(live !== undefined && { live }),
});

export const wayJson = (path: AccessPath, origin: Origin): object => ({
  ...viaJson(viaOf(path, origin.team)),
  grant: path.item.address,
  ...originJson(origin),
  ...(path.only && { only: path.only }),
  sure: path.unsure !== true,
});
