import type { ServiceSort } from '../../apis';
import { useText } from '../../translation';

/** What people call the orders of the list. */
export function useSortNames(): Record<ServiceSort, string> {
  const { t } = useText();
  return {
    name: t('finding.sort.name'),
    '-name': t('finding.sort.nameDown'),
    environment: t('finding.sort.environment'),
    '-environment': t('finding.sort.environmentDown'),
    changed: t('finding.sort.changed'),
    '-changed': t('finding.sort.changedDown'),
  };
}
