/** Why an outbound call is not made. Part of what people read, so the words stay. */
export type OutboundDenialReason =
  /** Not an absolute URL, or longer than 4096 characters. */
  | 'malformed'
  /** Neither https nor http. */
  | 'scheme'
  /** User name or password in the URL. */
  | 'credentials'
  /** Plain http, and the host is no exception. */
  | 'plain-http'
  /** On the configured deny list. */
  | 'denied'
  /** One of our own listeners. */
  | 'own-listener'
  | 'metadata-address'
  | 'loopback'
  | 'private-address'
  /** Link-local, multicast, unspecified, reserved, or a transition form that hides another address. */
  | 'reserved-address'
  /** A connection was asked for that is not to the checked host and port. */
  | 'other-target'
  /** More redirects than allowed, or one from https to http. */
  | 'redirect';

const WORDS: Record<OutboundDenialReason, string> = {
  malformed: 'the URL is malformed',
  scheme: 'only https is allowed',
  credentials: 'the URL must not contain a user name or password',
  'plain-http': 'plain http is not allowed for this host',
  denied: 'the host is on the deny list',
  'own-listener': 'the host is this installation itself',
  'metadata-address': 'the host is a metadata service',
  loopback: 'loopback addresses are not allowed',
  'private-address': 'private addresses are not allowed for this host',
  'reserved-address': 'the address is reserved',
  'other-target': 'the connection is not to the checked host',
  redirect: 'too many redirects, or one from https to http',
};

/**
 * Base of what an outbound call rejects with on purpose. Messages name scheme, host and port, never path or query,
 * which can hold a token.
 */
export class OutboundError extends Error {
  /** Scheme, host and port that were to be called; `?` for a malformed URL. */
  readonly origin: string;

  constructor(origin: string, message: string, options?: ErrorOptions) {
    super(`${origin}: ${message}`, options);
    this.name = new.target.name;
    this.origin = origin;
  }
}

/** Policy forbids the call. Trying again does not help. */
export class OutboundDeniedError extends OutboundError {
  readonly reason: OutboundDenialReason;

  constructor(origin: string, reason: OutboundDenialReason) {
    super(origin, WORDS[reason]);
    this.reason = reason;
  }
}

/** No name, no connection, no TLS, or the connection broke off. `cause` says which. */
export class OutboundConnectionError extends OutboundError {}

/** It took too long: to connect, to answer, between two pieces of the body, or in all. */
export class OutboundTimeoutError extends OutboundError {}

/** The answer is larger than allowed, as sent or unpacked. */
export class OutboundTooLargeError extends OutboundError {}

/** The answer cannot be read: broken or unknown content encoding. */
export class OutboundContentError extends OutboundError {}

/** Something other than 200 came for a document. */
export class OutboundStatusError extends OutboundError {
  readonly status: number;

  constructor(origin: string, status: number) {
    super(origin, `answered ${status}`);
    this.status = status;
  }
}
