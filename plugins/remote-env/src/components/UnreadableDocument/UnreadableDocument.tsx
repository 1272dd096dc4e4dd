import { Alert } from '@backstage/ui';
import { useText } from '../../translation';

/** Instead of a document, or of a part of it, that cannot be shown. */
export function UnreadableDocument({ problem }: { problem?: string }) {
  const { t } = useText();
  return (
    <Alert
      status="warning"
      icon
      title={t('service.document.unreadable')}
      description={problem}
    />
  );
}
