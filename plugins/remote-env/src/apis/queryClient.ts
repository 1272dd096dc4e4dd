import { createApiRef } from '@backstage/frontend-plugin-api';
import { QueryClient } from '@tanstack/react-query';
import { PortalError } from './PortalError';

/** What the pages have read, shared by all of them so that moving between them shows no loading again. */
export const queryClientApiRef = createApiRef<QueryClient>().with({
  id: 'plugin.remote-env.query-client',
  pluginId: 'remote-env',
});

const MAX_RETRIES = 2;

/** Retries only what may work the next time: no answer at all, or the portal's own trouble. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 2_000,
        retry: (count, error) =>
          count < MAX_RETRIES &&
          (!(error instanceof PortalError) ||
            error.status === 0 ||
            error.status >= 500),
        retryDelay: attempt => 500 * 2 ** attempt,
      },
      mutations: { retry: false },
    },
  });
}
