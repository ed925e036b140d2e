import type { WriteClient } from '../api/index.ts';
import { wireName } from '../api/index.ts';
import type { PersonRow } from './list.ts';

/** Why an action cannot be done, and what to do instead. */
interface Refusal {
  readonly why: string;
  readonly instead: Instead;
}

type Instead =
  | { readonly is: 'advice'; readonly text: string }
  /** A command of this program for the same person, with its purpose. */
  | { readonly is: 'command'; readonly does: string; readonly command: string };

/** An action for one person that the file does not cover. */
export interface UserAction {
  /** What it does, before and after: "resend the pending invitation". */
  readonly text: string;
  readonly done: string;
  /** Why it cannot be done for this person, and what to do instead; undefined when it can. */
  refuse(person: PersonRow): Refusal | undefined;
  /** @throws ApiError */
  run(client: WriteClient, person: PersonRow): Promise<unknown>;
}

const standing: Readonly<Record<PersonRow['status'], string>> = {
  active: 'is already in the account',
  invited: 'has a pending invitation',
  expired: 'has an invitation that expired',
  blocked: 'is blocked, which cannot be undone',
};

const instead: Readonly<Record<PersonRow['status'], Instead>> = {
  active: {
    is: 'command',
    does: 'To send a link to set a new password',
    command: 'users reset-password',
  },
  invited: { is: 'command', does: 'To resend it', command: 'users resend-invitation' },
  expired: { is: 'command', does: 'To invite them again', command: 'users reinvite' },
  blocked: { is: 'advice', text: 'They need another e-mail address.' },
};

const onlyWhen =
  (wanted: PersonRow['status']): UserAction['refuse'] =>
  ({ email, status }) =>
    status === wanted
      ? undefined
      : {
          why: `${email} ${standing[status]}.`,
          instead: instead[status],
        };

/** Resends the e-mail. Arize refuses it for people who accepted, and where SAML is enforced (REST v2 types). */
const resendInvitation: UserAction = {
  text: 'resend the pending invitation',
  done: 'The invitation was resent. Arize does not say whether the e-mail arrived.',
  refuse: onlyWhen('invited'),
  run: (client, { id }) =>
    client.post('/v2/users/{user_id}/resend-invitation', { params: { path: { user_id: id } } }),
};

/** Arize creates a new invitation only for an address whose old one expired (REST v2 types). */
const reinvite: UserAction = {
  text: 'create a new invitation and send it by e-mail',
  done: 'A new invitation was created, and the e-mail is on its way.',
  refuse: onlyWhen('expired'),
  run: (client, { email, name = email, role = 'member', developer }) =>
    client.post('/v2/users', {
      body: {
        name,
        email,
        role: { type: 'PREDEFINED', name: wireName(role === 'read-only' ? 'member' : role) },
        invite_mode: 'EMAIL_LINK',
        ...(developer !== undefined && { is_developer: developer }),
      },
    }),
};

/** The link is valid for 30 minutes; people of an identity provider have no password (REST v2 types). */
const resetPassword: UserAction = {
  text: 'send a link to set a new password',
  done: 'A link to set a new password is on its way. It can be used for 30 minutes.',
  refuse: onlyWhen('active'),
  run: (client, { id }) =>
    client.post('/v2/users/{user_id}/reset-password', { params: { path: { user_id: id } } }),
};

/** The actions for one person. */
export const userActions = { resendInvitation, reinvite, resetPassword } as const;
