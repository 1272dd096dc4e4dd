import { useApi } from '@backstage/frontend-plugin-api';
import { QueryClientProvider } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { queryClientApiRef } from '../../apis';
import { LIVE, useLiveUpdates } from '../../hooks';

function LiveUpdates() {
  useLiveUpdates(LIVE);
  return null;
}

/** Stands around everything that the plugin shows. */
export function RemoteEnvProvider({ children }: { children: ReactNode }) {
  const queryClient = useApi(queryClientApiRef);
  return (
    <QueryClientProvider client={queryClient}>
      <LiveUpdates />
      {children}
    </QueryClientProvider>
  );
}
