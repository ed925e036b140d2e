import type { LiveItem } from '../model.ts';
import { kindOf, parentAddress } from './index.ts';

/** Whether a grant makes a person an admin. Service identities and invited or blocked people do not count. */
export const isAdmin = ({ kind, fields, service, status }: LiveItem): boolean =>
  kindOf(kind).access?.is === 'grant' &&
  fields['role'] === 'admin' &&
  service !== true &&
  status === undefined;

/** Whether it makes a person an admin of the whole account. */
export const isAccountAdmin = (item: LiveItem): boolean =>
  isAdmin(item) && parentAddress(item) === '';
