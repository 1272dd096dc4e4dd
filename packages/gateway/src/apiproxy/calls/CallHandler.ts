import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { drainBody, RETRY_AFTER_SECONDS, sendJson } from '../../http/answers';
import { awaitsContinue } from '../../http/body';
import { errorMessage } from '../../process/errors';
import type { Logger } from '../../process/Logger';
import type { InvokeTarget } from '../../process/roles';
import type { Reports } from '../../reports/Reports';
import type { Admission } from '../access/admit';
import type { Directory } from '../access/Directory';
import { asProxyError } from '../asProxyError';
import {
  CallerGoneError,
  forward,
  type Call,
  type ForwardDeps,
} from '../forwarding/forward';
import { joinTunnel } from '../listener/tunnel';
import { ProxyError } from '../ProxyError';
import type { CallMetrics, CallOutcome } from './CallMetrics';
import type { OpenCalls } from './OpenCalls';
import { accessTokenOf, consumerPlan, portalPlan, type Plan } from './plan';
import { answeredReport, failedReport, refusedReport } from './reportCall';

interface CallHandlerOptions {
  directory: Directory;
  openCalls: OpenCalls;
  forward: ForwardDeps;
  maxViewAgeSeconds: number;
  reports: Reports;
  metrics: CallMetrics;
  logger: Logger;
}

/** Milliseconds within which news of the store are here. */
const NEWS_MS = 500;
/** Would make the target show what was sent to it, stored credentials included. */
const ECHOING: ReadonlySet<string> = new Set(['TRACE', 'TRACK']);

/** Takes calls from their request to their end: decides, forwards, answers, counts and reports. */
export class CallHandler {
  readonly #options: CallHandlerOptions;
  #draining = false;

  static create(options: CallHandlerOptions): CallHandler {
    return new CallHandler(options);
  }

  private constructor(options: CallHandlerOptions) {
    this.#options = options;
  }

  /** Connections end with the answer from now on. */
  drain(): void {
    this.#draining = true;
  }

  /** A call of a lambda. */
  async request(req: IncomingMessage, res: ServerResponse): Promise<void> {
    if (this.#draining) {
      res.shouldKeepAlive = false;
    }
    res.once('finish', () => {
      if (!req.complete) {
        finishBody(req);
      }
    });
    await this.#run(req, res, () => consumerPlan(this.#options.directory, req));
  }

  /** A lambda's wish to change protocols. */
  async upgrade(
    req: IncomingMessage,
    res: ServerResponse,
    socket: Socket,
    head: Buffer,
  ): Promise<void> {
    await this.#run(
      req,
      res,
      () => consumerPlan(this.#options.directory, req),
      { socket, head },
    );
  }

  /** A call of the portal for a person. */
  async invoke(
    target: InvokeTarget,
    req: IncomingMessage,
    res: ServerResponse,
  ): Promise<void> {
    await this.#run(req, res, () =>
      portalPlan(this.#options.directory, target),
    );
  }

  async #run(
    req: IncomingMessage,
    res: ServerResponse,
    makePlan: () => Plan,
    tunnel?: { socket: Socket; head: Buffer },
  ): Promise<void> {
    const started = performance.now();
    const { reports, metrics, openCalls, directory } = this.#options;
    let plan: Plan | undefined;
    let admission: Admission | undefined;
    let endOpenCall: (() => void) | undefined;
    const ended = (outcome: CallOutcome, status: number) =>
      metrics.ended(outcome, status, (performance.now() - started) / 1000);
    try {
      if (ECHOING.has(req.method ?? '')) {
        throw new ProxyError(405, 'The method is not allowed.');
      }
      plan = makePlan();
      const { admit } = plan;
      const admitted = this.#admit(admit);
      admission = admitted;
      const accessToken = accessTokenOf(req, admission);
      endOpenCall = openCalls.add({
        isAdmitted: () => this.#isAdmitted(admit),
        cut: () => (tunnel?.socket ?? res).destroy(),
      });
      const end = await forward(
        {
          req,
          res,
          admission: admitted,
          readmit: async () =>
            (await directory.replaced(admitted.service, NEWS_MS))
              ? this.#admit(admit)
              : undefined,
          accessToken,
          ...plan,
          ...(tunnel && { upgrade: upgradeOf(req, res, tunnel) }),
        },
        this.#options.forward,
      );
      const status = end.kind === 'passed' ? end.status : 101;
      reports.report(answeredReport(admission, status));
      if (end.kind === 'upgraded' && tunnel && !tunnel.socket.destroyed) {
        // The tunnel is open as long as its socket.
        const leave = endOpenCall;
        endOpenCall = undefined;
        tunnel.socket.once('close', () => {
          leave();
          ended('answered', status);
        });
      } else {
        ended('answered', status);
      }
    } catch (error) {
      this.#fail(req, res, error, { plan, admission, ended });
    } finally {
      endOpenCall?.();
    }
  }

  #admit(admit: () => Admission): Admission {
    const { directory, maxViewAgeSeconds } = this.#options;
    if (directory.ageSeconds() > maxViewAgeSeconds) {
      throw ProxyError.unavailable('Bindings cannot be checked now.');
    }
    return admit();
  }

  #isAdmitted(admit: () => Admission): boolean {
    try {
      this.#admit(admit);
      return true;
    } catch {
      return false;
    }
  }

  #fail(
    req: IncomingMessage,
    res: ServerResponse,
    error: unknown,
    call: {
      plan: Plan | undefined;
      admission: Admission | undefined;
      ended: (outcome: CallOutcome, status: number) => void;
    },
  ) {
    const { reports, logger, directory } = this.#options;
    if (error instanceof CallerGoneError) {
      res.destroy();
      call.ended('abandoned', 0);
      return;
    }
    const failure = asProxyError(error);
    if (!(error instanceof ProxyError) && failure.status === 500) {
      logger.error('A call failed for an unknown reason', {
        error: errorMessage(error),
      });
    }
    if (call.admission && failure.status >= 500) {
      reports.report(failedReport(call.admission, failure));
      call.ended('failed', failure.status);
    } else {
      const name = call.plan?.environmentName;
      // Names that callers make up would fill the log.
      const known = name !== undefined && directory.environment(name);
      reports.report(refusedReport(failure, known ? name : undefined));
      call.ended('refused', failure.status);
    }
    answer(req, res, failure);
  }
}

function answer(
  req: IncomingMessage,
  res: ServerResponse,
  { status, message }: ProxyError,
) {
  if (res.headersSent) {
    // What has been sent is only a part: the caller must not take it for the whole.
    res.destroy();
    return;
  }
  if (awaitsContinue(req)) {
    // The body may come or not: what follows on this connection cannot be told apart.
    res.shouldKeepAlive = false;
  }
  sendJson(
    res,
    status,
    { code: status, error: message },
    status === 503 ? { 'retry-after': RETRY_AFTER_SECONDS } : {},
  );
}

/** Lets a caller read its answer although not all of its body was wanted. */
async function finishBody(req: IncomingMessage): Promise<void> {
  if (!awaitsContinue(req) && !(await drainBody(req))) {
    req.destroy();
  }
}

function upgradeOf(
  req: IncomingMessage,
  res: ServerResponse,
  { socket, head }: { socket: Socket; head: Buffer },
): Call['upgrade'] {
  return {
    protocol: req.headers.upgrade ?? '',
    connect: (headers, target) =>
      joinTunnel(res, socket, head, headers, target),
  };
}
