import { setTimeout as sleep } from 'node:timers/promises';
import {
  EngineProblem,
  gatewayTokenOf,
  StoreUnavailableError,
  type GatewayConfig,
} from '@remote-env/plugin-remote-env-node';
import { errorCode, errorMessage } from '../process/errors';
import { postReports } from '../reports/postReports';

/** A portal that starts this gateway answers later than it does. */
const PAUSE_MS = 1000;
const ANSWER_MS = 5000;

/**
 * Whether the portal takes this gateway's token, by an empty batch of reports; asks again while nobody answers.
 *
 * @param patienceMs - for the first answer
 * @throws StoreUnavailableError when it does not answer, EngineProblem when it refuses; both only concern registering
 * and certificates
 */
export async function checkPortal(
  portal: GatewayConfig['portal'],
  patienceMs: number,
  signal: AbortSignal,
): Promise<string> {
  const until = performance.now() + patienceMs;
  for (;;) {
    try {
      return await ask(portal, signal);
    } catch (error) {
      if (
        error instanceof EngineProblem ||
        signal.aborted ||
        performance.now() + PAUSE_MS > until
      ) {
        throw error;
      }
      await sleep(PAUSE_MS, undefined, { signal, ref: false });
    }
  }
}

async function ask(
  portal: GatewayConfig['portal'],
  signal: AbortSignal,
): Promise<string> {
  const statusCode = await postReports(
    portal,
    gatewayTokenOf(portal),
    { entries: [], dropped: 0 },
    AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]),
  ).catch(error => {
    throw error instanceof StoreUnavailableError
      ? error
      : new StoreUnavailableError(
          `portal.url cannot be reached (${
            errorCode(error) ?? errorMessage(error)
          }): nothing can be registered before it is there`,
          { cause: error },
        );
  });
  switch (statusCode) {
    case 401:
    case 403:
      throw new EngineProblem(
        `refuses this gateway (${statusCode}): portal.token must be the portal's remoteEnv.gateway.token`,
      );
    case 404:
      throw new EngineProblem(
        'has no plugin at portal.url (404): its path is /api/remote-env',
      );
    case 400:
      throw new EngineProblem(
        'does not understand this gateway (400): install adjacent versions of both',
      );
    default:
      if (statusCode >= 300) {
        throw new StoreUnavailableError(`answers ${statusCode}`);
      }
      return 'answers, and takes this gateway';
  }
}
