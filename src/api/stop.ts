/** The reason with which a run's signal is aborted at its time limit. */
export class RunTimeoutError extends Error {
  override readonly name = 'RunTimeoutError';

  constructor(minutes: number) {
    super(`the run reached its time limit (${minutes} min, --time-limit)`);
  }
}

/** Why a run is being stopped. */
export const whyStopped = (signal: AbortSignal | undefined): string => {
  const reason: unknown = signal?.reason;
  return reason instanceof RunTimeoutError ? reason.message : 'the run was interrupted';
};
