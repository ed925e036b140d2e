import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { diff } from '../../src/diff/diff.ts';
import { read } from '../../src/read/read.ts';
import { printFile } from '../../src/writer/import/print.ts';
import { everything } from '../../src/read/scope.ts';
import { adopt, everythingLive } from '../../src/writer/import/adopt.ts';
import type { Desired } from '../../src/model.ts';
import { openAccount } from '../account/account.ts';
import { lineOf } from '../account/lines.ts';
import { openDesk, toldOf } from './desk.ts';

const seed = `
roles: {Writer: {permissions: [PROJECT_SPAN_CREATE]}}
organizations: {P: {spaces: {s: {}, t: {}, u: {}}}, Q: {spaces: {v: {}}}}
`;
const key = (places: string, more = ''): string =>
  `service_keys: {nightly: {organizations: {${places}}, deliver: {file: a.key}${more}}}\n`;
const twoPlaces = 'P: {spaces: {s: Writer, t: member}}';
const today = '2026-01-01';

describe('a key of several spaces', () => {
  test('is made once for all of them, its secret arrives, and then there is nothing left to do', async () => {
    const desk = openDesk(seed);
    const file = key(
      'P: {role: member, spaces: {s: Writer, t: read-only}}, Q: {spaces: {v: admin}}',
    );
    expect((await desk.run(file, today)).map(toldOf)).toEqual([
      'done + service_key/nightly {reach: [organization/P/member space/P/s/role/Writer space/P/t/read-only space/Q/v/admin], to_file: a.key}',
    ]);
    expect(desk.sent).toEqual(['POST /v2/api-keys']);
    expect(desk.keys()).toEqual(['nightly']);
    expect(await desk.opens(desk.arrived[0]?.secret)).toBe(true);
    const { changes, manual } = await desk.planFile(file, today);
    expect([changes, manual]).toEqual([[], []]);
  });

  test('whose answer is lost is found, revoked, and not asked for again', async () => {
    const desk = openDesk(seed, {
      accident: (next) =>
        next().then(() => {
          throw new TypeError('fetch failed');
        }),
    });
    const outcomes = await desk.run(key(twoPlaces), today);
    expect(outcomes.map((each) => each.status === 'failed' && each.error.message)).toEqual([
      expect.stringContaining('but its secret is lost. The key was revoked.'),
    ]);
    expect(desk.sent).toEqual(['POST /v2/api-keys', 'PUT /v2/api-keys/…/revoke']);
    expect(desk.keys()).toEqual([]);
  });

  test('whose request was lost is not taken for a new one of its name in one of its spaces', async () => {
    const desk = openDesk(seed, {
      accident: (_, inOne) =>
        inOne().then(() => {
          throw new TypeError('fetch failed');
        }),
    });
    const outcomes = await desk.run(key(twoPlaces), today);
    expect(outcomes.map((each) => each.status === 'failed' && each.error.message)).toEqual([
      expect.stringContaining('so it is unknown whether one was created.'),
    ]);
    // The key of another run works on.
    expect(desk.sent).toEqual(['POST /v2/api-keys']);
    expect(desk.keys()).toEqual(['nightly']);
  });

  test('waits for a space that does not exist, and is not made with fewer', async () => {
    const desk = openDesk(seed);
    const { changes, unknown } = await desk.planFile(
      key('P: {spaces: {s: member, nope: member}}'),
      today,
    );
    expect(changes).toEqual([]);
    expect(unknown.map(({ address }) => address)).toEqual(['space/P/nope']);
  });

  test('with other spaces than the file says is a manual step, and nothing is revoked', async () => {
    const desk = openDesk(seed);
    await desk.run(key(twoPlaces), today);
    for (const [places, said] of [
      ['P: {spaces: {s: Writer, t: member, u: member}}', 'it does not work in space/P/u'],
      [
        'P: {spaces: {s: Writer, u: member}}',
        'it does not work in space/P/u, and it also works in space/P/t',
      ],
    ] as const) {
      const file = key(places, ', overlap: 1d, expires: 90d, rotate_before: 10d');
      // eslint-disable-next-line no-await-in-loop
      const { changes, manual } = await desk.planFile(file, today);
      expect(changes).toEqual([]);
      expect(manual.map(({ message }) => message).join()).toContain(said);
    }
  });

  test('is replaced when asked, and its old one is revoked when the new one works wherever it did', async () => {
    const desk = openDesk(seed);
    await desk.run(key(twoPlaces), today);
    const wider = key('P: {spaces: {s: Writer, t: member, u: member}}', ', overlap: 1d');
    const { changes } = await desk.planFile(wider, today, true, 'replace');
    expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'update service_key/nightly',
    ]);
  });

  test('is left by a file that no longer lists it', async () => {
    const desk = openDesk(seed);
    await desk.run(key(twoPlaces), today);
    expect((await desk.planFile('service_keys: {}\n', today)).changes).toEqual([]);
    expect((await desk.planFile('version: 1\n', today)).changes).toEqual([]);
  });

  test('is revoked by name, and marked where one of its spaces is protected', async () => {
    const desk = openDesk(seed);
    await desk.run(key(twoPlaces), today);
    const removed = 'removed: [{shared_key: nightly}]\n';
    const guarded = await desk.planFile(
      `${removed}protected: [{space: t, organization: P}]\n`,
      today,
    );
    expect(guarded.changes.map(({ protectedBy }) => protectedBy)).toEqual([['space/P/t']]);
    const outcomes = await desk.run(removed, today);
    expect(outcomes.map(toldOf)).toEqual([expect.stringMatching(/^done - service_key\/nightly/)]);
    expect(desk.keys()).toEqual([]);
  });

  test('is not the key of one space that has the same name in Arize', async () => {
    const desk = openDesk(seed);
    await desk.run(
      'organizations: {P: {spaces: {s: {service_keys: {nightly: {role: member, deliver: {file: b.key}}}}}}}\n',
      today,
    );
    const { changes } = await desk.planFile(key(twoPlaces), today);
    expect(changes.map(({ action, address }) => `${action} ${address}`)).toEqual([
      'create service_key/nightly',
    ]);
  });
});

/** Two keys of one name, of which the one that ends later counts as the newest. */
const account = (older: string): string => `
users: {jane@x.org: {name: Jane, role: admin}, old@x.org: {name: old, role: member, bot: true}, new@x.org: {name: new, role: member, bot: true}}
api_keys: [{name: nightly, user: old@x.org, expires_at: 2027-01-01T00:00:00Z}, {name: nightly, user: new@x.org}]
organizations:
  P:
    members: {old@x.org: member, new@x.org: member}
    spaces:
${older}
`;

describe('older keys of the same name', () => {
  const overlap = key(twoPlaces, ', overlap: 1d');

  const inBoth = account(`      s: {members: {old@x.org: member, new@x.org: member}}
      t: {members: {old@x.org: member, new@x.org: member}}`);

  test('are revoked after the overlap, and the newest one stays', async () => {
    const desk = openDesk(inBoth);
    const { changes } = await desk.planFile(overlap, '2026-06-01');
    expect(changes.map(({ action, address, effect }) => [action, address, effect])).toEqual([
      ['update', 'service_key/nightly', 'destroys'],
    ]);
    await desk.run(overlap, '2026-06-01');
    expect(desk.sent).toEqual(['PUT /v2/api-keys/…/revoke']);
    expect(desk.keys()).toEqual(['nightly']);
  });

  test('are marked where one of their spaces is protected', async () => {
    const desk = openDesk(inBoth);
    const guarded = `${overlap}protected: [{space: t, organization: P}]\n`;
    const { changes } = await desk.planFile(guarded, '2026-06-01');
    expect(changes.map(({ protectedBy }) => protectedBy)).toEqual([['space/P/t']]);
  });

  test('that work where the newest one does not are never revoked by an overlap', async () => {
    const desk = openDesk(
      account(`      s: {members: {old@x.org: member, new@x.org: member}}
      t: {members: {new@x.org: member}}
      u: {members: {old@x.org: member}}`),
    );
    const { changes, notices } = await desk.planFile(overlap, '2026-06-01');
    expect(changes.map(lineOf)).toEqual([]);
    expect(notices.map(({ message }) => message).join()).toContain('No run revokes it.');
    const removed = await desk.planFile('removed: [{shared_key: nightly}]\n', '2026-06-01');
    expect(removed.changes).toEqual([]);
    expect(removed.manual.map(({ message }) => message).join()).toMatch(
      /others work where the newest one does not: QXBp\S+ created .*revoke each one by its id/,
    );
  });
});

test('a key that works in a space that the file ignores is told before it is revoked', async () => {
  const desk = openDesk(seed);
  await desk.run(key(twoPlaces), today);
  const file = 'removed: [{shared_key: nightly}]\nignore: [{space: t, organization: P}]\n';
  const { notices } = await desk.planFile(file, today);
  expect(notices.map(({ message }) => message)).toContain(
    'shared service key "nightly" also stops working in space "t", which the file ignores.',
  );
});

/** The file that an import writes of an account, and the spaces whose keys it asked for. */
const imported = async (content: string) => {
  const asked: string[] = [];
  const opened = openAccount(content, {
    intercept(request, next) {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname === '/v2/api-keys') asked.push(searchParams.get('space_id') ?? '');
      return next();
    },
  });
  const { text } = printFile(await read(opened.writer()));
  return { account: opened, text, asked };
};
const people = `
users: {jane@x.org: {name: Jane, role: admin}, a@x.org: {name: a, role: member, bot: true}, b@x.org: {name: b, role: member, bot: true}}
api_keys: [{name: nightly, user: a@x.org, expires_at: 2027-01-01T00:00:00Z}, {name: own, user: b@x.org}]
organizations:
  P: {members: {a@x.org: member, b@x.org: member}, spaces: {s: {members: {a@x.org: member, b@x.org: member}}, t: {members: {TT}}, u: {}}}
`;

describe('an import', () => {
  test('lists a key of several spaces with its spaces, and a plan of it is empty', async () => {
    const { account: one, text, asked } = await imported(people.replace('TT', 'a@x.org: member'));
    expect(parse(text)['service_keys']).toEqual({
      nightly: { organizations: { P: { spaces: { s: {}, t: {} } } }, expires: '2027-01-01' },
    });
    expect(asked).toHaveLength(2);
    const { desired, live } = await one.look(text, today);
    const { changes, manual, unknown } = diff(desired, live);
    expect([changes, manual, unknown]).toEqual([[], [], []]);
    // Without roles, none is made in its place.
    const later = await one.look(text, '2027-06-01');
    expect(diff(later.desired, later.live).changes).toEqual([]);
  });

  test('adds it to a file that lists such keys, and leaves what a person wrote', async () => {
    const { account: one } = await imported(people.replace('TT', 'a@x.org: member'));
    const adopted = async (file: string) => {
      const { desired } = await one.look(`version: 1\n${file}`, today);
      const look = async (now: Desired) => read(one.writer(), now, everything());
      const { sources, left } = await adopt(desired, look, everythingLive);
      return { keys: parse(sources[0]?.text ?? '')['service_keys'], left };
    };
    expect(await adopted('service_keys: {}\n')).toEqual({
      keys: {
        nightly: { organizations: { P: { spaces: { s: {}, t: {} } } }, expires: '2027-01-01' },
      },
      left: [],
    });
    const own = { nightly: { organizations: { P: { spaces: { s: 'member', u: 'member' } } } } };
    // A key that the file lists already stays as it is written; its plan says what differs.
    expect(
      await adopted(
        'service_keys: {nightly: {organizations: {P: {spaces: {s: member, u: member}}}}}\n',
      ),
    ).toEqual({ keys: own, left: [] });
  });

  test('asks for no keys where each works in one space', async () => {
    const { text, asked } = await imported(people.replace('TT', ''));
    expect(parse(text)).not.toHaveProperty('service_keys');
    expect(asked).toEqual([]);
  });

  test('finds the keys of admins, whose spaces an admin right hides', async () => {
    const admin = people
      .replace('TT', 'a@x.org: member')
      .replace('name: a, role: member', 'name: a, role: admin');
    expect(parse((await imported(admin)).text)['service_keys']).toHaveProperty('nightly');
  });
});

describe('a file', () => {
  test('names the roles of a key as it names all others', async () => {
    const desk = openDesk(seed);
    const roles = 'roles: {Writer: {permissions: [PROJECT_SPAN_CREATE]}}\n';
    const wrong = key('P: {spaces: {s: Writr, t: member}}');
    await expect(desk.planFile(`${roles}${wrong}`, today)).rejects.toMatchObject({
      problems: [
        expect.objectContaining({ code: 'unknown-role', message: 'unknown role "Writr"' }),
      ],
    });
  });

  test('cannot list one name at the top and in a space', async () => {
    const desk = openDesk(seed);
    const both = `${key(twoPlaces)}organizations: {P: {spaces: {u: {service_keys: {nightly: {role: member}}}}}}\n`;
    await expect(desk.planFile(both, today)).rejects.toMatchObject({
      problems: [
        expect.objectContaining({
          code: 'listed-as-both',
          position: expect.objectContaining({ line: 2 }),
          related: [expect.objectContaining({ position: expect.objectContaining({ line: 3 }) })],
        }),
      ],
    });
  });

  test('lists a key of one space in that space', async () => {
    const desk = openDesk(seed);
    await expect(desk.planFile(key('P: {spaces: {s: member}}'), today)).rejects.toMatchObject({
      problems: [expect.objectContaining({ code: 'key-of-one-space' })],
    });
  });

  test('gives a key no annotator role', async () => {
    const desk = openDesk(seed);
    const file = key('P: {spaces: {s: annotator, t: member, u: member}}');
    await expect(desk.planFile(file, today)).rejects.toMatchObject({
      problems: [expect.objectContaining({ code: 'annotator-key' })],
    });
  });
});
