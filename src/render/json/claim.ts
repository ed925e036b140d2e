import { leavesOut, whyLeftOut } from '../../plan/claims.ts';
import type { Claim } from '../../plan/claims.ts';

/** A claim for programs. */
export const claimJson = (claim: Claim): object => ({
  certain: claim.certain,
  leaves_out: leavesOut(claim).map((left) => {
    const { is: what, ...facts } = left;
    return { what, why: whyLeftOut(left), ...facts };
  }),
});
