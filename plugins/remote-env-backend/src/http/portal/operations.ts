import {
  operationsReadPermission,
  RemoteEnvironmentKind,
} from '@remote-env/plugin-remote-env-common';
import type { ResourceStore } from '@remote-env/plugin-remote-env-node';
import type { GatewayHealth } from '../../gateway';
import type { ResourceIndex } from '../../index-projection';
import type { ClientTrust } from '../../trust';
import type { PortalAccess } from './PortalAccess';
import type { PortalOperations } from './portalOperation';

const STORE_TIMEOUT_MS = 2_000;

async function storeHealth(store: ResourceStore, namespace: string) {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new Error('It does not answer')),
      STORE_TIMEOUT_MS,
    );
  });
  try {
    await Promise.race([
      store.list(RemoteEnvironmentKind, { namespace, limit: 1 }),
      late,
    ]);
    return { state: 'ok' as const };
  } catch (error) {
    return {
      state: 'unavailable' as const,
      message: error instanceof Error ? error.message : String(error),
    };
  } finally {
    clearTimeout(timer);
  }
}

/** How gateway, store, index and authority are. */
export function createOperationsOperations(deps: {
  access: PortalAccess;
  clients: Pick<ClientTrust, 'current'>;
  gatewayHealth: GatewayHealth;
  index: ResourceIndex;
  store: ResourceStore;
  namespace: string;
}): Pick<PortalOperations, 'getHealth'> {
  const { access, gatewayHealth, index, store, namespace } = deps;
  return {
    async getHealth({ credentials }) {
      await access.require(credentials, operationsReadPermission);
      const [gateway, storeState, { lastEventAt, ...indexState }] =
        await Promise.all([
          gatewayHealth(),
          storeHealth(store, namespace),
          index.health(),
        ]);
      const message = deps.clients.current.problem();
      return {
        status: 200,
        body: {
          authority: message ? { state: 'refused', message } : { state: 'ok' },
          gateway,
          store: storeState,
          index: { ...indexState, lastEventAt: lastEventAt?.toISOString() },
        },
      };
    },
  };
}
