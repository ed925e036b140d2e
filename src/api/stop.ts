/** The time of a whole run is used up: the reason with which its signal is aborted. */
export class RunTimeoutError extends Error {
  override readonly name = 'RunTimeoutError';

  constructor(minutes: number) {
    super(`the time of the run is used up (${minutes} min, --time-limit)`);
  }
}

/** Why a run that is being stopped stops, in words. */
export const whyStopped = (signal: AbortSignal | undefined): string => {
  const reason: unknown = signal?.reason;
  return reason instanceof RunTimeoutError ? reason.message : 'the run was interrupted';
};
