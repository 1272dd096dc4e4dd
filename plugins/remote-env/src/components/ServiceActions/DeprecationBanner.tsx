import { Alert, Link } from '@backstage/ui';
import type { Service } from '../../apis';
import { usePaths } from '../../hooks';
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
      status="warning"
      icon
      title={t('retiring.bannerTitle', { day: endsOn })}
      description={t('retiring.banner')}
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
