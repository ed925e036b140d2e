import { createClient } from '@arizeai/ax-client';
import { describe, expect, test } from 'vitest';
import type { Sandbox } from '../../../src/sandbox/index.ts';
import { openSandbox, serve } from '../../../src/sandbox/index.ts';
import { peopleSeed } from '../people.ts';

type Client = ReturnType<typeof createClient>;

interface Stage {
  /** The official client as an account admin, over a socket. */
  client: Client;
  /** The official client with another key. */
  as(key: string): Client;
  sandbox: Sandbox;
  check: typeof expect;
}

async function onStage(play: (stage: Stage) => Promise<void>): Promise<void> {
  const sandbox = openSandbox({ seed: peopleSeed });
  const { url: baseUrl, close } = await serve(sandbox);
  const as = (apiKey: string): Client => createClient({ apiKey, baseUrl });
  try {
    await play({ client: as('admin-key'), as, sandbox, check: expect });
  } finally {
    await close();
  }
}

interface Contract {
  /** What the function does when all is well. */
  works: Record<string, (stage: Stage) => Promise<void>>;
  /** Calls that are refused, each with the status that the client reports. */
  fails: Record<string, [status: number, call: (stage: Stage) => Promise<unknown>]>;
}

/** The contract of one function of the official client: at least one success and one failure. */
export function contract(name: string, { works, fails }: Contract): void {
  describe.each([name])('%s', () => {
    test.each(Object.entries(works))('%s', async (_title, play) => {
      await expect(onStage(play)).resolves.toBeUndefined();
    });
    const refusals = Object.entries(fails).map(
      ([title, [status, call]]) => [title, status, call] as const,
    );
    test.each(refusals)('fails: %s, HTTP %i', (_title, status, call) =>
      onStage(async (stage) => {
        const before = stage.sandbox.snapshot();
        await expect(call(stage)).rejects.toThrow(`HTTP ${status}`);
        expect(stage.sandbox.snapshot()).toEqual(before);
      }),
    );
  });
}

/** Everything in a list that comes in pages, and how many there were. */
export async function everyPage<Row>(
  page: (more: { limit: number; cursor?: string }) => Promise<{
    data: Row[];
    pagination: { nextCursor?: string | undefined };
  }>,
): Promise<{ rows: Row[]; pages: number }> {
  const rows: Row[] = [];
  let pages = 0;
  let cursor: string | undefined;
  do {
    const { data, pagination } = await page({
      limit: 2,
      ...(cursor === undefined ? {} : { cursor }),
    });
    rows.push(...data);
    pages += 1;
    cursor = pagination.nextCursor;
  } while (cursor !== undefined);
  return { rows, pages };
}
