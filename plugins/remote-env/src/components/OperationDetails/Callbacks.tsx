import type { CallbackView } from '../../lib/documents/operation/operationView';
import { useText } from '../../translation';
import styles from './OperationDetails.module.css';
import { Part } from './Part';
import { Words } from './Words';

/** Requests that follow an operation, by name. */
export function Callbacks(props: { callbacks: readonly CallbackView[] }) {
  const { callbacks } = props;
  const { t } = useText();
  if (callbacks.length === 0) {
    return null;
  }
  return (
    <Part title={t('operation.callbacks')}>
      <ul className={styles.rows}>
        {callbacks.map(({ name, method, expression, summary }, index) => (
          <li key={index} className={styles.row}>
            <div className={styles.line}>
              <span className={styles.name}>{name}</span>
              <code className={styles.type}>
                {method} {expression}
              </code>
            </div>
            <div className={styles.said}>
              <Words short>{summary}</Words>
            </div>
          </li>
        ))}
      </ul>
    </Part>
  );
}
