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

/** The event names an order that does not exist; coming again would not help. */
export class UnknownOrderError extends Error {}

const KEPT = 100;
const TIMEOUT_MS = 10_000;

/** Looks up each new order in the shop's API, through the API proxy, which knows the shop's credentials. */
export class OrderHandler {
  readonly #handled = new Map<string, HandledOrder>();
  readonly #running = new Map<string, Promise<HandledOrder>>();

  constructor(private readonly gateway: { url: string; token: string }) {}

  /**
   * Handling the same event twice is the same as once, also while the first is still being handled: delivery is at
   * least once. Source and id together name an event (CloudEvents 1.0, "id").
   *
   * @throws TryAgainError, UnknownOrderError, ZodError
   */
  async handle(event: {
    id: string;
    source: string;
    data: unknown;
  }): Promise<HandledOrder> {
    const name = `${event.source} ${event.id}`;
    const known = this.#handled.get(name) ?? this.#running.get(name);
    if (known) {
      return known;
    }
    const running = this.#handle(name, event);
    this.#running.set(name, running);
    try {
      return await running;
    } finally {
      this.#running.delete(name);
    }
  }

  latest(): HandledOrder[] {
    return [...this.#handled.values()].reverse();
  }

  async #handle(
    name: string,
    event: { id: string; source: string; data: unknown },
  ): Promise<HandledOrder> {
    const { orderCode } = orderCreatedSchema.parse(event.data);
    const handled = {
      eventId: event.id,
      source: event.source,
      handledAt: new Date().toISOString(),
      order: await this.#lookUp(orderCode),
    };
    this.#handled.set(name, handled);
    const [oldest] = this.#handled.keys();
    if (this.#handled.size > KEPT && oldest) {
      this.#handled.delete(oldest);
    }
    return handled;
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
      const message = `Order ${code} could not be read: status ${response.status}.`;
      throw response.status === 404
        ? new UnknownOrderError(message)
        : new TryAgainError(message);
    }
    try {
      return orderSchema.parse(await response.json());
    } catch (error) {
      throw new TryAgainError(`Order ${code} came in an unexpected shape.`, {
        cause: error,
      });
    }
  }
}
