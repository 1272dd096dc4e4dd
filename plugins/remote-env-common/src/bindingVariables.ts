/** What a binding gives to its consumer, by the names that commands, samples and documentation have for it. */
export const BINDING_VARIABLES = {
  /** Address of the service at the API proxy, without a final slash; paths of the API go behind it. */
  url: 'GATEWAY_URL',
  token: 'GATEWAY_TOKEN',
} as const;

/** Header that shows a binding to the API proxy (wire-contracts 2). */
export const BINDING_TOKEN_HEADER = 'X-Remote-Env-Token';
