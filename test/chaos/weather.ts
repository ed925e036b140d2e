import fc from 'fast-check';

/** What can go wrong on the way to Arize and back. `kill` ends the program there. */
export const mishaps = [
  'refused',
  'error',
  'bad-gateway',
  'rate-limit',
  'lost-before',
  'lost-after',
  'half-after',
  'kill-before',
  'kill-after',
] as const;
export type Mishap = (typeof mishaps)[number];

export const readMishaps = [
  'error',
  'bad-gateway',
  'rate-limit',
  'lost-before',
  'cut',
  'forbidden',
] as const;
export type ReadMishap = (typeof readMishaps)[number];

/** Something that somebody else does in between, drawn as numbers: where it fits is only known then. */
export interface Meddling {
  /** Before which request of the run, reads counted too. */
  readonly at: number;
  readonly what: number;
  readonly who: number;
  readonly where: number;
}

/** What happens to one run: at the n-th write or read of it. */
export interface Weather {
  readonly writes: readonly (readonly [at: number, mishap: Mishap])[];
  readonly reads: readonly (readonly [at: number, mishap: ReadMishap])[];
  readonly meddling: readonly Meddling[];
}

const calm: Weather = { writes: [], reads: [], meddling: [] };

/** Most runs are short, so what happens early is what strikes. */
const early = (most: number): fc.Arbitrary<number> =>
  fc.oneof(fc.nat({ max: Math.ceil(most / 4) }), fc.nat({ max: most }));

const storm: fc.Arbitrary<Weather> = fc.record({
  writes: fc.array(fc.tuple(early(9), fc.constantFrom(...mishaps)), {
    maxLength: 3,
    size: 'max',
  }),
  reads: fc.array(fc.tuple(early(40), fc.constantFrom(...readMishaps)), {
    maxLength: 1,
    size: 'max',
  }),
  meddling: fc.array(fc.record({ at: early(40), what: fc.nat(), who: fc.nat(), where: fc.nat() }), {
    maxLength: 2,
    size: 'max',
  }),
});

/** Storms on the way, with and without somebody else at work; now and then none. */
export const weather: fc.Arbitrary<Weather> = fc.oneof(
  { arbitrary: fc.constant(calm), weight: 1 },
  { arbitrary: storm.map((each) => ({ ...each, meddling: [] })), weight: 5 },
  { arbitrary: storm, weight: 3 },
);

/** The answer that a mishap makes of a request. @throws TypeError where the connection breaks */
export async function mishapTo(
  mishap: Exclude<Mishap | ReadMishap, 'kill-before' | 'kill-after'>,
  next: () => Promise<Response>,
): Promise<Response> {
  switch (mishap) {
    case 'error':
      return problem(500, 'Internal Server Error');
    case 'refused':
      return problem(422, 'Unprocessable Entity');
    case 'forbidden':
      return problem(403, 'Access forbidden');
    case 'bad-gateway':
      return new Response('<html><h1>502</h1></html>', {
        status: 502,
        headers: { 'content-type': 'text/html' },
      });
    case 'rate-limit':
      return problem(429, 'Rate limit exceeded', { 'retry-after': '1' });
    case 'lost-before':
      throw new TypeError('fetch failed');
    case 'lost-after':
      await next();
      throw new TypeError('fetch failed');
    case 'half-after': {
      const { status } = await next();
      if (status === 204) throw new TypeError('fetch failed');
      return new Response('{"id": "Um9', {
        status,
        headers: { 'content-type': 'application/json' },
      });
    }
    case 'cut':
      return cut(await next());
  }
}

const problem = (status: number, title: string, headers: Record<string, string> = {}): Response =>
  Response.json(
    { status, title },
    { status, headers: { 'content-type': 'application/problem+json', ...headers } },
  );

/** A list that says it goes on, and does not say how. */
async function cut(response: Response): Promise<Response> {
  const text = await response.text();
  const half = text
    .replaceAll('"has_more":false', '"has_more":true')
    .replaceAll('"hasNextPage":false', '"hasNextPage":true')
    .replaceAll(/"endCursor":"[^"]*"/g, '"endCursor":null');
  return new Response(half === '' ? null : half, {
    status: response.status,
    headers: response.headers,
  });
}

/** Whether an answer is such a list. Without mappings of SAML a run may go on: it only deletes less. */
export const isCut = (text: string): boolean =>
  (text.includes('"has_more":true') || text.includes('"hasNextPage":true')) &&
  !text.includes('"samlIdPs"');
