import {
  request as httpRequest,
  type ClientRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { text } from 'node:stream/consumers';
import {
  gatewayConsumersSchema,
  gatewayDeadLetterPageSchema,
  gatewayPublishResultSchema,
  gatewayStatusSchema,
  type ConsumerState,
  type GatewayDeadLetterPage,
  type GatewayPublish,
  type GatewayPublishResult,
  type GatewayStatus,
} from '@remote-env/plugin-remote-env-node';
import { z } from 'zod';
import { GatewayRefusedError, GatewayUnreachableError } from './errors';

const TIMEOUT_MS = 10_000;
const refusalSchema = z.object({ error: z.string() });

/** The gateway's control socket (docs/decisions/0001-foundation.md, "Portal to gateway"). */
export class GatewayControl {
  readonly #socketPath: string;
  readonly #token: string;

  static create(options: { socketPath: string; token: string }) {
    return new GatewayControl(options);
  }

  private constructor(options: { socketPath: string; token: string }) {
    this.#socketPath = options.socketPath;
    this.#token = options.token;
  }

  status(timeoutMs = TIMEOUT_MS): Promise<GatewayStatus> {
    return this.#call('GET', '/status', gatewayStatusSchema, { timeoutMs });
  }

  publish(event: GatewayPublish): Promise<GatewayPublishResult> {
    return this.#call('POST', '/events', gatewayPublishResultSchema, {
      body: event,
    });
  }

  consumers(): Promise<ConsumerState[]> {
    return this.#call('GET', '/consumers', gatewayConsumersSchema);
  }

  deadLetters(
    consumer: string,
    options: { limit: number; continue?: string },
  ): Promise<GatewayDeadLetterPage> {
    const query = new URLSearchParams({ limit: String(options.limit) });
    if (options.continue) {
      query.set('continue', options.continue);
    }
    return this.#call(
      'GET',
      `/consumers/${encodeURIComponent(consumer)}/dead-letters?${query}`,
      gatewayDeadLetterPageSchema,
    );
  }

  async replay(consumer: string, deadLetterId: string): Promise<void> {
    await this.#call(
      'POST',
      `/consumers/${encodeURIComponent(
        consumer,
      )}/dead-letters/${encodeURIComponent(deadLetterId)}/replay`,
      z.unknown(),
    );
  }

  async shutdown(): Promise<void> {
    await this.#call('POST', '/shutdown', z.unknown());
  }

  /**
   * A raw call, for bodies that are streamed. The token is added; whoever calls handles the request's errors.
   */
  request(
    options: Pick<RequestOptions, 'method' | 'path' | 'headers' | 'signal'>,
    onResponse: (response: IncomingMessage) => void,
  ): ClientRequest {
    return httpRequest(
      {
        ...options,
        socketPath: this.#socketPath,
        headers: {
          ...options.headers,
          authorization: `Bearer ${this.#token}`,
        },
      },
      onResponse,
    );
  }

  async #call<T>(
    method: string,
    path: string,
    schema: z.ZodType<T>,
    options: { body?: unknown; timeoutMs?: number } = {},
  ): Promise<T> {
    const payload =
      options.body === undefined ? undefined : JSON.stringify(options.body);
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const outgoing = this.request(
        {
          method,
          path,
          signal: AbortSignal.timeout(options.timeoutMs ?? TIMEOUT_MS),
          headers: payload
            ? {
                'content-type': 'application/json',
                'content-length': String(Buffer.byteLength(payload)),
              }
            : {},
        },
        resolve,
      );
      outgoing.once('error', error =>
        reject(new GatewayUnreachableError({ cause: error })),
      );
      outgoing.end(payload);
    });
    const body = parseJson(await text(response));
    const status = response.statusCode ?? 0;
    if (status >= 300) {
      const refusal = refusalSchema.safeParse(body);
      throw new GatewayRefusedError(
        status,
        refusal.success ? refusal.data.error : `status ${status}`,
      );
    }
    return schema.parse(body);
  }
}

function parseJson(body: string): unknown {
  try {
    return body === '' ? undefined : JSON.parse(body);
  } catch {
    return undefined;
  }
}
