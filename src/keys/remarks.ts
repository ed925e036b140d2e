import { dayOf, daysBetween, inDays } from '../days.ts';
import type { ListedKey } from '../kinds/keys.ts';

/** What a person should check about a key. */
export interface KeyRemark {
  readonly code: 'no-owner' | 'never-ends' | 'ended' | 'ends-soon' | 'unused' | 'older';
  readonly text: string;
}

/** How many days without use are worth a remark. */
const longUnused = 90;
const soon = 14;

/** Remarks on when a key expires, and on when it was last used. */
export function timeRemarks(key: ListedKey, today: string): readonly KeyRemark[] {
  const remarks: KeyRemark[] = [];
  if (key.expires_at) {
    const left = daysBetween(today, dayOf(new Date(key.expires_at)));
    if (left < 0) remarks.push({ code: 'ended', text: 'has expired' });
    else if (left <= soon) remarks.push({ code: 'ends-soon', text: `expires ${inDays(left)}` });
  } else remarks.push({ code: 'never-ends', text: 'never expires' });
  const idle = daysBetween(dayOf(new Date(key.last_used_at ?? key.created_at)), today);
  if (!key.last_used_at && idle >= soon) remarks.push({ code: 'unused', text: 'was never used' });
  else if (idle >= longUnused) {
    remarks.push({ code: 'unused', text: `was not used for ${idle} days` });
  }
  return remarks;
}
