import type { Resource } from '../resource.ts';
import type { SeedUser } from '../seed.ts';
import type { Numbered } from '../table.ts';
import type { AccountRole, UserStatus } from '../spellings.ts';
import { isCount, isFlag, isOneOf, isShape, isText } from '../checks.ts';
import { tick } from '../clock.ts';
import { foldEmail } from '../email.ts';
import { sorted } from '../rowNames.ts';
import { users as routes } from '../rest/users.ts';
import { Table } from '../table.ts';
import { visible } from '../visible.ts';
import {
  accountRoles,
  fromSeedAccountRole,
  fromSeedStatus,
  toSeedAccountRole,
  toSeedStatus,
  userStatuses,
} from '../spellings.ts';

export interface UserRow extends Numbered {
  name: string;
  email: string;
  status: UserStatus;
  role: AccountRole;
  developer: boolean;
  /** The identity that a service key acts as. */
  bot: boolean;
  createdAt: string;
}

const isUser = isShape<UserRow>({
  id: isCount,
  name: isText,
  email: isText,
  status: isOneOf(userStatuses),
  role: isOneOf(accountRoles),
  developer: isFlag,
  bot: isFlag,
  createdAt: isText,
});

function seedOf(user: UserRow): SeedUser {
  return {
    name: user.name,
    role: toSeedAccountRole[user.role],
    ...(user.status === 'ACTIVE' ? {} : { status: toSeedStatus[user.status] }),
    ...(user.developer === (user.role !== 'ANNOTATOR') ? {} : { developer: user.developer }),
    ...(user.bot ? { bot: true } : {}),
  };
}

/** People, and the bot users that service keys act as. */
export const users: Resource<UserRow, 'email', 'User'> = {
  since: 2,
  idType: 'User',
  table: () => new Table(isUser, { email: (row) => foldEmail(row.email) }),
  routes,
  seed: {
    account: {
      check: ({ check, given }) => check.reportRepeated(['users'], given.users),
      plant: ({ account, given }) => {
        for (const [email, user] of Object.entries(given.users)) {
          account.users.add((id) => ({
            id,
            name: user.name,
            email,
            status: fromSeedStatus[user.status ?? 'active'],
            role: fromSeedAccountRole[user.role],
            developer: user.developer ?? user.role !== 'annotator',
            bot: user.bot ?? false,
            createdAt: tick(account),
          }));
        }
      },
      show: ({ account }) => ({
        users: sorted(account.users.all().map((user) => [user.email, seedOf(user)])),
      }),
    },
  },
  tree: {
    account: {
      title: 'users',
      lines: ({ account }) =>
        account.users.all().map((user) => {
          const marks = [
            toSeedAccountRole[user.role],
            ...(user.status === 'ACTIVE' ? [] : [toSeedStatus[user.status]]),
            ...(user.bot ? ['service identity'] : []),
          ];
          const text = `${visible(user.email)} ${visible(user.name)} [${marks.join(', ')}]`;
          return { text, below: [] };
        }),
    },
  },
};
