import { Skeleton, VisuallyHidden } from '@backstage/ui';
import { useText } from '../../translation';
import styles from './LoadingLines.module.css';

/** Stands where text will be. */
export function LoadingLines({ lines = 3 }: { lines?: number }) {
  const { t } = useText();
  return (
    <div className={styles.lines} role="status">
      <VisuallyHidden>{t('common.loading')}</VisuallyHidden>
      {Array.from({ length: lines }, (_, index) => (
        <Skeleton
          key={index}
          width={index % 3 === 2 ? '60%' : '100%'}
          height={20}
        />
      ))}
    </div>
  );
}
