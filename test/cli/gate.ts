const nothing = (): void => undefined;

/** Something that a test waits for. */
export class Gate {
  readonly opened: Promise<void>;
  open: () => void = nothing;

  constructor() {
    this.opened = new Promise((done) => {
      this.open = done;
    });
  }
}
