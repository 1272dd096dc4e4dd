import { Button } from '@backstage/ui';
import { useText } from '../../translation';
import { EmptyState } from './EmptyState';

/** In place of a list of which nothing is left by its filters. */
export function NoMatch({ onClear }: { onClear(): void }) {
  const { t } = useText();
  return (
    <EmptyState
      title={t('common.noMatch')}
      description={t('common.noMatchDescription')}
      action={
        <Button variant="secondary" onPress={onClear}>
          {t('common.clearFilters')}
        </Button>
      }
    />
  );
}
