import { useGrowingList } from './useGrowingList';

const PAGE_SIZE = 20;

/** Certificates of one environment, the newest first: those that still open the door, or the others. */
export function useCertificates(
  environment: string,
  state: 'current' | 'former',
  options: { enabled?: boolean; pollMs?: number } = {},
) {
  return useGrowingList(
    ['environment', environment, 'certificates', state],
    (api, page) => api.listCertificates(environment, { ...page, state }),
    { pageSize: PAGE_SIZE, ...options },
  );
}
