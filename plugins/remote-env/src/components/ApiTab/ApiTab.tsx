import type { Service } from '../../apis';
import { viewerOf } from '../../lib/documents/viewerOf';
import { useText } from '../../translation';
import { EmptyState } from '../../ui';
import { DocumentDownload } from '../DocumentDownload';
import { OutlineView } from '../OutlineView';
import { ServiceDocument } from '../ServiceDocument';

/** The API's specification, to read and to try out. */
export function ApiTab({ service }: { service: Service }) {
  const { t } = useText();
  const document = service.documents.find(({ role }) => role === 'apiSpec');
  if (!document) {
    return <EmptyState title={t('service.document.none')} />;
  }
  const whole = <ServiceDocument service={service} document={document} />;
  return (
    <>
      <DocumentDownload service={service} document={document} />
      {viewerOf(document) === 'operations' ? (
        <OutlineView service={service} document={document} whole={whole} />
      ) : (
        whole
      )}
    </>
  );
}
