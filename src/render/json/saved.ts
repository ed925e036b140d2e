import { expiryOf } from '../../plan/savedPlan.ts';
import type { SavedView } from '../words/saved.ts';

/** Where a plan that `show` prints comes from, and whether it can still be applied. */
export const savedJson = ({ path, saved, stale }: SavedView): object => ({
  file: path,
  id: saved.id,
  tool: saved.tool,
  made_at: saved.made_at,
  expires_at: expiryOf(saved).toISOString(),
  host: saved.host,
  sandbox: saved.shown.sandbox,
  ...(stale !== undefined && { stale }),
});
