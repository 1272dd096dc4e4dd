/**
 * A call that ends at the proxy instead of at the target, with the status that its caller sees as
 * `{"code": status, "error": message}` (application-connector reference 8.3). The message holds no secret.
 */
export class ProxyError extends Error {
  readonly status: number;

  constructor(status: number, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ProxyError';
    this.status = status;
  }

  static badRequest(message: string): ProxyError {
    return new ProxyError(400, message);
  }

  static unauthorized(message: string): ProxyError {
    return new ProxyError(401, message);
  }

  static forbidden(message: string): ProxyError {
    return new ProxyError(403, message);
  }

  static notFound(message: string): ProxyError {
    return new ProxyError(404, message);
  }

  /** What the registration promises is not there: a Secret, or a part of one. */
  static broken(message: string, options?: ErrorOptions): ProxyError {
    return new ProxyError(500, message, options);
  }

  static badGateway(message: string, options?: ErrorOptions): ProxyError {
    return new ProxyError(502, message, options);
  }

  static unavailable(message: string, options?: ErrorOptions): ProxyError {
    return new ProxyError(503, message, options);
  }

  static timeout(message: string, options?: ErrorOptions): ProxyError {
    return new ProxyError(504, message, options);
  }
}
