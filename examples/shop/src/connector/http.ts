import { Agent, fetch } from 'undici';
import type { z } from 'zod';

/** PEM of the certificate with its chain, and of its key. */
export interface ClientIdentity {
  cert: string;
  key: string;
}

export interface CallOptions {
  method?: string;
  headers?: Record<string, string>;
  body?: unknown;
  /** PEM by which the edge is trusted. */
  ca?: string;
  identity?: ClientIdentity;
}

/** The edge answered, but not with success. */
export class RefusedError extends Error {
  constructor(readonly status: number, message: string) {
    super(message);
    this.name = 'RefusedError';
  }
}

const TIMEOUT_MS = 15_000;
const agents = new Map<string, Agent>();

function agentFor({ ca, identity }: CallOptions): Agent {
  const id = identity?.cert ?? '';
  const agent = agents.get(id) ?? new Agent({ connect: { ca, ...identity } });
  agents.set(id, agent);
  return agent;
}

/** One JSON call to the edge. @throws RefusedError, or an Error when it cannot be reached */
export async function call<T>(
  url: string,
  options: CallOptions,
  schema: z.ZodType<T>,
): Promise<T> {
  const response = await fetch(url, {
    method: options.method ?? 'GET',
    headers: {
      ...(options.body === undefined
        ? {}
        : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    body: options.body === undefined ? undefined : JSON.stringify(options.body),
    dispatcher: agentFor(options),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  const text = await response.text();
  if (!response.ok) {
    throw new RefusedError(
      response.status,
      `${new URL(url).pathname} answered ${response.status}: ${text.slice(
        0,
        500,
      )}`,
    );
  }
  return schema.parse(text === '' ? undefined : JSON.parse(text));
}
