import AsyncApiComponent from '@asyncapi/react-component/lib/esm/without-parser';
import '@asyncapi/react-component/styles/default.min.css';
import { useDarkMode } from '../../hooks';
import type { JsonObject } from '../../lib/documents/json';
import styles from './AsyncApiView.module.css';

const CONFIG = {
  show: { sidebar: false, errors: false, servers: false },
  expand: { messageExamples: false },
};

/** An event catalog. Load it lazily: the renderer is large. */
export function AsyncApiView({ document }: { document: JsonObject }) {
  const dark = useDarkMode();
  return (
    <div className={styles.view} data-dark={dark || undefined}>
      <AsyncApiComponent schema={document} config={CONFIG} />
    </div>
  );
}
