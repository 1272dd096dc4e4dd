import { Alert, Link } from '@backstage/ui';
import type { Service } from '../../apis';
import { usePaths } from '../../hooks';
import { isOver } from '../../lib/format/day';
import { useText } from '../../translation';

/** Tells readers of a service until when it is there. */
export function DeprecationBanner({ service }: { service: Service }) {
  const { t } = useText();
  const paths = usePaths();
  const { deprecation, environment } = service;
  if (!deprecation) {
    return null;
  }
  const { endsOn, successor } = deprecation;
  return (
    <Alert
      status={isOver(endsOn) ? 'danger' : 'warning'}
      icon
      title={t(
        isOver(endsOn) ? 'retiring.bannerTitleOver' : 'retiring.bannerTitle',
        { day: endsOn },
      )}
      description={t(
        isOver(endsOn) ? 'retiring.bannerOver' : 'retiring.banner',
      )}
      customActions={
        successor !== undefined &&
        paths && (
          <Link href={paths.service(environment, successor)}>
            {t('retiring.successorLink')}
          </Link>
        )
      }
    />
  );
}
