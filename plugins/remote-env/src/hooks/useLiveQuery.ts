import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import { remoteEnvApiRef, type RemoteEnvApi } from '../apis';
import { usePollInterval } from './liveUpdates';

/** First part of the key of everything that live updates may change. */
export const LIVE = 'remote-env';

interface LiveQueryOptions {
  enabled?: boolean;
  /** Milliseconds between reads; by default as often as live updates make it necessary. */
  pollMs?: number;
}

/** Reads from the portal and keeps it current while it is shown. */
export function useLiveQuery<T>(
  key: readonly unknown[],
  read: (api: RemoteEnvApi) => Promise<T>,
  options: LiveQueryOptions = {},
) {
  const api = useApi(remoteEnvApiRef);
  const pollInterval = usePollInterval();
  return useQuery({
    queryKey: [LIVE, ...key],
    queryFn: () => read(api),
    enabled: options.enabled,
    refetchInterval: options.pollMs ?? pollInterval,
  });
}
