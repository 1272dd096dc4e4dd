import { z } from 'zod';

const orderCreatedSchema = z.object({ orderCode: z.string() });
const orderSchema = z.object({
  code: z.string(),
  article: z.string(),
  quantity: z.number(),
  total: z.number(),
});

/** What the lambda made of one event. */
export interface HandledOrder {
  eventId: string;
  source: string;
  /** RFC 3339. */
  handledAt: string;
  order: z.infer<typeof orderSchema>;
}

/** The system's API could not be used now; the event should come again. */
export class TryAgainError extends Error {}

const KEPT = 100;
const TIMEOUT_MS = 10_000;

/** Looks up each new order in the shop's API, through the API proxy, which knows the shop's credentials. */
export class OrderHandler {
  readonly #handled = new Map<string, HandledOrder>();

  constructor(private readonly gateway: { url: string; token: string }) {}

  /** Handling the same event twice is the same as once: delivery is at least once. */
  async handle(event: {
    id: string;
    source: string;
    data: unknown;
  }): Promise<HandledOrder> {
    const known = this.#handled.get(event.id);
    if (known) {
      return known;
    }
    const { orderCode } = orderCreatedSchema.parse(event.data);
    const handled = {
      eventId: event.id,
      source: event.source,
      handledAt: new Date().toISOString(),
      order: await this.#lookUp(orderCode),
    };
    this.#handled.set(event.id, handled);
    const [oldest] = this.#handled.keys();
    if (this.#handled.size > KEPT && oldest) {
      this.#handled.delete(oldest);
    }
    return handled;
  }

  latest(): HandledOrder[] {
    return [...this.#handled.values()].reverse();
  }

  async #lookUp(code: string): Promise<z.infer<typeof orderSchema>> {
    const response = await fetch(
      `${this.gateway.url}/orders/${encodeURIComponent(code)}`,
      {
        headers: { 'x-remote-env-token': this.gateway.token },
        signal: AbortSignal.timeout(TIMEOUT_MS),
      },
    ).catch((error: unknown) => {
      throw new TryAgainError('The API proxy cannot be reached.', {
        cause: error,
      });
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new TryAgainError(
        `Order ${code} could not be read: status ${response.status}.`,
      );
    }
    return orderSchema.parse(await response.json());
  }
}
