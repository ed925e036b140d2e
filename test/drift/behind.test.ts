import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { connect, connectForWriting } from '../../src/api/client.ts';
import { apply } from '../../src/apply/apply.ts';
import { diff } from '../../src/diff/diff.ts';
import { findingsOf } from '../../src/drift/findings.ts';
import { traced } from '../../src/drift/traces.ts';
import { adopt, everyDifference } from '../../src/writer/import/adopt.ts';
import { limitsOf } from '../../src/limits.ts';
import { loadText } from '../load/loadText.ts';
import type { Desired } from '../../src/model.ts';
import { plan } from '../../src/plan/plan.ts';
import { readAuditLog } from '../../src/read/auditLog.ts';
import { read } from '../../src/read/read.ts';
import { openSandbox, parseSeed } from '../../src/sandbox/index.ts';
import { access, changes, idsFrom, seed } from './drifting.ts';
import type { Ask } from './drifting.ts';

const load = (text: string): Desired => loadText(text, 'access.yaml').desired;
const today = '2027-01-01';

/** An account that Jane looks at, and that Kim changes behind the back of the file. */
function open() {
  const sandbox = openSandbox({ seed: parseSeed(parse(seed), 'the seed') });
  const connection = {
    baseUrl: 'http://127.0.0.1',
    graphqlUrl: 'http://127.0.0.1/graphql',
    apiKey: 'admin-key',
    version: '0',
    fetch: (request: Request) => sandbox.handle(request),
    sleep: () => Promise.resolve(),
  };
  const client = connect(connection);
  const ask: Ask = async (method, path, body) => {
    const headers = { authorization: 'Bearer other-key', 'content-type': 'application/json' };
    const answer = await sandbox.handle(
      new Request(new URL(path, connection.baseUrl), {
        method,
        headers,
        ...(body !== undefined && { body: JSON.stringify(body) }),
      }),
    );
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer.status === 204 ? undefined : answer.json();
  };
  const look = (desired: Desired) => read(client, desired);
  const planned = async (text: string, consent: boolean) => {
    const desired = load(text);
    const live = await look(desired);
    const limits = limitsOf(desired, { emptied_scopes: 9 });
    return plan(diff(desired, live), desired, live, { allowDestructive: consent, limits });
  };
  return {
    ask,
    look,
    planned,
    /** How the file differs, seen from a base, with who may have done it. */
    async drift(text: string, base: string) {
      const desired = load(text);
      const live = await look(desired);
      const made = plan(diff(desired, live), desired, live, {
        allowDestructive: false,
      });
      const found = findingsOf(made, { desired, live, base: load(base) }, today);
      return traced(found, await readAuditLog(client), live);
    },
    async applyAll(text: string) {
      await apply(await planned(text, true), connectForWriting(connection), {
        parallelism: 1,
        sleep: connection.sleep,
      });
    },
  };
}

const comments = (text: string): readonly string[] => text.match(/#.*$/gm) ?? [];

describe('what somebody changes behind the back of the file', () => {
  test.each(changes)('$does', async ({ address, way, operation, by, forGood }) => {
    const account = open();
    expect((await account.drift(access, access)).findings).toEqual([]);
    await by(account.ask, await idsFrom(account.ask));

    // It is found, named, and somebody may have done it; tomorrow it has the same id.
    const { findings } = await account.drift(access, access);
    const finding = findings.find((each) => each.address === address);
    expect(finding).toMatchObject({ address, direction: 'live' });
    const sides = { 'file only': [true, false], 'live only': [false, true], differs: [true, true] };
    expect([finding?.file !== undefined, finding?.live !== undefined]).toEqual(sides[way]);
    expect(finding?.traces[0]).toMatchObject({ who: 'kim@x.org', operation });
    const moved = await account.drift(`# another line\n${access}`, access);
    expect(moved.findings.map(({ id }) => id)).toEqual(findings.map(({ id }) => id));

    // One way out: the file says what is live, and keeps what people wrote.
    const { sources, left } = await adopt(load(access), account.look, everyDifference);
    const text = sources[0]?.text ?? '';
    expect(left).toEqual([]);
    const empty = await account.planned(text, true);
    expect([...empty.changes, ...empty.manual]).toEqual([]);
    expect(comments(access).filter((each) => !text.includes(each))).toEqual([]);

    // Seen from the file as it is then, it is the account that would have to move.
    const { findings: back } = await account.drift(access, text);
    expect(back.find((each) => each.address === address)?.direction).toBe('file');

    // The other way out: a run.
    if (forGood) return;
    await account.applyAll(access);
    expect((await account.drift(access, access)).findings).toEqual([]);
  });
});

test('what changed on both sides points both ways', async () => {
  const account = open();
  const ids = await idsFrom(account.ask);
  await account.ask('PATCH', `/v2/users/${ids.of('users', 'raj@x.org')}`, { name: 'Rajiv' });
  const { findings } = await account.drift(access.replace('name: Raj,', 'name: Raja,'), access);
  expect(findings.map(({ address, direction }) => `${direction} ${address}`)).toEqual([
    'both user/raj@x.org',
  ]);
});

test('a file that only begins to speak of something has something new to say', async () => {
  const account = open();
  const ids = await idsFrom(account.ask);
  const user = ids.of('users', 'tom@x.org');
  const role = { type: 'PREDEFINED', name: 'MEMBER' };
  await account.ask('POST', `/v2/organizations/${ids.of('organizations', 'Org')}/users`, {
    user_id: user,
    role,
  });
  const before = 'version: 1\norganizations: {Org: {}}\n';
  const { findings } = await account.drift(access, before);
  expect(findings).toMatchObject([
    { address: 'organization/Org/member/tom@x.org', direction: 'file', traces: [] },
  ]);
});

const accepting = (entry: string, list = 'known_drift'): string =>
  `${access}${list}:\n  - ${entry}\n`;

const changed = async () => {
  const account = open();
  const ids = await idsFrom(account.ask);
  await account.ask('PATCH', `/v2/users/${ids.of('users', 'raj@x.org')}`, { name: 'Rajiv' });
  return account;
};

describe('accepted for a time', () => {
  test('by the id of the finding, and what differs in another way is news', async () => {
    const account = await changed();
    const [finding] = (await account.drift(access, access)).findings;
    const entry = `{finding: ${finding?.id ?? ''}, owner: jane, until: 2027-06-30}`;
    const { findings, known } = await account.drift(accepting(entry, 'accepted'), access);
    expect([findings.length, known.length]).toEqual([0, 1]);
    const ids = await idsFrom(account.ask);
    await account.ask('PATCH', `/v2/users/${ids.of('users', 'raj@x.org')}`, { name: 'Raji' });
    const again = await account.drift(accepting(entry, 'accepted'), access);
    expect([again.findings.length, again.known.length, again.stale.length]).toEqual([1, 0, 1]);
  });

  test('an entry that fits a warning of the file is not out of date', async () => {
    const account = await changed();
    const teams = 'teams: {t: [raj@x.org, raj@x.org]}\n';
    const [{ id = '' } = {}] = loadText(`${access}${teams}`, 'access.yaml').warnings;
    const entry = `{finding: ${id}, owner: jane, until: 2027-06-30}`;
    const { stale } = await account.drift(`${accepting(entry, 'accepted')}${teams}`, access);
    expect(stale).toEqual([]);
  });

  test.each([
    ['{finding: map-00000000, owner: jane, until: 2027-06-30}', 0],
    ['{address: user/jane@x.org, owner: jane, until: 2027-06-30}', 0],
    ['{address: user/nobody@x.org, owner: jane, until: 2027-06-30}', 1],
    ['{finding: 0000000a, owner: jane, until: 2027-06-30}', 1],
  ])(
    '%s may be about the access map, unless nothing is there: out of date %i',
    async (entry, count) => {
      const account = await changed();
      const { stale } = await account.drift(accepting(entry, 'accepted'), access);
      expect(stale.length).toBe(count);
    },
  );

  test.each([
    ['{user: raj@x.org, owner: jane, until: 2027-01-01}', 'known'],
    ['{address: user/raj@x.org, owner: jane, until: 2027-06-30}', 'known'],
    ['{user: raj@x.org, owner: jane, until: 2026-12-31}', 'lapsed'],
    ['{user: mei@x.org, owner: jane, until: 2027-06-30}', 'stale'],
  ])('%s is %s', async (entry, expected) => {
    const account = await changed();
    const { findings, known, stale } = await account.drift(accepting(entry), access);
    expect({
      findings: findings.map(({ address, lapsed }) => [address, lapsed?.until]),
      known: known.map(({ finding }) => finding.address),
      stale: stale.length,
    }).toEqual(
      {
        known: { findings: [], known: ['user/raj@x.org'], stale: 0 },
        lapsed: { findings: [['user/raj@x.org', '2026-12-31']], known: [], stale: 0 },
        stale: { findings: [['user/raj@x.org', undefined]], known: [], stale: 1 },
      }[expected],
    );
  });
});
