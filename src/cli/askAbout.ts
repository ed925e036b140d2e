import { existsSync } from 'node:fs';
import { closest } from '../document/suggest.ts';
import { findPlace } from '../access/find.ts';
import { fileState, laterState, liveState } from '../access/state.ts';
import type { AccessState, Place } from '../access/state.ts';
import { itemsAfter } from '../diff/after.ts';
import { refAddress } from '../kinds/index.ts';
import { around, both, outline } from '../read/focus.ts';
import type { QuestionScope } from '../render/words/answers.ts';
import type { Caller, Desired, Live, Ref } from '../model.ts';
import { visible } from '../text.ts';
import { accountCommand } from './command.ts';
import type { CommandContext } from './command.ts';
import { ambiguousName } from './ambiguousName.ts';
import { CliError } from './cliError.ts';
import { openAccount } from './openAccount.ts';
import { warn } from './reportError.ts';
import { dayOf } from '../days.ts';

/** Flags of a command that answers a question. */
interface AskOptions {
  readonly desired: boolean;
  readonly planned: boolean;
  readonly allowDestructive: boolean;
}

type Asking = CommandContext<AskOptions>;

/** The account that a question is about: the live one, the one in the file, or the one after a run. */
function accountIn({ desired, planned }: AskOptions): QuestionScope['of'] {
  if (desired) return 'desired';
  return planned ? 'planned' : 'live';
}

/** A question about access: the account, and the resource. */
export interface AccessQuestion extends QuestionScope {
  readonly state: AccessState;
  readonly place: Place;
}

/**
 * Gets what is needed to answer a question about a resource: the live account, that of the file, or the one after a
 * run. Nothing is written.
 * @param resource the name of the resource, as typed
 * @param people the people whom the question is about; empty for everyone
 * @throws CliError (resource) if it matches no resource, or several
 */
export async function askAbout(
  run: Asking,
  resource: string,
  people: readonly string[] = [],
): Promise<AccessQuestion> {
  const of = accountIn(run.options);
  const file = run.globals.file.path;
  const desired = of === 'live' && !existsSync(file) ? undefined : await loaded(run);
  if (of === 'desired' && desired !== undefined) {
    const ref = resolved(resource, desired.items, undefined);
    return questionOf(fileState(desired), ref, { of, desired, file });
  }
  using account = await openAccount(run);
  const client = account.client.remembering();
  const { read } = await import('../index.ts');
  const first = await read(client, desired, outline);
  const wanted = of === 'planned' ? (desired?.items ?? []) : [];
  const ref = resolved(resource, [...first.items, ...wanted], desired?.items);
  if (of === 'live' || desired === undefined) {
    const live = await read(client, desired, around(ref, people));
    return questionOf(liveState(live), ref, { of, file, desired, ...factsOf(live) });
  }
  const live = await read(client, desired, (own) => both(own, around(ref, people)));
  const state = await plannedState(run, desired, live);
  return questionOf(state, ref, { of, file, desired, ...factsOf(live) });
}

/** A question about the whole account. */
export interface AccountQuestion extends QuestionScope {
  readonly state: AccessState;
}

/**
 * Gets what is needed to answer a question about everything: the account as it is, as the file says, or as a run would
 * leave it. Nothing is written.
 * @param people the people whom the question is about; empty for everyone
 */
export async function askAboutAll(
  run: Asking,
  people: readonly string[] = [],
): Promise<AccountQuestion> {
  const of = accountIn(run.options);
  const file = run.globals.file.path;
  const desired = of === 'live' && !existsSync(file) ? undefined : await loaded(run);
  if (of === 'desired' && desired !== undefined) {
    return { state: fileState(desired), of, file, desired };
  }
  using account = await openAccount(run);
  const { read } = await import('../index.ts');
  const { everything } = await import('../read/scope.ts');
  const all = { ...everything(), people };
  const live = await read(
    account.client,
    desired,
    of === 'planned' ? (own) => both(own, all) : all,
  );
  const facts = { of, file, ...(desired && { desired }), ...factsOf(live) };
  if (of === 'live' || desired === undefined) return { state: liveState(live), ...facts };
  return { state: await plannedState(run, desired, live), ...facts };
}

/**
 * Refuses a person who is surely not meant: no e-mail address, or a typing error in a known one.
 * @throws CliError (resource)
 */
export function assertMeant(
  run: Pick<CommandContext, 'globals'>,
  person: string,
  { state, desired }: Pick<AccessQuestion, 'state' | 'desired'>,
): void {
  const known = new Set(state.people.keys());
  for (const place of state.places.values())
    for (const each of place.grants.keys()) known.add(each);
  for (const { kind, key } of desired?.items ?? []) if (kind === 'user') known.add(key[0] ?? '');
  if (known.has(person)) return;
  if (!person.includes('@')) {
    const meant = [...known].filter((each) => each.split('@')[0] === person);
    throw new CliError(
      'resource',
      `"${visible(person)}" is not an e-mail address.`,
      meant.length === 0
        ? `List people: ${visible(accountCommand(run, 'users list'))}`
        : `Did you mean ${meant.map((each) => `"${visible(each)}"`).join(' or ')}?`,
    );
  }
  const meant = closest(person, known);
  if (meant === undefined) return;
  throw new CliError(
    'resource',
    `No such person: ${visible(person)}.`,
    `Did you mean "${visible(meant)}"?`,
  );
}

async function loaded(run: Asking): Promise<Desired> {
  const { load } = await import('../load/load.ts');
  const { desired, warnings } = await load(run.globals.file.path, { today: dayOf(new Date()) });
  await warn(warnings, run.terminal, run.globals.file.path);
  return desired;
}

/** The account after a run, without the changes that are held back. */
export async function plannedState(
  { options }: { readonly options: Pick<AskOptions, 'allowDestructive'> },
  desired: Desired,
  live: Live,
): Promise<AccessState> {
  const { diff, limitsOf, plan } = await import('../index.ts');
  const { allowDestructive } = options;
  const limits = limitsOf(desired);
  const { changes } = plan(diff(desired, live, { limits }), desired, live, {
    allowDestructive,
    limits,
  });
  const running = changes.filter(({ held }) => held === undefined);
  return laterState(live, itemsAfter(live.items, running));
}

/** The account that an answer is about, and whose key read it. */
export const factsOf = ({ account, caller }: Live) => ({ account, ...(caller && { caller }) });

type Facts = Omit<QuestionScope, 'desired'> & {
  readonly desired: Desired | undefined;
  readonly account?: Live['account'];
  readonly caller?: Caller;
};

function questionOf(state: AccessState, ref: Ref | undefined, facts: Facts): AccessQuestion {
  const { desired, ...rest } = facts;
  const address = ref === undefined ? '' : refAddress(ref);
  const place = state.places.get(address);
  if (place === undefined) {
    throw new CliError(
      'resource',
      `${visible(address)} would not exist after the run.`,
      'Leave out --planned.',
    );
  }
  return { state, place, ...rest, ...(desired && { desired }) };
}

/** @throws CliError (resource) */
function resolved(
  text: string,
  refs: readonly Ref[],
  file: readonly Ref[] | undefined,
): Ref | undefined {
  const found = findPlace(text, refs);
  const name = visible(text);
  if (found.is === 'one') return found.place;
  if (found.is === 'many') {
    throw ambiguousName(
      text,
      'items',
      found.candidates.map(refAddress),
      'Use a longer name, such as "Organization/space", or one of these addresses.',
    );
  }
  const written = file === undefined ? undefined : findPlace(text, file);
  const hint =
    written?.is === 'one'
      ? 'It is only in the file: use --planned or --desired.'
      : found.meant === undefined
        ? 'Use "Organization/space/project", or "account".'
        : `Did you mean "${visible(found.meant)}"?`;
  throw new CliError('resource', `No such organization, space or project: "${name}".`, hint);
}
