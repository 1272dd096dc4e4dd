import { createHash } from 'node:crypto';
import type { Agent } from 'undici';

/**
 * Keeps one agent, and so its connections, for each way of calling a target. Keys are digests of everything that
 * makes a connection what it is, client key included: rotated credentials never ride on an old connection.
 */
export class AgentCache {
  readonly #max: number;
  /** In order of last use. */
  readonly #agents = new Map<string, Agent>();

  static create(max: number): AgentCache {
    return new AgentCache(max);
  }

  private constructor(max: number) {
    this.#max = max;
  }

  /** Agents that fall out of the cache finish what they are doing and close. */
  get(parts: readonly unknown[], make: () => Agent): Agent {
    const key = createHash('sha256')
      .update(JSON.stringify(parts))
      .digest('hex');
    const agent = this.#agents.get(key) ?? make();
    this.#agents.delete(key);
    this.#agents.set(key, agent);
    if (this.#agents.size > this.#max) {
      const oldest = this.#agents.keys().next();
      if (!oldest.done) {
        this.#retire(oldest.value);
      }
    }
    return agent;
  }

  #retire(key: string) {
    const agent = this.#agents.get(key);
    this.#agents.delete(key);
    // Nobody waits for a retired agent; its requests report their own failures.
    agent?.close().catch(() => agent.destroy());
  }

  /** Breaks off whatever still runs. */
  async destroy(): Promise<void> {
    const agents = [...this.#agents.values()];
    this.#agents.clear();
    await Promise.all(agents.map(agent => agent.destroy()));
  }
}
