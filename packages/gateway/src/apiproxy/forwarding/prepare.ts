import type { Admission, ServiceApi } from '../access/admit';
import { targetPath } from '../addressing/targetPath';
import type { Authorization, Authorizer } from '../credentials/Authorizer';
import { MissingSecretError } from '../credentials/SecretReader';
import { ProxyError } from '../ProxyError';
import type { Call } from './forward';

type Prepared = Pick<
  Call,
  'admission' | 'readmit' | 'path' | 'query' | 'accessToken'
>;

/** Where a call goes. */
export interface Target {
  url: URL;
  /** Path and query, without stored parameters. */
  path: string;
}

/**
 * Finds out where a call goes and what it carries. A Secret that is gone may have been replaced together with the
 * registration, of which this process has not heard yet.
 */
export async function prepare(
  call: Prepared,
  authorizer: Authorizer,
): Promise<{
  admission: Admission;
  target: Target;
  authorization: Authorization;
}> {
  const preparedFor = async (admission: Admission) => {
    // Before anything is asked of anybody: a path that cannot be sent costs nothing.
    const target = targetOf(admission.api, call);
    const authorization = await authorize(admission, call, authorizer);
    return { admission, target, authorization };
  };
  try {
    return await preparedFor(call.admission);
  } catch (error) {
    const newer =
      error instanceof MissingSecretError ? await call.readmit() : undefined;
    if (!newer) {
      throw error;
    }
    return preparedFor(newer);
  }
}

function targetOf(
  api: ServiceApi,
  { path, query }: Pick<Prepared, 'path' | 'query'>,
): Target {
  const url = targetUrl(api);
  return { url, path: targetPath(url, path, query) };
}

/** Parsed once for each version of a registration. */
const TARGETS = new WeakMap<ServiceApi, URL>();

/** @throws ProxyError 500 for a registration that should not have been taken */
function targetUrl(api: ServiceApi): URL {
  const known = TARGETS.get(api);
  if (known) {
    return known;
  }
  const url = URL.parse(api.targetUrl);
  if (!url) {
    throw ProxyError.broken('The target URL of the service is malformed.');
  }
  TARGETS.set(api, url);
  return url;
}

async function authorize(
  admission: Admission,
  { accessToken }: Prepared,
  authorizer: Authorizer,
): Promise<Authorization> {
  return accessToken === undefined
    ? authorizer.authorize(admission)
    : {
        ...(await authorizer.withoutCredentials(admission)),
        authorization: accessToken,
      };
}
