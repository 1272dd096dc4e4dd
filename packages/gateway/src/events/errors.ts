/** The body is not what its content type says, or no event can be read from it. */
export class EventSyntaxError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'EventSyntaxError';
  }
}

/** One attribute of an event is absent or breaks its rule. */
export class EventFieldError extends Error {
  readonly field: string;
  readonly problem: 'missing' | 'invalid';
  /** The rule, for people. */
  readonly rule: string;

  constructor(field: string, problem: 'missing' | 'invalid', rule: string) {
    super(`${field}: ${rule}`);
    this.name = 'EventFieldError';
    this.field = field;
    this.problem = problem;
    this.rule = rule;
  }

  /** The same fault of an event within a batch. */
  at(index: number): EventFieldError {
    return new EventFieldError(
      `events[${index}].${this.field}`,
      this.problem,
      this.rule,
    );
  }
}

/** Neither a CloudEvents mode nor a content type that the route takes. */
export class EventMediaTypeError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'EventMediaTypeError';
  }
}
