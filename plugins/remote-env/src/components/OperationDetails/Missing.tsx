import { useText } from '../../translation';
import styles from './OperationDetails.module.css';

interface MissingProps {
  references: string | readonly string[] | undefined;
}

/** References that lead nowhere or to another document, which is not fetched. */
export function Missing({ references = [] }: MissingProps) {
  const { t } = useText();
  return [references].flat().map(reference => (
    <p key={reference} className={styles.warning}>
      {t('operation.missing', { reference })}
    </p>
  ));
}
