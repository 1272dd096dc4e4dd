import type { DocumentVersion } from '../../apis';
import { useText } from '../../translation';
import { StatusBadge } from '../../ui';
import styles from './VersionsTab.module.css';

export const LEVELS = ['breaking', 'risky', 'compatible'] as const;
export const TONES = {
  breaking: 'danger',
  risky: 'warning',
  compatible: 'success',
} as const;

/** How many changes of which gravity a version brings, or why that is not known. */
export function ChangeCounts({
  comparison,
}: Pick<DocumentVersion, 'comparison'>) {
  const { t } = useText();
  const { reason = '', state } = comparison;
  if (state === 'none') {
    return null;
  }
  if (state === 'pending') {
    return <div className={styles.note}>{t('versions.pending')}</div>;
  }
  if (state === 'failed') {
    return (
      <div className={styles.note}>{t('versions.failed', { reason })}</div>
    );
  }
  const levels = LEVELS.filter(level => comparison[level]);
  return levels.length === 0 ? (
    <div className={styles.note}>{t('versions.same')}</div>
  ) : (
    <div className={styles.counts}>
      {levels.map(level => (
        <StatusBadge key={level} tone={TONES[level]}>
          {t(`versions.counted.${level}`, { count: comparison[level] ?? 0 })}
        </StatusBadge>
      ))}
    </div>
  );
}
