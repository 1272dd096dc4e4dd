/** A service definition that breaks a rule of wire-contracts 1.2. */
export class ServiceDefinitionError extends Error {
  /** Where, e.g. `api.credentials.oauth.url`; empty for the body as a whole. */
  readonly field: string;
  /** Which rule, without the words by which clients of the older protocol know such a refusal. */
  readonly problem: string;

  /** @param problem - names the field */
  constructor(field: string, problem: string) {
    super(
      `Failed to validate request body, Incorrect structure of service definition, ${problem}`,
    );
    this.name = 'ServiceDefinitionError';
    this.field = field;
    this.problem = problem;
  }
}
