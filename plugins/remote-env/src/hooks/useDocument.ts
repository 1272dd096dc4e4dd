import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import {
  remoteEnvApiRef,
  type DocumentForm,
  type DocumentInfo,
  type ServiceRef,
} from '../apis';

/** Root of the keys of documents: a document never changes under its hash, so live updates leave them alone. */
export const DOCUMENTS = 'remote-env-documents';

/** Reads one registered document as text, once for each version of it. */
export function useDocument(
  service: ServiceRef,
  document: DocumentInfo,
  options: { enabled: boolean; form?: DocumentForm },
) {
  const api = useApi(remoteEnvApiRef);
  return useQuery({
    queryKey: [
      DOCUMENTS,
      service,
      document.role,
      document.sha256,
      options.form,
    ],
    queryFn: () => api.getDocument(service, document.role, options.form),
    enabled: options.enabled,
    staleTime: Infinity,
  });
}

/** Absolute URL below which requests reach the system. */
export function useInvokeUrl(service: ServiceRef) {
  const api = useApi(remoteEnvApiRef);
  return useQuery({
    queryKey: [DOCUMENTS, 'invoke-url', service],
    queryFn: () => api.getInvokeUrl(service),
    staleTime: Infinity,
  }).data;
}
