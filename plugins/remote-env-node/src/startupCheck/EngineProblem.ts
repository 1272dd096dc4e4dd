/** An engine answers, and cannot be used before somebody does what the message says. */
export class EngineProblem extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EngineProblem';
  }
}
