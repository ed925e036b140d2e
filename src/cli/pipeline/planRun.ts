import type { AlsoFile } from '../alsoFile.ts';
import type { CommandContext } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import type { AccessDetail, limits } from '../sharedFlags.ts';

/** What a command that plans may be told by flags. What it has no flag for stands at its default. */
export interface PlanOptions extends Partial<ValuesOf<typeof limits>> {
  readonly allowDestructive?: boolean;
  readonly detailedExitcode?: boolean;
  /** Whether what Arize does not show makes a run fail. */
  readonly requireComplete?: boolean;
  readonly assertRoles?: boolean;
  readonly expectDigest?: string | undefined;
  readonly target?: readonly string[];
  readonly base?: string | undefined;
  readonly acceptCount?: ReadonlyMap<string, number>;
  readonly also?: readonly AlsoFile[];
  readonly access?: AccessDetail;
  /** Whether all of a plan is shown, or one screen to decide by. */
  readonly details?: boolean;
  readonly overwrite?: boolean;
  readonly today?: string;
}

/** A command that plans, and its flags. */
export type PlanRun = CommandContext<PlanOptions>;
