import { Alert, ButtonLink, Header, Link } from '@backstage/ui';
import { RiStackLine } from '@remixicon/react';
import { useEffect } from 'react';
import { Navigate, Route, Routes, useParams } from 'react-router-dom';
import { isNotFound, type Service } from '../../apis';
import { useLiveQuery, usePaths, type ServiceTab } from '../../hooks';
import { viewerOf, type Viewer } from '../../lib/documents/viewerOf';
import { useText } from '../../translation';
import {
  EmptyState,
  FailurePanel,
  LoadingLines,
  PageMain,
  TimeText,
} from '../../ui';
import { ApiTab } from '../ApiTab';
import { GuidesTab } from '../GuidesTab';
import { KindBadges } from '../KindBadges';
import { DeprecationBanner, ServiceActions } from '../ServiceActions';
import { checkedDocuments, QualityTab } from '../QualityTab';
import { preloadViewer } from '../ServiceDocument';
import { ServiceDetailsTab } from '../ServiceDetailsTab';
import { ServiceEventsTab } from '../ServiceEventsTab';
import { UseItTab } from '../UseItTab';
import { VersionsTab } from '../VersionsTab';

/** The tabs that a service has something for; using it and its details are always there. */
function tabsOf(service: Service): ServiceTab[] {
  const tabs: ServiceTab[] = [];
  if (service.kinds.includes('api')) {
    tabs.push('api');
  }
  if (service.kinds.includes('events')) {
    tabs.push('events');
  }
  if (service.documents.some(({ role }) => role === 'documentation')) {
    tabs.push('guides');
  }
  tabs.push('use');
  if (service.documents.length > 0) {
    tabs.push('versions');
  }
  if (checkedDocuments(service).length > 0) {
    tabs.push('quality');
  }
  return [...tabs, 'details'];
}

/** What the document of a tab will be shown by. */
function viewerIn(service: Service, tab: string): Viewer | undefined {
  const role = { api: 'apiSpec', events: 'eventSpec' }[tab];
  const document = service.documents.find(each => each.role === role);
  return document && viewerOf(document);
}

/** One registered service: its documents, and how to use it. */
export function ServicePage() {
  const { t } = useText();
  const {
    name: environment = '',
    serviceId = '',
    '*': rest = '',
  } = useParams();
  const paths = usePaths();
  const { data, error, refetch } = useLiveQuery(
    ['environment', environment, 'service', serviceId],
    api => api.getService({ environment, serviceId }),
  );
  const [wantedTab = ''] = rest.split('/');
  const viewer = data && viewerIn(data, wantedTab);
  useEffect(() => preloadViewer(viewer), [viewer]);
  const trail = paths && [
    { label: environment, href: paths.environment(environment) },
    {
      label: data?.displayName ?? t('common.loading'),
      href: paths.service(environment, serviceId),
    },
  ];

  // One that was removed meanwhile is gone, whatever was read before.
  if (!data || isNotFound(error)) {
    return (
      <PageMain
        page="service"
        label={error ? environment : t('common.loading')}
        trail={trail}
        state={error ? 'failed' : 'loading'}
        header={<Header title={error ? environment : t('common.loading')} />}
      >
        {!error && <LoadingLines lines={8} />}
        {error && isNotFound(error) && (
          <EmptyState
            icon={<RiStackLine />}
            title={t('service.notFound.title')}
            description={t('service.notFound.description')}
            action={
              paths && (
                <ButtonLink variant="secondary" href={paths.services()}>
                  {t('service.notFound.back')}
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

  const tabs = tabsOf(data);
  const elements: Record<ServiceTab, JSX.Element> = {
    api: <ApiTab service={data} />,
    events: <ServiceEventsTab service={data} />,
    guides: <GuidesTab service={data} />,
    use: <UseItTab service={data} />,
    versions: <VersionsTab service={data} />,
    quality: <QualityTab service={data} />,
    details: <ServiceDetailsTab service={data} />,
  };
  const tab = tabs.find(id => id === rest);
  const first = <Navigate to={tabs[0] ?? 'details'} replace />;

  return (
    <PageMain
      page="service"
      label={data.displayName}
      part={tab && t(`service.tab.${tab}`)}
      trail={trail}
      state="ready"
      header={
        <Header
          title={data.displayName}
          description={data.description}
          metadata={[
            {
              label: t('service.meta.environment'),
              value: (
                <Link href={paths?.environment(environment)}>
                  {environment}
                </Link>
              ),
            },
            { label: t('service.meta.provider'), value: data.provider },
            {
              label: t('service.meta.offers'),
              value: <KindBadges kinds={data.kinds} />,
            },
            {
              label: t('service.meta.updated'),
              value: <TimeText at={data.updatedAt ?? data.createdAt} />,
            },
            ...(data.calls
              ? [
                  {
                    label: t('service.meta.lastCall'),
                    value: <TimeText at={data.calls.lastAt} />,
                  },
                ]
              : []),
          ]}
          customActions={<ServiceActions service={data} />}
          tabs={
            paths &&
            tabs.map(id => ({
              id,
              label: t(`service.tab.${id}`),
              href: paths.service(environment, serviceId, id),
            }))
          }
        />
      }
    >
      <DeprecationBanner service={data} />
      {data.calls?.answers === false && (
        <Alert
          status="danger"
          icon
          title={t('service.callsFail.title')}
          description={t('service.callsFail.description', {
            problem: data.calls.problem ?? '',
          })}
        />
      )}
      <Routes>
        <Route index element={first} />
        {tabs.map(id => (
          <Route key={id} path={id} element={elements[id]} />
        ))}
        <Route path="*" element={first} />
      </Routes>
    </PageMain>
  );
}
