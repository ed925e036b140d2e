import { expect, test } from 'vitest';
import { judge } from './laws.ts';

/**
 * Plays a share of the scenarios and holds each to the laws.
 * `CHAOS_SEED=1234 npm test -- test/chaos` plays one; `CHAOS_FROM=5000` plays others than usual.
 * @param share which of the files of the suite plays it
 * @param size how many scenarios each of them plays
 */
export function chaos(share: number, size: number): void {
  const one = process.env['CHAOS_SEED'];
  const from = Number(process.env['CHAOS_FROM'] ?? 0) + share * size;
  const seeds =
    one === undefined ? Array.from({ length: size }, (_, n) => from + n) : [Number(one)];
  test.runIf(one === undefined || share === 0)(
    `whatever happens on the way, the laws are kept (${seeds[0]} to ${seeds.at(-1)})`,
    async () => {
      const broken: string[] = [];
      const count = { quiet: 0, stormy: 0, mute: 0 };
      for (const seed of seeds) {
        // eslint-disable-next-line no-await-in-loop
        const verdict = await judge(seed);
        if (verdict.is === 'kept') count[verdict.note] += 1;
        else if (verdict.is === 'mute') count.mute += 1;
        else {
          const laws = verdict.laws.slice(0, 3).join('\n  ');
          broken.push(
            `Scenario ${seed}:\n  ${laws}\n  Replay: CHAOS_SEED=${seed} npm test -- test/chaos`,
          );
        }
      }
      expect(broken.slice(0, 5).join('\n')).toBe('');
      // Most of them have something to say.
      expect(count.mute).toBeLessThanOrEqual(Math.max(1, size / 3));
    },
  );
}
