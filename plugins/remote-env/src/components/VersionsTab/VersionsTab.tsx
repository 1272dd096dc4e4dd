import type { Service } from '../../apis';
import { useVersions } from '../../hooks';
import { useText } from '../../translation';
import {
  EmptyState,
  FailurePanel,
  LoadingLines,
  Section,
  Timeline,
} from '../../ui';
import { VersionItem } from './VersionItem';

const ROLES = ['apiSpec', 'eventSpec', 'documentation'] as const;

/** What the documents of a service were, who changed them, and what that means for those who use it. */
export function VersionsTab({ service }: { service: Service }) {
  const { t } = useText();
  const { environment, id: serviceId, documents } = service;
  const { data, error, refetch } = useVersions({
    environment,
    serviceId,
    documents,
  });
  if (!data) {
    return error ? (
      <FailurePanel
        error={error}
        title={t('common.loadFailed')}
        onRetry={refetch}
      />
    ) : (
      <LoadingLines lines={6} />
    );
  }
  if (data.items.length === 0) {
    return (
      <EmptyState
        title={t('versions.none')}
        description={t('versions.noneHint')}
      />
    );
  }
  return (
    <>
      {ROLES.map(role => {
        const versions = data.items.filter(each => each.role === role);
        const what = t(`service.details.role.${role}`);
        return (
          versions.length > 0 && (
            <Section
              key={role}
              title={what}
              description={t('versions.kept', { count: versions.length })}
            >
              <Timeline label={t('versions.list', { what })}>
                {versions.map(version => (
                  <VersionItem
                    key={version.number}
                    service={service}
                    version={version}
                    others={versions.filter(each => each !== version)}
                  />
                ))}
              </Timeline>
            </Section>
          )
        );
      })}
    </>
  );
}
