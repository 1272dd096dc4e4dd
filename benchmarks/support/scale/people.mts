import { readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';

const localSchema = z.object({ portalUrl: z.url(), refreshToken: z.string() });
const refreshedSchema = z.object({
  backstageIdentity: z.object({ token: z.string() }),
});

/** Calls the portal API as the admin of a local start, without the time that a command line takes to start. */
export class PortalAdmin {
  readonly #url: string;
  readonly #token: string;

  static async of(dataDir: string): Promise<PortalAdmin> {
    const { portalUrl, refreshToken } = localSchema.parse(
      JSON.parse(readFileSync(path.join(dataDir, 'cli.json'), 'utf8')),
    );
    const answer = await fetch(`${portalUrl}/api/auth/local/refresh`, {
      headers: {
        'x-remote-env-local-token': refreshToken,
        'x-requested-with': 'XMLHttpRequest',
      },
    });
    const { backstageIdentity } = refreshedSchema.parse(await answer.json());
    return new PortalAdmin(portalUrl, backstageIdentity.token);
  }

  private constructor(url: string, token: string) {
    this.#url = url;
    this.#token = token;
  }

  /** APIs that the catalog lists. */
  async apisInCatalog(): Promise<number> {
    const { totalItems } = await this.#fetch(
      'GET',
      '/catalog/entities/by-query?limit=0&filter=kind=api',
      z.object({ totalItems: z.number() }),
    );
    return totalItems;
  }

  async pageOfCatalog(): Promise<void> {
    await this.#fetch(
      'GET',
      '/catalog/entities/by-query?limit=50&filter=kind=api',
      z.object({ items: z.array(z.unknown()) }),
    );
  }

  /** In the portal's search. */
  search<T>(term: string, schema: z.ZodType<T>): Promise<T> {
    return this.#fetch(
      'GET',
      `/search/query?term=${encodeURIComponent(term)}`,
      schema,
    );
  }

  /** @throws Error for an answer that is no success */
  call<T>(
    method: string,
    route: string,
    schema: z.ZodType<T>,
    body?: unknown,
  ): Promise<T> {
    return this.#fetch(method, `/remote-env/v1${route}`, schema, body);
  }

  async #fetch<T>(
    method: string,
    route: string,
    schema: z.ZodType<T>,
    body?: unknown,
  ): Promise<T> {
    const answer = await fetch(`${this.#url}/api${route}`, {
      method,
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    if (!answer.ok) {
      throw new Error(`${method} ${route} answered ${answer.status}: ${text}`);
    }
    return schema.parse(text === '' ? undefined : JSON.parse(text));
  }
}
