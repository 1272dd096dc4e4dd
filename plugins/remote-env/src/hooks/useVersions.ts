import { useApi } from '@backstage/frontend-plugin-api';
import { useQuery } from '@tanstack/react-query';
import {
  remoteEnvApiRef,
  type DocumentInfo,
  type DocumentVersion,
  type ServiceRef,
} from '../apis';
import { DOCUMENTS } from './useDocument';

/** Comparing takes a second or two. */
const POLL_MS = 1000;

/**
 * What the documents of a service were; asked for again while versions are being compared, or what the service has
 * now is not among them yet.
 */
export function useVersions(
  service: ServiceRef & { documents: readonly DocumentInfo[] },
) {
  const api = useApi(remoteEnvApiRef);
  const { environment, serviceId, documents } = service;
  const digests = documents.map(({ sha256 }) => sha256);
  return useQuery({
    queryKey: [DOCUMENTS, 'versions', { environment, serviceId }, digests],
    queryFn: () => api.listVersions({ environment, serviceId }),
    refetchInterval: ({ state }) =>
      state.data && isUnsettled(state.data.items, digests) ? POLL_MS : false,
  });
}

function isUnsettled(
  versions: readonly DocumentVersion[],
  digests: readonly string[],
): boolean {
  return (
    versions.some(({ comparison }) => comparison.state === 'pending') ||
    digests.some(
      digest =>
        !versions.some(({ sha256, current }) => current && sha256 === digest),
    )
  );
}

/** How a version differs from another, asked for again while it is being compared. */
export function useVersionChanges(
  service: ServiceRef,
  version: Pick<DocumentVersion, 'role' | 'number'>,
  since: number,
) {
  const api = useApi(remoteEnvApiRef);
  return useQuery({
    queryKey: [DOCUMENTS, 'changes', service, version, since],
    queryFn: () => api.getVersionChanges(service, version, since),
    refetchInterval: ({ state }) =>
      state.data?.state === 'pending' ? POLL_MS : false,
  });
}
