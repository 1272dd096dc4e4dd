import { KubeConfig, type RequestContext } from '@kubernetes/client-node';

type Dispatcher = NonNullable<ReturnType<RequestContext['getDispatcher']>>;

/**
 * A kubeconfig whose requests share connections. Client-node makes a dispatcher, and with it a TLS handshake, for each
 * request; this one keeps the first until it is told that something may be wrong with it. Tokens are applied anew
 * each time, so that rotated ones are used.
 */
export class PooledKubeConfig extends KubeConfig {
  #dispatcher: Dispatcher | undefined;
  #generation = 0;

  /** Of the connections in use; give it back to `reconnect`. */
  get generation(): number {
    return this.#generation;
  }

  override async applySecurityAuthentication(
    context: RequestContext,
  ): Promise<void> {
    await super.applySecurityAuthentication(context);
    this.#dispatcher ??= context.getDispatcher();
    if (this.#dispatcher) {
      context.setDispatcher(this.#dispatcher);
    }
  }

  /**
   * The next request connects anew, with the certificates that are there then; what is under way ends by itself.
   *
   * @param generation - of the connections that failed: the first of many failures counts
   */
  reconnect(generation: number): void {
    if (generation !== this.#generation) {
      return;
    }
    this.#generation += 1;
    const dispatcher = this.#dispatcher;
    this.#dispatcher = undefined;
    // It ends once its requests have; how those end is told to whoever made them.
    dispatcher?.close().catch(() => {});
  }

  /** Cuts every connection. */
  async disconnect(): Promise<void> {
    await this.#dispatcher?.destroy();
    this.#dispatcher = undefined;
  }
}
