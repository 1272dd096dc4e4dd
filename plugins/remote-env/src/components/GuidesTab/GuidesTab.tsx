import type { Service } from '../../apis';
import { useDocument } from '../../hooks';
import { useText } from '../../translation';
import { EmptyState, FailurePanel, LoadingLines } from '../../ui';
import { Guides } from './Guides';

/** The documentation that came with a service. */
export function GuidesTab({ service }: { service: Service }) {
  const { t } = useText();
  const document = service.documents.find(
    ({ role }) => role === 'documentation',
  );
  return document ? (
    <LoadedGuides service={service} document={document} />
  ) : (
    <EmptyState title={t('service.document.none')} />
  );
}

function LoadedGuides(props: {
  service: Service;
  document: Service['documents'][number];
}) {
  const { service, document } = props;
  const { t } = useText();
  const { data, error, refetch } = useDocument(
    { environment: service.environment, serviceId: service.id },
    document,
    { enabled: true },
  );
  if (data !== undefined) {
    return (
      <Guides
        text={data}
        title={service.documentation?.displayName ?? service.displayName}
      />
    );
  }
  return error ? (
    <FailurePanel
      error={error}
      title={t('common.loadFailed')}
      onRetry={refetch}
    />
  ) : (
    <LoadingLines lines={8} />
  );
}
