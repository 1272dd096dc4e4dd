import { ServerResponse, type IncomingMessage, type Server } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { noteExpectContinue } from '../http/body';
import { closeServer, listen } from '../http/listen';
import type { ApiProxyRole, InvokeTarget, RoleDeps } from '../process/roles';
import { Directory } from './access/Directory';
import { CallHandler } from './calls/CallHandler';
import { CallMetrics } from './calls/CallMetrics';
import { OpenCalls } from './calls/OpenCalls';
import { Authorizer } from './credentials/Authorizer';
import { SecretReader } from './credentials/SecretReader';
import { createProxyServer } from './listener/createProxyServer';

/** Milliseconds that a start waits for the first view of the store. */
const FIRST_VIEW_MS = 10_000;

/** The entrance that lambdas call to reach a system's API (wire-contracts 2). */
export class ApiProxy implements ApiProxyRole {
  readonly #deps: RoleDeps;
  readonly #directory: Directory;
  readonly #openCalls = OpenCalls.create();
  readonly #calls: CallHandler;
  readonly #server: Server = createProxyServer();
  #port: number | undefined;

  static create(deps: RoleDeps): ApiProxy {
    return new ApiProxy(deps);
  }

  private constructor(deps: RoleDeps) {
    this.#deps = deps;
    const { config, store, outbound, logger, reports, metrics } = deps;
    const namespace = config.namespaces.system;
    const { timeoutMs, retryBodyLimit } = config.apiProxy;
    this.#directory = Directory.start({
      store,
      namespace,
      logger,
      onChange: () => this.#openCalls.noteChange(),
    });
    this.#calls = CallHandler.create({
      directory: this.#directory,
      openCalls: this.#openCalls,
      forward: {
        outbound,
        authorizer: Authorizer.create({
          outbound,
          secrets: SecretReader.create(store, namespace),
          timeoutMs,
        }),
        timeoutMs,
        retryBodyLimit,
      },
      maxViewAgeSeconds: config.edge.maxViewAgeSeconds,
      reports,
      metrics: CallMetrics.create(
        metrics,
        () => this.#openCalls.size,
        () => this.#directory.ageSeconds(),
      ),
      logger,
    });
    this.#server.on('request', (req, res) => this.#calls.request(req, res));
    this.#server.on('checkContinue', (req, res) => {
      noteExpectContinue(req);
      this.#calls.request(req, res);
    });
    this.#server.on('upgrade', (req, socket, head) =>
      this.#upgrade(req, socket, head),
    );
  }

  async start(): Promise<void> {
    await this.#firstView();
    const { config, logger } = this.#deps;
    const { host } = config.apiProxy.listen;
    this.#port = await listen(
      this.#server,
      config.apiProxy.listen,
      'API proxy',
    );
    logger.info('API proxy listens', { host, port: this.#port });
  }

  port(): number | undefined {
    return this.#port;
  }

  unready(): string | undefined {
    return this.#directory.ageSeconds() >
      this.#deps.config.edge.maxViewAgeSeconds
      ? 'the view of the store is too old'
      : undefined;
  }

  async invoke(
    target: InvokeTarget,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    await this.#calls.invoke(target, req, res);
  }

  async stop(signal: AbortSignal): Promise<void> {
    const cut = () => this.#openCalls.close();
    if (signal.aborted) {
      cut();
    }
    // Tunnels are nothing that a server knows of: it would wait for them.
    signal.addEventListener('abort', cut, { once: true });
    this.#calls.drain();
    await closeServer(this.#server, signal);
    signal.removeEventListener('abort', cut);
    this.#openCalls.close();
    await this.#directory.close();
  }

  /** A store that is away must not keep the process from starting: it is unready until the view is there. */
  async #firstView(): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<void>(resolve => {
      timer = setTimeout(resolve, FIRST_VIEW_MS);
    });
    await Promise.race([this.#directory.ready, late]);
    clearTimeout(timer);
  }

  #upgrade(req: IncomingMessage, socket: Duplex, head: Buffer) {
    if (!(socket instanceof Socket)) {
      socket.destroy();
      return;
    }
    const res = new ServerResponse(req);
    res.shouldKeepAlive = false;
    res.assignSocket(socket);
    res.on('finish', () => socket.end());
    socket.on('error', () => socket.destroy());
    this.#calls.upgrade(req, res, socket, head);
  }
}
