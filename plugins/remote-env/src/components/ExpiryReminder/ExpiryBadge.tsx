import type { Environment } from '../../apis';
import { useText } from '../../translation';
import { StatusBadge } from '../../ui';
import { useReminder } from './useReminder';

/** The reminder in short, for lists. */
export function ExpiryBadge({ environment }: { environment: Environment }) {
  const { t } = useText();
  const reminder = useReminder(environment);
  if (!reminder) {
    return null;
  }
  return (
    <StatusBadge tone={reminder.stage === 30 ? 'warning' : 'danger'}>
      {reminder.stage === 'past'
        ? t('connection.expiry.badgePast')
        : t('connection.expiry.badge', { count: reminder.days })}
    </StatusBadge>
  );
}
