import { isOver } from '../../lib/format/day';
import { useText } from '../../translation';
import { StatusBadge } from '../../ui';

/** Until which day a service is there, or was to be. */
export function EndBadge({ day }: { day: string }) {
  const { t } = useText();
  return isOver(day) ? (
    <StatusBadge tone="danger">{t('retiring.badgeOver', { day })}</StatusBadge>
  ) : (
    <StatusBadge tone="warning">{t('retiring.badge', { day })}</StatusBadge>
  );
}
