/**
 * Collects single lookups, so that they can be done together. The same id is looked up once.
 * @param most how many are looked up at once
 * @param lookUp gives the answers by id; an id that it leaves out has the answer undefined
 * @param ready until then only full groups are looked up, because more are expected
 */
export function gathered<Answer>(
  most: () => number,
  lookUp: (ids: readonly string[]) => Promise<ReadonlyMap<string, Answer>>,
  ready?: Promise<unknown>,
): (id: string) => Promise<Answer | undefined> {
  const asked = new Map<string, Promise<Answer | undefined>>();
  let waiting: Waiting<Answer>[] = [];
  let isReady = ready === undefined;
  let isDue = false;

  const send = async (group: readonly Waiting<Answer>[]): Promise<void> => {
    try {
      const answers = await lookUp(group.map(({ id }) => id));
      for (const { id, resolve } of group) resolve(answers.get(id));
    } catch (error) {
      for (const { reject } of group) reject(error);
    }
  };
  const flush = (): void => {
    isDue = false;
    const fewest = isReady ? 1 : most();
    while (waiting.length >= fewest) {
      const group = waiting.slice(0, most());
      waiting = waiting.slice(group.length);
      void send(group);
    }
  };
  /** What is asked for in the same turn of the event loop is looked up together. */
  const flushSoon = (): void => {
    if (isDue) return;
    isDue = true;
    setImmediate(flush);
  };
  const open = (): void => {
    isReady = true;
    flushSoon();
  };
  ready?.then(open, open);

  return (id) => {
    const known =
      asked.get(id) ??
      new Promise<Answer | undefined>((resolve, reject) => {
        waiting.push({ id, resolve, reject });
        flushSoon();
      });
    asked.set(id, known);
    return known;
  };
}

interface Waiting<Answer> {
  readonly id: string;
  readonly resolve: (answer: Answer | undefined) => void;
  readonly reject: (error: unknown) => void;
}
