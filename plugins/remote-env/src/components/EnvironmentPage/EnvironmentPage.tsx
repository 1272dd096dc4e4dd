import { Alert, ButtonLink, Header } from '@backstage/ui';
import { RiPlugLine } from '@remixicon/react';
import { Navigate, Route, Routes, useParams } from 'react-router-dom';
import { isNotFound } from '../../apis';
import { useLiveQuery, usePaths, type EnvironmentTab } from '../../hooks';
import { useText } from '../../translation';
import {
  EmptyState,
  FailurePanel,
  LoadingLines,
  PageMain,
  TimeText,
} from '../../ui';
import { ActivityTab } from '../ActivityTab';
import { ConnectionTab } from '../ConnectionTab';
import { DecisionHistory } from '../DecisionHistory';
import { EnvironmentActions } from '../EnvironmentActions';
import { EnvironmentBanner } from '../EnvironmentBanner';
import { ExpiryBanner } from '../ExpiryReminder';
import { EventsTab } from '../EventsTab';
import { OwnerText } from '../OwnerText';
import { ServicesTab } from '../ServicesTab';
import { StateLabel } from '../StateLabel';

const TABS: readonly EnvironmentTab[] = [
  'services',
  'connection',
  'events',
  'activity',
];

/** One remote environment. */
export function EnvironmentPage() {
  const { t } = useText();
  const { name = '', '*': rest } = useParams();
  const paths = usePaths();
  const { data, error, refetch } = useLiveQuery(['environment', name], api =>
    api.getEnvironment(name),
  );
  const title = data?.displayName ?? name;
  const trail = paths && [{ label: title, href: paths.environment(name) }];

  // One that was deleted meanwhile is gone, whatever was read before.
  if (!data || isNotFound(error)) {
    return (
      <PageMain
        page="environment"
        label={name}
        trail={trail}
        state={error ? 'failed' : 'loading'}
        header={<Header title={name} />}
      >
        {!error && <LoadingLines lines={5} />}
        {error && isNotFound(error) && (
          <EmptyState
            icon={<RiPlugLine />}
            title={t('environment.notFound.title', { name })}
            description={t('environment.notFound.description')}
            action={
              paths && (
                <ButtonLink variant="secondary" href={paths.environments()}>
                  {t('environment.notFound.back')}
                </ButtonLink>
              )
            }
          />
        )}
        {error && !isNotFound(error) && (
          <FailurePanel
            error={error}
            title={t('common.loadFailed')}
            onRetry={refetch}
          />
        )}
      </PageMain>
    );
  }

  const tab = TABS.find(id => id === rest);
  return (
    <PageMain
      page="environment"
      label={title}
      part={tab && t(`environment.tab.${tab}`)}
      trail={trail}
      state="ready"
      header={
        <Header
          title={title}
          description={data.description}
          tags={Object.entries(data.labels).map(([key, value]) => ({
            label: value ? `${key}: ${value}` : key,
          }))}
          metadata={[
            { label: t('environment.meta.name'), value: data.name },
            {
              label: t('environment.meta.state'),
              value: <StateLabel environment={data} />,
            },
            ...(data.owner
              ? [
                  {
                    label: t('environment.meta.owner'),
                    value: <OwnerText entityRef={data.owner} />,
                  },
                ]
              : []),
            {
              label: t('environment.meta.lastSeen'),
              value: data.lastSeen ? (
                <TimeText at={data.lastSeen} />
              ) : (
                t('common.never')
              ),
            },
          ]}
          customActions={<EnvironmentActions environment={data} />}
          tabs={
            paths &&
            TABS.map(id => ({
              id,
              label: t(`environment.tab.${id}`),
              href: paths.environment(data.name, id),
            }))
          }
        />
      }
    >
      <EnvironmentBanner environment={data} />
      <ExpiryBanner environment={data} />
      {data.state === 'approved' && data.callsFail !== undefined && (
        <Alert
          status="warning"
          icon
          title={t('environment.callsFail')}
          description={data.callsFail}
        />
      )}
      <Routes>
        <Route index element={<Navigate to="services" replace />} />
        <Route path="services" element={<ServicesTab environment={data} />} />
        <Route
          path="connection"
          element={<ConnectionTab environment={data} />}
        />
        <Route path="events" element={<EventsTab environment={data} />} />
        <Route
          path="activity"
          element={
            <>
              <DecisionHistory environment={data} />
              <ActivityTab environment={data} />
            </>
          }
        />
        <Route path="*" element={<Navigate to="services" replace />} />
      </Routes>
    </PageMain>
  );
}
