import type { Environment } from '../../apis';
import { useNow } from '../../hooks';
import { reminderOf, type Reminder } from '../../lib/certificates/validity';

/** The reminder that is due for a connection that is in use or may be; undefined where nothing is to be done. */
export function useReminder({
  state,
  certificatesEndAt,
}: Environment): Reminder | undefined {
  const now = useNow();
  return state === 'approved' && certificatesEndAt
    ? reminderOf(Date.parse(certificatesEndAt), now)
    : undefined;
}
