import type { PresentationProblem } from '../identity/Presented';

/** What an ingress forwarded cannot be read as one certificate. */
export class ForwardedError extends Error {
  readonly problem: PresentationProblem;

  constructor(problem: PresentationProblem) {
    super(problem);
    this.name = 'ForwardedError';
    this.problem = problem;
  }
}
