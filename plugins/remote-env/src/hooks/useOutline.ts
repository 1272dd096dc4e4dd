import { useApi } from '@backstage/frontend-plugin-api';
import { queryOptions, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import {
  remoteEnvApiRef,
  type CheckedRole,
  type DocumentInfo,
  type RemoteEnvApi,
  type ServiceRef,
} from '../apis';
import { DOCUMENTS } from './useDocument';

/** Making an outline takes a second or two, of which most have passed when somebody opens the page. */
const POLL_MS = 700;

/** What a document holds; asked for again and again while the portal is still at it. */
export function useOutline(service: ServiceRef, document: DocumentInfo) {
  const api = useApi(remoteEnvApiRef);
  return useQuery({
    queryKey: [DOCUMENTS, 'outline', service, document.role, document.sha256],
    queryFn: () => api.getOutline(service, roleOf(document)),
    staleTime: ({ state }) => (state.data?.state === 'ready' ? Infinity : 0),
    refetchInterval: ({ state }) =>
      state.data?.state === 'pending' ? POLL_MS : false,
  });
}

function roleOf({ role }: DocumentInfo): CheckedRole {
  return role === 'eventSpec' ? role : 'apiSpec';
}

function sliceQuery(
  api: RemoteEnvApi,
  service: ServiceRef,
  document: DocumentInfo,
  slice: string,
) {
  return queryOptions({
    queryKey: [DOCUMENTS, 'slice', service, document.sha256, slice],
    queryFn: () => api.getSlice(service, roleOf(document), slice),
    staleTime: Infinity,
    gcTime: 60_000,
  });
}

/** One operation or channel of a document, as a document of its own. */
export function useSlice(
  service: ServiceRef,
  document: DocumentInfo,
  slice: string,
) {
  const api = useApi(remoteEnvApiRef);
  return useQuery(sliceQuery(api, service, document, slice));
}

/** So long a pointer rests on what it is about to open; what it only passes is not read. */
const INTENT_MS = 50;

/** Begins to read a slice that is about to be wanted. Should it fail, `useSlice` tries again and says so. */
export function useSlicePreload(
  service: ServiceRef,
  document: DocumentInfo,
  slice: string,
) {
  const api = useApi(remoteEnvApiRef);
  const client = useQueryClient();
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const forget = () => clearTimeout(timer.current);
  useEffect(() => () => clearTimeout(timer.current), []);
  const now = () => {
    forget();
    void client.prefetchQuery(sliceQuery(api, service, document, slice));
  };
  const soon = () => {
    forget();
    timer.current = setTimeout(now, INTENT_MS);
  };
  return { now, soon, forget };
}
