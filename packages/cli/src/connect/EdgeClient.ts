import { Agent, fetch } from 'undici';
import { z } from 'zod';
import { CliError, EXIT, exitCodeForStatus } from '../output/errors';

const TIMEOUT_MS = 30_000;
const errorSchema = z.object({ error: z.string() });

/** Calls the edge as a system does, with its own trust anchor and, once there is one, the client certificate. */
export class EdgeClient {
  readonly #agent: Agent;

  private constructor(agent: Agent) {
    this.#agent = agent;
  }

  static create(options: {
    ca?: string;
    cert?: string;
    key?: string;
  }): EdgeClient {
    return new EdgeClient(new Agent({ connect: options }));
  }

  async get<T>(url: string, schema: z.ZodType<T>): Promise<T> {
    return this.#call(url, { method: 'GET' }, schema);
  }

  async post<T>(url: string, body: unknown, schema: z.ZodType<T>): Promise<T> {
    return this.#call(
      url,
      {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      },
      schema,
    );
  }

  async close(): Promise<void> {
    await this.#agent.close();
  }

  async #call<T>(
    url: string,
    init: { method: string; headers?: Record<string, string>; body?: string },
    schema: z.ZodType<T>,
  ): Promise<T> {
    if (!URL.canParse(url)) {
      throw new CliError(
        EXIT.usage,
        'The token URL is not a URL. Give the whole of it, in quotes.',
      );
    }
    // Query strings hold tokens: only the path is ever shown.
    const shown = `${new URL(url).origin}${new URL(url).pathname}`;
    const response = await fetch(url, {
      ...init,
      dispatcher: this.#agent,
      signal: AbortSignal.timeout(TIMEOUT_MS),
    }).catch((error: unknown) => {
      const cause =
        error instanceof Error && error.cause instanceof Error
          ? error.cause
          : error;
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new CliError(
        EXIT.unreachable,
        `${shown} cannot be reached: ${reason}`,
        /certificate|self.signed/i.test(reason)
          ? 'Name the CA that the edge is trusted by with --ca FILE.'
          : undefined,
      );
    });
    const body: unknown = await response.json().catch(() => undefined);
    if (!response.ok) {
      const refused = errorSchema.safeParse(body);
      throw new CliError(
        exitCodeForStatus(response.status),
        `${shown} answered ${response.status}: ${
          refused.success ? refused.data.error : 'no reason given'
        }`,
      );
    }
    const parsed = schema.safeParse(body);
    if (!parsed.success) {
      throw new CliError(
        EXIT.failed,
        `${shown} answered in an unexpected shape: ${z.prettifyError(
          parsed.error,
        )}`,
      );
    }
    return parsed.data;
  }
}
