import type { WrittenRule } from '../../model.ts';
import type { AlsoFile } from '../alsoFile.ts';
import type { CommandContext } from '../command.ts';
import type { ValuesOf } from '../flag.ts';
import type { AccessDetail, limits } from '../sharedFlags.ts';

/** The options of a command that plans. Without a flag, an option has its default. */
export interface PlanOptions extends Partial<ValuesOf<typeof limits>> {
  readonly allowDestructive?: boolean;
  readonly detailedExitcode?: boolean;
  /** Whether a run fails if Arize does not show everything. */
  readonly requireComplete?: boolean;
  readonly assertRoles?: boolean;
  readonly expectDigest?: string | undefined;
  readonly target?: readonly string[];
  readonly base?: string | undefined;
  readonly acceptCount?: ReadonlyMap<string, number>;
  readonly also?: readonly AlsoFile[];
  readonly access?: AccessDetail;
  /** Whether a plan is shown in full or on one screen. */
  readonly details?: boolean;
  readonly overwrite?: boolean;
  readonly today?: string;
  /** Access rules that the run is held to besides those of its own file. */
  readonly rules?: readonly WrittenRule[];
}

/** A command that plans, and its flags. */
export type PlanRun = CommandContext<PlanOptions>;
