import { RegistryError } from '../errors';
import type { SpecificationProblem } from './worker/protocol';

/** A document that is no specification of a supported format, breaks its rules, or is too much to read. */
export class SpecificationRefusedError extends RegistryError {
  readonly problem: SpecificationProblem;

  constructor(problem: SpecificationProblem) {
    const { reason, line, column } = problem;
    const place =
      line === undefined ? '' : ` (line ${line}, column ${column ?? 1})`;
    super(`${reason}${place}`);
    this.problem = problem;
  }
}
