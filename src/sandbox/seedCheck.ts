import type { Level, Levels, SeedPlace } from './resource.ts';
import type { Seed, SeedProblem, SeedOrganization } from './seed.ts';
import { everyResource } from './account.ts';
import { foldEmail } from './email.ts';
import { predefinedRoles } from './predefined.ts';

/** The check of one seed: the problems so far, and the names that it may use. */
export class SeedCheck {
  readonly seed: Seed;
  readonly problems: SeedProblem[] = [];
  private readonly people: ReadonlyMap<string, string>;
  private readonly roles: ReadonlySet<string>;

  constructor(seed: Seed) {
    this.seed = seed;
    this.people = new Map(Object.keys(seed.users).map((email) => [foldEmail(email), email]));
    const predefined = Object.keys(predefinedRoles(seed.behaviour));
    this.roles = new Set([...Object.keys(seed.roles ?? {}), ...predefined]);
  }

  report(path: readonly string[], message: string): void {
    this.problems.push({ path, message });
  }

  isUser(email: string): boolean {
    return this.people.has(foldEmail(email));
  }

  /** Reports a person who is not in the account or is blocked; otherwise returns true. */
  isActivePerson(path: readonly string[], email: string): boolean {
    const found = this.people.get(foldEmail(email));
    if (found === undefined) this.report(path, `${email} is not among the users`);
    else if (this.seed.users[found]?.status === 'inactive')
      this.report(path, `${email} is inactive`);
    else return true;
    return false;
  }

  isAnnotator(email: string): boolean {
    return this.seed.users[this.people.get(foldEmail(email)) ?? '']?.role === 'annotator';
  }

  isRole(name: string): boolean {
    return this.roles.has(name);
  }

  /** Reports e-mails that are listed twice in another case. */
  reportRepeated(path: readonly string[], emails: Readonly<Record<string, unknown>>): void {
    const seen = new Set<string>();
    for (const email of Object.keys(emails)) {
      if (seen.has(foldEmail(email))) this.report([...path, email], `${email} is listed twice`);
      seen.add(foldEmail(email));
    }
  }

  /** Asks every resource about its part of a level. */
  level<At extends Level>(
    level: At,
    path: readonly string[],
    given: Levels[At],
    organization?: SeedOrganization,
  ): void {
    const place: SeedPlace<At> = {
      check: this,
      path,
      ...(organization === undefined ? {} : { organization }),
      given,
      below: (next, key, inner, around) => this.level(next, [...path, ...key], inner, around),
    };
    for (const { seed } of everyResource) seed?.[level]?.check?.(place);
  }
}

/**
 * What the schema of a seed cannot say: people and roles that are used exist, space members belong
 * to the organization, annotators are annotators everywhere. A seed breaks no rule of the API.
 */
export function seedProblems(seed: Seed): SeedProblem[] {
  const check = new SeedCheck(seed);
  check.level('account', [], seed);
  return check.problems;
}
