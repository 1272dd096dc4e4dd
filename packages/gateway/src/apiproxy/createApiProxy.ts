import type { ApiProxyRole, RoleDeps } from '../process/roles';
import { ApiProxy } from './ApiProxy';

/** The role `apiproxy`. It reads what it decides by from the store itself, so it can run alone. */
export function createApiProxy(deps: RoleDeps): ApiProxyRole {
  return ApiProxy.create(deps);
}
