import type { SavedPlan } from '../../plan/savedPlan.ts';
import { expiryOf } from '../../plan/savedPlan.ts';
import { minuteOf } from '../../text.ts';
import { nameText } from './names.ts';

/** A saved plan, and what there is to know before one trusts it. */
export interface SavedView {
  readonly path: string;
  readonly saved: SavedPlan;
  /** Why it can no longer be applied, as part of a sentence. */
  readonly stale?: string;
}

/** When a saved plan was made, by whose key, and for which account. */
export function madeText(
  { path, saved }: SavedView,
  name: (text: string) => string = nameText,
): string {
  const { made_at: at, account, host, shown } = saved;
  const who = shown.caller === undefined ? 'by an unknown key' : `as ${name(shown.caller.email)}`;
  const where = shown.sandbox ? 'in the sandbox' : `at ${name(host)}`;
  return `${name(path)}: made ${minuteOf(at)} ${who} for ${name(account.name)} ${where}.`;
}

/** How far it can be trusted now. */
export const trustText = ({ saved, stale }: SavedView): string =>
  stale === undefined
    ? `Valid until ${minuteOf(expiryOf(saved).toISOString())}. Effects on people and guards are as of then; apply checks them again.`
    : `Can't be applied any more: ${stale}. Effects on people and guards are as of then.`;
