import { EventEmitter } from 'node:events';

export interface Order {
  code: string;
  article: string;
  quantity: number;
  /** RFC 3339. */
  placedAt: string;
  total: number;
  currency: string;
  status: 'placed' | 'shipped';
}

const ARTICLES: Record<string, { price: number; pieces: number }> = {
  'espresso-cup': { price: 9.9, pieces: 240 },
  'milk-jug': { price: 14.5, pieces: 80 },
  'tea-pot': { price: 39, pieces: 25 },
  tray: { price: 22.4, pieces: 60 },
};
const KEPT_ORDERS = 1000;

/** The shop's orders, in memory: a restart begins a new day. Emits `placed` and `shipped`. */
export class Orders extends EventEmitter<{
  placed: [Order];
  shipped: [Order];
}> {
  readonly #orders = new Map<string, Order>();
  #next = 1001;

  place(article: string, quantity: number): Order {
    const known = ARTICLES[article];
    if (!known) {
      throw new RangeError(
        `article must be one of ${Object.keys(ARTICLES).join(', ')}`,
      );
    }
    if (!Number.isInteger(quantity) || quantity < 1 || quantity > 100) {
      throw new RangeError('quantity must be a whole number from 1 to 100');
    }
    const order: Order = {
      code: `SO-${this.#next}`,
      article,
      quantity,
      placedAt: new Date().toISOString(),
      total: Math.round(known.price * quantity * 100) / 100,
      currency: 'EUR',
      status: 'placed',
    };
    this.#next += 1;
    this.#orders.set(order.code, order);
    const [oldest] = this.#orders.keys();
    if (this.#orders.size > KEPT_ORDERS && oldest) {
      this.#orders.delete(oldest);
    }
    this.emit('placed', order);
    return order;
  }

  ship(code: string): void {
    const order = this.#orders.get(code);
    if (order?.status === 'placed') {
      order.status = 'shipped';
      this.emit('shipped', order);
    }
  }

  find(code: string): Order | undefined {
    return this.#orders.get(code);
  }

  latest(limit: number): Order[] {
    return [...this.#orders.values()].reverse().slice(0, limit);
  }

  stockOf(article: string): number | undefined {
    return ARTICLES[article]?.pieces;
  }

  articles(): string[] {
    return Object.keys(ARTICLES);
  }
}
