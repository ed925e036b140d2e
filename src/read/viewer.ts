import { nullable, object, optional, text, builtInRoleIn } from '../api/index.ts';
import type { ReadClient } from '../api/index.ts';
import type { Caller, Live } from '../model.ts';
import { canonicalEmail } from '../names.ts';

const answer = object({
  account: object({ id: text, name: nullable(text) }),
  viewer: nullable(
    object({
      user: optional(
        nullable(
          object({ id: text, email: nullable(text), accountRole: optional(nullable(text)) }),
        ),
      ),
    }),
  ),
});

/** What is said, as a sentence or a part of one, where Arize does not tell who the caller is. */
export const unknownCaller = 'Arize does not say whose API key this is';

/** The account of the API key, and the owner of the key. REST has no such endpoint, so this uses GraphQL. */
export async function readViewer(
  client: ReadClient,
): Promise<{ account: Live['account']; caller?: Caller }> {
  const { account, viewer } = await client.query(
    'Viewer',
    'query Viewer { account { id name } viewer { user { id email accountRole } } }',
    {},
    (data) => answer(data, 'data'),
  );
  const user = viewer?.user;
  return {
    account: { id: account.id, name: account.name ?? '' },
    ...(user?.email && {
      caller: {
        id: user.id,
        email: canonicalEmail(user.email),
        accountAdmin: builtInRoleIn(user.accountRole ?? '') === 'admin',
      },
    }),
  };
}
