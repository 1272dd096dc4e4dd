import { Alert, Button } from '@backstage/ui';
import { messageOf } from '../../apis';
import { useText } from '../../translation';

interface FailurePanelProps {
  error: unknown;
  /** What could not be done, as a sentence. */
  title?: string;
  onRetry?(): void;
}

/** What went wrong in the portal's own words, and a way to try again. */
export function FailurePanel({ error, title, onRetry }: FailurePanelProps) {
  const { t } = useText();
  return (
    <div role="alert">
      <Alert
        status="danger"
        icon
        title={title ?? t('common.failed')}
        description={messageOf(error)}
        customActions={
          onRetry && (
            <Button size="small" variant="secondary" onPress={onRetry}>
              {t('common.retry')}
            </Button>
          )
        }
      />
    </div>
  );
}
