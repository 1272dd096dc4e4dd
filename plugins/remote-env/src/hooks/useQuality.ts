import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import {
  remoteEnvApiRef,
  type CheckedRole,
  type DocumentInfo,
  type ServiceRef,
} from '../apis';
import { DOCUMENTS } from './useDocument';

/** Checking a document takes some seconds, of which most have passed when somebody opens the page. */
const POLL_MS = 1000;

/** What the rules of its format say of a document; asked for again and again while the portal is still at it. */
export function useQuality(
  service: ServiceRef,
  document: DocumentInfo & { role: CheckedRole },
) {
  const api = useApi(remoteEnvApiRef);
  return useQuery({
    queryKey: [DOCUMENTS, 'quality', service, document.role, document.sha256],
    queryFn: () => api.getDocumentQuality(service, document.role),
    staleTime: ({ state }) => (state.data?.state === 'ready' ? Infinity : 0),
    refetchInterval: ({ state }) =>
      state.data?.state === 'pending' ? POLL_MS : false,
  });
}
