/** The item of a change is not as it was when the change was planned: another person changed it. */
export class StaleChangeError extends Error {
  override readonly name = 'StaleChangeError';
  readonly kind = 'moved';
  readonly hint: string = 'No request was sent for it. Plan again to see what differs now.';

  constructor(what: string) {
    super(`It has changed since the plan was made: ${what}.`);
  }
}
