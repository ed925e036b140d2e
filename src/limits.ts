import type { Desired, Limit, LimitName, Limits, LimitValues } from './model.ts';

/** The declaration of a limit, for the file and the command line. */
export interface LimitRule {
  readonly flag: string;
  readonly preset: number;
  /** Whether it is the most that a run may do, or the least that must remain. */
  readonly guards: 'most' | 'least';
  readonly least: number;
  readonly most: number;
  /** Its name in a message about its value. */
  readonly title: string;
  readonly text: string;
}

const most = 1_000_000;

/** All limits. Each has its own key and flag, so that raising one never raises another. */
export const limitRules: Readonly<Record<LimitName, LimitRule>> = {
  removal_percent: {
    flag: '--max-removal-percent',
    preset: 20,
    guards: 'most',
    least: 0,
    most: 100,
    title: 'percentage',
    text: 'maximum share of the items of one kind that may be removed from one resource, in percent; up to five are always allowed',
  },
  removals: {
    flag: '--max-removals',
    preset: 50,
    guards: 'most',
    least: 0,
    most,
    title: 'number of removals',
    text: 'maximum number of removals in one run',
  },
  emptied_scopes: {
    flag: '--max-emptied-scopes',
    preset: 0,
    guards: 'most',
    least: 0,
    most,
    title: 'number of resources',
    text: 'maximum number of resources that may lose all their items of one kind, if they had two or more',
  },
  people_losing_all_access: {
    flag: '--max-people-losing-access',
    preset: 5,
    guards: 'most',
    least: 0,
    most,
    title: 'number of people',
    text: 'maximum number of people who may lose all their grants',
  },
  min_admins: {
    flag: '--min-admins',
    preset: 2,
    guards: 'least',
    least: 1,
    most,
    title: 'number of admins',
    text: 'minimum number of admins in the account after a run that lowers their number',
  },
};

/** The limits in display order. */
export const limitNames = [
  'removal_percent',
  'removals',
  'emptied_scopes',
  'people_losing_all_access',
  'min_admins',
] as const satisfies readonly LimitName[];

/**
 * The limits of a run. A flag takes precedence over the file, and the file over the default.
 * @param flags the limits set on the command line
 */
export function limitsOf(
  { limits: file }: Pick<Desired, 'limits'>,
  flags: LimitValues = {},
): Limits {
  const limit = (name: LimitName): Limit => {
    const flag = flags[name];
    if (flag !== undefined) return { value: flag, source: 'flag' };
    const written = file[name];
    if (written !== undefined) {
      return { ...written, source: 'file' };
    }
    return { value: limitRules[name].preset, source: 'default' };
  };
  return {
    removal_percent: limit('removal_percent'),
    removals: limit('removals'),
    emptied_scopes: limit('emptied_scopes'),
    people_losing_all_access: limit('people_losing_all_access'),
    min_admins: limit('min_admins'),
  };
}
