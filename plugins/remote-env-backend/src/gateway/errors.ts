/** No gateway answers on the control socket. */
export class GatewayUnreachableError extends Error {
  constructor(options?: ErrorOptions) {
    super('The gateway cannot be reached now; try again in a moment', options);
    this.name = 'GatewayUnreachableError';
  }
}

/** The gateway answered, but not with success. */
export class GatewayRefusedError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'GatewayRefusedError';
  }
}
