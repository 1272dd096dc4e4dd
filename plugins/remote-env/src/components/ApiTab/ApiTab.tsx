import type { Service } from '../../apis';
import { useText } from '../../translation';
import { EmptyState } from '../../ui';
import { ServiceDocument } from '../ServiceDocument';

/** The API's specification, to read and to try out. */
export function ApiTab({ service }: { service: Service }) {
  const { t } = useText();
  const document = service.documents.find(({ role }) => role === 'apiSpec');
  return document ? (
    <ServiceDocument service={service} document={document} />
  ) : (
    <EmptyState title={t('service.document.none')} />
  );
}
