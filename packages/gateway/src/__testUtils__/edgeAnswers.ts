import { EDGE_TEXTS } from '@remote-env/plugin-remote-env-node';

export const INFO = '/v1/applications/management/info';

/** A route of an environment that its certificate opens. */
export function subscribed(name: string): string {
  return `/${name}/v1/events/subscribed`;
}

/** An answer of wire-contracts 1 that says no. */
export function refusal(code: number, error: string) {
  return { status: code, json: { code, error } };
}

export const noValidSubject = refusal(403, EDGE_TEXTS.noValidSubject);
