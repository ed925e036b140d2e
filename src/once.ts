/**
 * Fetches an answer once for each subject, however often it is needed: several kinds need the same lists.
 * @param fetch its promise is shared, a failure too
 */
export function once<Subject extends object, Answer>(
  fetch: (subject: Subject) => Promise<Answer>,
): (subject: Subject) => Promise<Answer> {
  const asked = new WeakMap<Subject, Promise<Answer>>();
  return (subject) => {
    const pending = asked.get(subject) ?? fetch(subject);
    asked.set(subject, pending);
    return pending;
  };
}

/** Makes something when it is first asked for, and not again. */
export function lazily<T extends object>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}
