import { Alert, ButtonLink } from '@backstage/ui';
import type { Environment } from '../../apis';
import { usePaths } from '../../hooks';
import { absoluteTime } from '../../lib/format/time';
import { useText } from '../../translation';
import { useReminder } from './useReminder';

/** Reminds that the connection ends unless its system renews, 30, 7 and 1 days before. */
export function ExpiryBanner({ environment }: { environment: Environment }) {
  const { t } = useText();
  const paths = usePaths();
  const reminder = useReminder(environment);
  if (!reminder) {
    return null;
  }
  const { stage, days, endsAt } = reminder;
  const date = absoluteTime(endsAt);
  return (
    <Alert
      status={stage === 30 ? 'warning' : 'danger'}
      icon
      title={
        stage === 'past'
          ? t('connection.expiry.past')
          : t('connection.expiry.soon', { count: days })
      }
      description={
        stage === 'past'
          ? t('connection.expiry.pastDescription', { date })
          : t('connection.expiry.description', { date })
      }
      customActions={
        paths && (
          <ButtonLink
            size="small"
            variant="secondary"
            href={paths.environment(environment.name, 'connection')}
          >
            {t('connection.expiry.open')}
          </ButtonLink>
        )
      }
    />
  );
}
