import { ButtonLink } from '@backstage/ui';
import { useEntity } from '@backstage/plugin-catalog-react';
import { isNotFound, type Environment } from '../../apis';
import { remoteEntity } from '../../entity/annotations';
import { useLiveQuery, usePaths } from '../../hooks';
import { useText } from '../../translation';
import {
  FailurePanel,
  KeyValues,
  LoadingLines,
  Section,
  TimeText,
} from '../../ui';
import { ExpiryBanner } from '../ExpiryReminder';
import { StateLabel } from '../StateLabel';

/** Leads from a catalog entity to the remote environment, and the service, that it stands for. */
export function EntityCard() {
  const { t } = useText();
  const paths = usePaths();
  const { entity } = useEntity();
  const remote = remoteEntity(entity);
  const { data, error, refetch } = useLiveQuery(
    ['environment', remote?.environment],
    api => api.getEnvironment(remote?.environment ?? ''),
    { enabled: remote !== undefined },
  );
  if (!remote) {
    return null;
  }
  const { environment, serviceId } = remote;
  return (
    <Section
      title={t('entity.card.title')}
      actions={
        paths && (
          <>
            {serviceId && (
              <ButtonLink
                size="small"
                variant="secondary"
                href={paths.service(environment, serviceId, 'use')}
              >
                {t('entity.card.useIt')}
              </ButtonLink>
            )}
            <ButtonLink
              size="small"
              variant="primary"
              href={
                serviceId
                  ? paths.service(environment, serviceId)
                  : paths.environment(environment)
              }
            >
              {serviceId ? t('entity.card.openService') : t('entity.card.open')}
            </ButtonLink>
          </>
        )
      }
    >
      {!data && !error && <LoadingLines lines={2} />}
      {!data && error && isNotFound(error) && t('entity.card.gone')}
      {!data && error && !isNotFound(error) && (
        <FailurePanel error={error} onRetry={refetch} />
      )}
      {data && <ExpiryBanner environment={data} />}
      {data && <Facts environment={data} />}
    </Section>
  );
}

function Facts({ environment }: { environment: Environment }) {
  const { t } = useText();
  return (
    <KeyValues
      items={[
        {
          label: t('common.environment'),
          value: environment.displayName ?? environment.name,
        },
        {
          label: t('common.state'),
          value: <StateLabel environment={environment} />,
        },
        {
          label: t('environment.meta.lastSeen'),
          value: environment.lastSeen ? (
            <TimeText at={environment.lastSeen} />
          ) : (
            t('common.never')
          ),
        },
      ]}
    />
  );
}
