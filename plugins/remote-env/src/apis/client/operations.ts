import type { RemoteEnvApi } from '../RemoteEnvApi';
import type * as portal from '../types';
import type { PortalCalls } from './PortalCalls';
import { by } from './routes';

/** The installation as a whole. */
export function operations(calls: PortalCalls) {
  return {
    getHealth() {
      return calls.data(c => c.request('get', '/v1/health'));
    },

    listSecurityEvents(query: portal.SecurityFilter & portal.PageQuery) {
      return calls.data(c =>
        c.request('get', '/v1/security-events', by(query)),
      );
    },

    countSecurityEvents(query: portal.SecurityFilter) {
      return calls.data(c =>
        c.request('get', '/v1/security-events/counts', by(query)),
      );
    },

    getAuthority() {
      return calls.data(c => c.request('get', '/v1/authority'));
    },

    rotateAuthority(replaces: string) {
      return calls.data(c =>
        c.request('post', '/v1/authority/rotation', { body: { replaces } }),
      );
    },
  } satisfies Partial<RemoteEnvApi>;
}
