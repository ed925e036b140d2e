import { describe, expect, test } from 'vitest';
import { findAction } from '../../src/access/action.ts';
import { explain } from '../../src/access/explain.ts';
import { findPlace } from '../../src/access/find.ts';
import { whoCan } from '../../src/access/whoCan.ts';
import { withMore } from '../../src/access/state.ts';
import { refAddress } from '../../src/kinds/index.ts';
import type { Ref } from '../../src/model.ts';
import { placeIn, stateOf } from './state.ts';

const file = `
users:
  root@x.org: {name: Root, role: admin, invite: none}
  may@x.org: {name: May, role: member, invite: none}
  tom@x.org: {name: Tom, role: member, invite: none}
  ann@x.org: {name: Ann, role: annotator, invite: none}
roles:
  Reader: {permissions: [PROJECT_READ]}
organizations:
  Platform Team:
    members: {may@x.org: member, ann@x.org: annotator, root@x.org: admin}
    spaces:
      alpha:
        private: true
        members: {may@x.org: member}
        bindings: {}
        projects: {fraud: {restricted: true, bindings: {}}, open: {restricted: false, bindings: {}}}
      beta: {private: false, members: {}, bindings: {}, projects: {fraud: {restricted: false, bindings: {}}}}
  a/b:
    members: {root@x.org: admin}
    spaces: {c: {private: true, members: {}, bindings: {}}}
`;

describe('a place by the name that people use', () => {
  const refs: readonly Ref[] = [...stateOf(file).state.places.values()].flatMap(
    ({ ref }) => ref ?? [],
  );
  test.each([
    ['alpha', 'space/Platform Team/alpha'],
    [' Platform Team ', 'organization/Platform Team'],
    ['Platform Team/alpha', 'space/Platform Team/alpha'],
    ['alpha/fraud', 'project/Platform Team/alpha/fraud'],
    ['Platform Team/beta/fraud', 'project/Platform Team/beta/fraud'],
    ['space/Platform Team/alpha', 'space/Platform Team/alpha'],
    ['space/a%2Fb/c', 'space/a%2Fb/c'],
    ['a/b', 'organization/a%2Fb'],
    ['a/b/c', 'space/a%2Fb/c'],
    ['account', ''],
    ['fraud', 'project/Platform Team/alpha/fraud or project/Platform Team/beta/fraud'],
    ['alhpa', 'none, alpha'],
    ['something else altogether', 'none'],
  ])('%s', (text, expected) => {
    const found = findPlace(text, refs);
    const told =
      found.is === 'one'
        ? found.place === undefined
          ? ''
          : refAddress(found.place)
        : found.is === 'many'
          ? found.candidates.map(refAddress).join(' or ')
          : ['none', ...(found.meant === undefined ? [] : [found.meant])].join(', ');
    expect(told).toBe(expected);
  });
});

describe('an action as people write it', () => {
  const space: Ref = { kind: 'space', key: ['Platform Team', 'alpha'] };
  test.each([
    ['PROJECT_READ', 'PROJECT_READ'],
    ['project-read', 'PROJECT_READ'],
    ['project read', 'PROJECT_READ'],
    ['read', 'SPACE_READ'],
    ['delete', 'SPACE_DELETE'],
    ['admin', 'admin'],
    ['NEW_THING', 'NEW_THING'],
    ['raed', 'none, READ'],
    ['PROJECT_REED', 'none, PROJECT_READ'],
    ['xyzzy', 'none'],
  ])('%s', (text, expected) => {
    const found = findAction(text, space, ['NEW_THING']);
    const told =
      found.is === 'one'
        ? found.action.is === 'admin'
          ? 'admin'
          : found.action.permission
        : ['none', ...(found.meant === undefined ? [] : [found.meant])].join(', ');
    expect(told).toBe(expected);
  });
});

/** Who can, in short; somebody unsure with a question mark. */
const ask = (place: string, permission?: string): string => {
  const { state } = stateOf(file);
  const action = permission === undefined ? undefined : ({ is: 'permission', permission } as const);
  return whoCan(state, placeIn(state, place), action)
    .map(({ person, sure }) => `${person.replace('@x.org', '')}${sure ? '' : '?'}`)
    .join(' ');
};

describe('who can', () => {
  test.each([
    ['alpha', undefined, 'may root'],
    ['beta', undefined, 'ann may root'],
    ['beta', 'DATASET_CREATE', 'may root'],
    ['beta', 'QUEUE_READ', 'ann may root'],
    ['alpha/fraud', undefined, 'root'],
    ['alpha/open', 'PROJECT_READ', 'may root'],
    ['account', undefined, 'ann may root tom'],
    ['Platform Team', 'ORGANIZATION_DELETE', 'root'],
  ])('%s %s', (place, permission, expected) => {
    expect(ask(place, permission)).toBe(expected);
  });
});

describe('what is missing', () => {
  const { state, desired } = stateOf(file);
  const missing = (person: string, place: string): readonly string[] | undefined =>
    explain(state, `${person}@x.org`, placeIn(state, place), desired).missing?.map(
      ({ ref, fields }) =>
        `${refAddress(ref).replace('@x.org', '')} ${JSON.stringify(fields['role'])}`,
    );
  test.each([
    ['may', 'alpha/fraud', ['project/Platform Team/alpha/fraud/binding/may {"custom":"Reader"}']],
    [
      'tom',
      'alpha',
      [
        'organization/Platform Team/member/tom "read-only"',
        'space/Platform Team/alpha/member/tom "read-only"',
      ],
    ],
    ['tom', 'beta', ['organization/Platform Team/member/tom "read-only"']],
    ['tom', 'Platform Team', ['organization/Platform Team/member/tom "read-only"']],
    [
      'new',
      'Platform Team',
      ['user/new "member"', 'organization/Platform Team/member/new "read-only"'],
    ],
    ['root', 'alpha', undefined],
  ])('%s in %s', (person, place, expected) => {
    expect(missing(person, place)).toEqual(expected);
  });

  test('every suggestion opens what it is for', () => {
    const people = ['may', 'tom', 'ann', 'new'].map((name) => `${name}@x.org`);
    let count = 0;
    for (const person of people) {
      for (const place of state.places.values()) {
        const { can, missing: additions } = explain(state, person, place, desired);
        if (can !== 'no') continue;
        count += 1;
        const later = withMore(
          state,
          (additions ?? []).map(({ ref, fields }) => ({
            ...ref,
            address: refAddress(ref),
            fields,
          })),
        );
        const there = later.places.get(place.address);
        expect(there && explain(later, person, there).can).toBe('yes');
      }
    }
    expect(count).toBeGreaterThan(10);
  });

  test('nothing for somebody who is blocked, or whom the file removes', () => {
    const blocked = withMore(state, [
      {
        kind: 'user',
        key: ['out@x.org'],
        address: 'user/out@x.org',
        fields: {},
        status: 'blocked',
      },
    ]);
    expect(
      explain(blocked, 'out@x.org', placeIn(blocked, 'alpha'), desired).missing,
    ).toBeUndefined();
    const other = stateOf(`${file}\nremoved: [{user: gone@x.org}]`);
    const place = placeIn(other.state, 'alpha');
    expect(explain(other.state, 'gone@x.org', place, other.desired).missing).toBeUndefined();
  });
});
