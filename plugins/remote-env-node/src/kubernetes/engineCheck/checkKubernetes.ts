import type { KubernetesConnection } from '../../config';
import { StoreUnavailableError } from '../../ports/errors';
import { EngineProblem } from '../../startupCheck/EngineProblem';
import { ApiRefusal } from '../ApiRefusal';
import { loadKubeConfig } from '../connect';
import { KubernetesApi } from '../KubernetesApi';
import { outdatedDefinitions } from './outdatedDefinitions';
import { refusedRights, type NeededRight } from './refusedRights';

const INSTALL = 'kubectl apply -k deploy/base/crds';

export interface KubernetesCheck {
  connection: KubernetesConnection;
  /** What this process does in it; none: only the definitions are looked at. */
  rights?: { namespace: string; needed: readonly NeededRight[] };
  timeoutMs: number;
}

/**
 * Whether the API server answers, serves the definitions of this version, and lets this process do its work.
 *
 * @returns what there is to say of it, as part of a line
 * @throws StoreUnavailableError when it does not answer; EngineProblem that says what to do
 */
export async function checkKubernetes({
  connection,
  rights,
  timeoutMs,
}: KubernetesCheck): Promise<string> {
  const config = loadKubeConfig(connection);
  const api = KubernetesApi.create({ config, timeoutMs });
  try {
    const [{ missing, outdated }, refused] = await Promise.all([
      outdatedDefinitions(api),
      rights ? refusedRights(api, rights.namespace, rights.needed) : [],
    ]);
    const problems = [
      ...(missing.length > 0
        ? [
            `definitions are not installed for ${missing.join(
              ', ',
            )}: ${INSTALL}`,
          ]
        : []),
      ...(outdated.length > 0
        ? [
            `definitions are older than this version: ${outdated.join(
              ', ',
            )}: ${INSTALL}`,
          ]
        : []),
      ...(refused.length > 0
        ? [
            `in ${rights?.namespace} this account may not ${refused.join(
              ', ',
            )}: kubectl apply -k deploy/base/rbac, and run under the account for these roles`,
          ]
        : []),
    ];
    if (problems.length > 0) {
      throw new EngineProblem(problems.join('; '));
    }
    return 'answers, has the definitions of this version, and gives the rights that are needed';
  } catch (error) {
    throw reachable(error);
  } finally {
    await api.close();
  }
}

/** What the transport throws, and answers that may be others later, say nothing for good. */
function reachable(error: unknown): unknown {
  if (error instanceof EngineProblem) {
    return error;
  }
  if (error instanceof ApiRefusal && error.code === 401) {
    return new EngineProblem(
      'refuses the credentials of this process (401): name another kubeconfig or context, or renew the account',
    );
  }
  return new StoreUnavailableError(
    error instanceof ApiRefusal
      ? error.message
      : `the API server cannot be reached: ${causeOf(error)}`,
    { cause: error },
  );
}

function causeOf(error: unknown): string {
  if (!(error instanceof Error)) {
    return String(error);
  }
  return error.cause instanceof Error ? error.cause.message : error.message;
}
