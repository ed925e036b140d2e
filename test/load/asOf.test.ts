import fc from 'fast-check';
import { expect, test } from 'vitest';
import { loadText } from './loadText.ts';
import { times } from '../repeated.ts';

/** What a map of members says: people and teams, each with a last day or none. */
interface Line {
  readonly who: string;
  readonly until: string | undefined;
  readonly except: readonly string[];
}

interface File {
  readonly teams: Readonly<Record<string, readonly string[]>>;
  readonly members: readonly Line[];
  readonly inside: readonly Line[];
}

const people = ['a@x.org', 'b@x.org', 'c@x.org', 'd@x.org'];
const days = ['2027-01-01', '2027-01-02', '2027-01-03'];

const some = (from: readonly string[]) => fc.subarray([...from]);
const line = (who: string): fc.Arbitrary<Line> =>
  fc.record({
    who: fc.constant(who),
    until: fc.option(fc.constantFrom(...days), { nil: undefined }),
    except: who.includes('@') ? fc.constant([]) : some(people),
  });
const lines: fc.Arbitrary<readonly Line[]> = fc
  .subarray([...people, 't', 'u'])
  .chain((names) => fc.tuple(...names.map(line)));
const file: fc.Arbitrary<File> = fc.record({
  teams: fc.record({ t: some(people), u: some([...people, 't']) }),
  members: lines,
  inside: lines,
});

const map = (entries: readonly Line[]): string =>
  `{${entries
    .map(({ who, until, except }) => {
      const parts = [
        'role: member',
        ...(until === undefined ? [] : [`until: ${until}`]),
        ...(except.length === 0 ? [] : [`except: [${except.join(', ')}]`]),
      ];
      return `${who}: {${parts.join(', ')}}`;
    })
    .join(', ')}}`;

const textOf = ({ teams: { t = [], u = [] }, members, inside }: File): string =>
  `version: 1
teams: {t: [${t.join(', ')}], u: [${u.join(', ')}]}
organizations: {P: {manage: {members: additive}, members: ${map(members)}, spaces: {s: {members: ${map(inside)}}}}}
`;

const listed = (text: string, today?: string): readonly string[] => {
  const { desired } = loadText(text, 'access.yaml', today === undefined ? {} : { today });
  return desired.items.map(({ address }) => address).toSorted();
};

/** The same file with nothing in it that is over by then. */
function without({ teams, members, inside }: File, today: string): File {
  const isOver = ({ until }: Line): boolean => until !== undefined && until < today;
  const left = { teams, members: members.filter((each) => !isOver(each)), inside: [] };
  const before = listed(textOf({ teams, members, inside: [] }));
  const after = listed(textOf(left));
  const gone = people.filter((email) => {
    const address = `organization/P/member/${email}`;
    return before.includes(address) && !after.includes(address);
  });
  return {
    ...left,
    // Who has left the organization is in none of its spaces.
    inside: inside
      .filter((each) => !isOver(each) && !gone.includes(each.who))
      .map((each) =>
        each.who.includes('@')
          ? each
          : { ...each, except: [...new Set([...each.except, ...gone])] },
      ),
  };
}

test('a file as of a day is the file without the lines that are over by then', () => {
  fc.assert(
    fc.property(file, fc.constantFrom(...days, '2027-01-04'), (given, today) => {
      const expected = listed(textOf(without(given, today)));
      expect(listed(textOf(given), today)).toEqual(expected);
    }),
    { numRuns: times(300), seed: 20_270_101 },
  );
});
