import { ConflictError } from '@backstage/errors';
import type {
  ConnectionState,
  Verdict,
} from '@remote-env/plugin-remote-env-common';

/** Which verdicts follow from which state. */
const ALLOWED: Record<ConnectionState, readonly Verdict[]> = {
  requested: ['approved', 'rejected'],
  rejected: ['approved'],
  approved: ['suspended'],
  suspended: ['approved'],
  deleting: [],
};

/** @returns the verdict. @throws ConflictError when it does not follow from the state; saying it twice is fine */
export function nextVerdict(state: ConnectionState, verdict: Verdict): Verdict {
  if (state !== verdict && !ALLOWED[state].includes(verdict)) {
    throw new ConflictError(
      `verdict: what is ${state} cannot become ${verdict}`,
    );
  }
  return verdict;
}
