import { Link, Text } from '@backstage/ui';
import { CONNECTED_APP_LABEL } from '@remote-env/plugin-remote-env-common';
import { useText } from '../../translation';
import styles from './ServicesTable.module.css';

const SHOWN = 3;

interface LabelLinksProps {
  labels: Record<string, string>;
  /** Where the list is that is limited to one more label. */
  href(label: string): string;
}

/** The first labels that people gave a service; each limits the list to it. */
export function LabelLinks({ labels, href }: LabelLinksProps) {
  const { t } = useText();
  const all = Object.entries(labels)
    .filter(([key]) => key !== CONNECTED_APP_LABEL)
    .map(([key, value]) => `${key}=${value}`);
  const shown = all.slice(0, SHOWN);
  return (
    <div className={styles.labels}>
      {shown.map(label => (
        <Link
          key={label}
          href={href(label)}
          variant="body-small"
          aria-label={t('finding.filterByLabel', { label })}
          className={styles.label}
        >
          {label}
        </Link>
      ))}
      {all.length > shown.length && (
        <Text variant="body-small" color="secondary">
          {t('finding.moreLabels', {
            number: String(all.length - shown.length),
          })}
        </Text>
      )}
    </div>
  );
}
