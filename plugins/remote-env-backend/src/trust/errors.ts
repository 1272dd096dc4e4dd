import { ConflictError } from '@backstage/errors';
import type { ConnectionState } from '@remote-env/plugin-remote-env-common';

/** A one-time token that is unknown, expired, used, or being used at this moment; which of them is nobody's business. */
export class InvalidTokenError extends Error {
  constructor() {
    super('The one-time token is not valid');
    this.name = 'InvalidTokenError';
  }
}

/** Too many wrong tokens were shown. */
export class TooManyGuessesError extends Error {
  /** Seconds. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super('Too many attempts, try again later.');
    this.name = 'TooManyGuessesError';
    this.retryAfter = retryAfter;
  }
}

/** The environment may not have certificates now. */
export class NotConnectableError extends ConflictError {
  /** `gone`: deleted, or re-created under the same name. */
  readonly state: ConnectionState | 'gone';

  constructor(environment: string, state: ConnectionState | 'gone') {
    super(
      state === 'gone'
        ? `'${environment}' is not the remote environment that it was`
        : `'${environment}' cannot be connected: it is ${state}`,
    );
    this.state = state;
  }
}

/** A Secret of the trust domain cannot be used as it is. The message names it and says what to do. */
export class TrustMaterialError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TrustMaterialError';
  }
}

/** The authority cannot be rotated as asked; the message says why. Nothing was changed. */
export class RotationRefusedError extends ConflictError {}
