import type { EnvironmentSort } from '../../apis';
import { useText } from '../../translation';

/** What people call the orders of the list. */
export function useSortNames(): Record<EnvironmentSort, string> {
  const { t } = useText();
  return {
    name: t('finding.sort.name'),
    '-name': t('finding.sort.nameDown'),
    seen: t('finding.sort.seen'),
    '-seen': t('finding.sort.seenDown'),
    requested: t('finding.sort.requested'),
    '-requested': t('finding.sort.requestedDown'),
  };
}
