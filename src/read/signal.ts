/** Something that others wait for. */
export interface Signal {
  readonly came: Promise<void>;
  give(): void;
}

/** A signal that has not come yet. */
export function signal(): Signal {
  const found: { resolve?: () => void } = {};
  const came = new Promise<void>((resolve) => {
    found.resolve = resolve;
  });
  return { came, give: () => found.resolve?.() };
}
