import type { UserRow } from '../resources/users.ts';
import type { Call, NoContent, Reply, Route } from './call.ts';
import type { Permission } from '../permissions.ts';
import type { CreatedUser, User, UserList } from '../wire.ts';
import { foldEmail } from '../email.ts';
import { isAccountAdmin, mayAccount } from '../access.ts';
import { accountRole, change, email, flag, oneOf, optional, personName, shape } from '../body.ts';
import { globalId } from '../ids.ts';
import { contains, pageOf } from '../page.ts';
import { ProblemError } from '../problem.ts';
import { noContent } from './call.ts';
import { demand, findUser, findUserEvenBlocked } from './find.ts';

const readCreate = shape({
  name: personName,
  email,
  role: accountRole,
  invite_mode: oneOf(['NONE', 'EMAIL_LINK', 'TEMPORARY_PASSWORD']),
  is_developer: optional(flag),
});

const readUpdate = change({ name: optional(personName), is_developer: optional(flag) });

function wireStatus(user: UserRow): User['status'] {
  if (user.status === 'INACTIVE') throw new ProblemError(404, 'The user does not exist');
  return user.status;
}

function toWire(user: UserRow): User {
  return {
    id: globalId('User', user.id),
    name: user.name,
    email: user.email,
    created_at: user.createdAt,
    status: wireStatus(user),
    role: { type: 'PREDEFINED', name: user.role },
    is_developer: user.developer,
  };
}

/** Needs account admin, account member or USER_READ (REST v2 types: list users). */
function mayRead(call: Call): boolean {
  return call.caller.role !== 'ANNOTATOR' || mayAccount(call.account, call.caller, 'USER_READ');
}

function demandAccount(call: Call, right: Permission): void {
  demand(mayAccount(call.account, call.caller, right), `account admin or ${right}`);
}

function list(call: Call): Reply<200, UserList> {
  demand(mayRead(call), 'the account role admin or member, or USER_READ');
  const byEmail = contains(call.query, 'email');
  const readStatus = oneOf(['ACTIVE', 'INVITED', 'EXPIRED']);
  const statuses: readonly string[] = call.query
    .getAll('status')
    .map((status) => readStatus(status, 'status'));
  const users = call.account.users
    .all()
    .filter((user) => user.status !== 'INACTIVE' && byEmail(user.email))
    .filter((user) => statuses.length === 0 || statuses.includes(user.status))
    .filter((user) => !user.bot || call.behaviour.bots_in_user_list);
  const page = pageOf(users, call, 'users');
  return {
    status: 200,
    body: { users: page.rows.map(toWire), pagination: page.pagination },
  };
}

/** The table "Idempotency on email" of the REST v2 types. */
function create(call: Call): Reply<201, CreatedUser> | Reply<200, User> {
  demandAccount(call, 'USER_CREATE');
  const body = readCreate(call.body, 'body');
  if (body.role.type === 'CUSTOM') {
    throw new ProblemError(422, 'Custom account roles are not supported');
  }
  const role = body.role.name;
  const isTooHigh = role === 'ADMIN' && !isAccountAdmin(call.caller);
  if (isTooHigh) throw new ProblemError(422, 'Only an account admin can create an account admin');
  const known = call.account.users.one('email', foldEmail(body.email));
  if (known?.status === 'INACTIVE') {
    throw new ProblemError(
      409,
      `${body.email} was removed from the account and cannot be invited again`,
    );
  }
  if (known?.status === 'ACTIVE') {
    throw new ProblemError(409, `${body.email} already belongs to a member of the account`);
  }
  // What NONE does to a pending invitation is not documented; a refusal is the careful reading.
  if (known !== undefined && body.invite_mode === 'NONE') {
    throw new ProblemError(409, `${body.email} has already been invited`);
  }
  if (known?.status === 'INVITED') return { status: 200, body: toWire(known) };

  const status = body.invite_mode === 'NONE' ? 'ACTIVE' : 'INVITED';
  const facts = {
    name: body.name,
    email: body.email,
    role,
    status,
    developer: body.is_developer ?? role !== 'ANNOTATOR',
  } as const;
  const user =
    known === undefined
      ? call.account.users.add((id) => ({ id, ...facts, bot: false, createdAt: call.now() }))
      : Object.assign(known, facts, { email: known.email });
  const sent: CreatedUser = { ...toWire(user), invite_mode: body.invite_mode };
  if (body.invite_mode === 'TEMPORARY_PASSWORD') {
    sent.temporary_password = `sandbox-password-${user.id}`;
  }
  return { status: 201, body: sent };
}

function get(call: Call): Reply<200, User> {
  const user = findUser(call, call.param('user_id'));
  if (!mayRead(call)) throw new ProblemError(404, 'The user does not exist');
  return { status: 200, body: toWire(user) };
}

function update(call: Call): Reply<200, User> {
  const user = findUser(call, call.param('user_id'));
  const body = readUpdate(call.body, 'body');
  if (body.is_developer !== undefined) demand(isAccountAdmin(call.caller), 'account admin');
  if (body.name !== undefined) demandAccount(call, 'USER_UPDATE');
  if (body.name !== undefined) user.name = body.name;
  if (body.is_developer !== undefined) user.developer = body.is_developer;
  return { status: 200, body: toWire(user) };
}

/**
 * Blocks a person for ever: every membership, binding and personal key goes, the row stays. Blocking
 * twice is fine, blocking oneself is not (REST v2 types).
 */
function remove(call: Call): NoContent {
  const user = findUserEvenBlocked(call, call.param('user_id'));
  demandAccount(call, 'USER_DELETE');
  if (user.id === call.caller.id) throw new ProblemError(400, 'You cannot delete yourself');
  call.account.users.end(user);
  user.status = 'INACTIVE';
  return noContent;
}

function usesSso(call: Call, user: UserRow): boolean {
  const domain = foldEmail(user.email).split('@').at(-1) ?? '';
  return call.account.identityProviders
    .all()
    .some((provider) => provider.domains.some((name) => name.toLowerCase() === domain));
}

function resendInvitation(call: Call): NoContent {
  const user = findUser(call, call.param('user_id'));
  demandAccount(call, 'USER_CREATE');
  if (user.status !== 'INVITED') throw new ProblemError(400, 'The user has no pending invitation');
  if (call.account.identityProviders.all().some((provider) => provider.enforced)) {
    throw new ProblemError(400, 'The account only allows SAML logins');
  }
  return noContent;
}

function resetPassword(call: Call): NoContent {
  const user = findUser(call, call.param('user_id'));
  demandAccount(call, 'USER_UPDATE');
  if (user.status !== 'ACTIVE')
    throw new ProblemError(400, 'The user has not verified the account yet');
  if (user.bot || usesSso(call, user)) throw new ProblemError(400, 'The user has no password');
  return noContent;
}

export const users: readonly Route[] = [
  { method: 'GET', path: '/v2/users', operation: 'list_users', handle: list },
  { method: 'POST', path: '/v2/users', operation: 'create_user', handle: create },
  { method: 'GET', path: '/v2/users/{user_id}', operation: 'get_user', handle: get },
  { method: 'PATCH', path: '/v2/users/{user_id}', operation: 'update_user', handle: update },
  { method: 'DELETE', path: '/v2/users/{user_id}', operation: 'delete_user', handle: remove },
  {
    method: 'POST',
    path: '/v2/users/{user_id}/resend-invitation',
    operation: 'resend_user_invitation',
    handle: resendInvitation,
  },
  {
    method: 'POST',
    path: '/v2/users/{user_id}/reset-password',
    operation: 'reset_user_password',
    handle: resetPassword,
  },
];
