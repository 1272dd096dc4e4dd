import { SLICED_FROM_BYTES } from '@remote-env/plugin-remote-env-common';
import type { Service } from '../../apis';
import { useText } from '../../translation';
import { EmptyState } from '../../ui';
import { OperationsView } from '../OperationsView';
import { ServiceDocument } from '../ServiceDocument';

/** The API's specification, to read and to try out. */
export function ApiTab({ service }: { service: Service }) {
  const { t } = useText();
  const document = service.documents.find(({ role }) => role === 'apiSpec');
  if (!document) {
    return <EmptyState title={t('service.document.none')} />;
  }
  const whole = <ServiceDocument service={service} document={document} />;
  return /^(openapi|swagger)-/.test(document.format) &&
    document.size >= SLICED_FROM_BYTES ? (
    <OperationsView service={service} document={document} whole={whole} />
  ) : (
    whole
  );
}
