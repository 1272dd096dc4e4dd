import type { SpecificationProblem } from './protocol.ts';

/** Thrown inside the worker for a text that is refused. */
export class Refusal extends Error {
  readonly problem: SpecificationProblem;

  constructor(problem: SpecificationProblem) {
    super(problem.reason);
    this.name = 'Refusal';
    this.problem = problem;
  }
}
