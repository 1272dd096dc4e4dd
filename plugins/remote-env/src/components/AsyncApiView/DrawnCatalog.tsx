import AsyncApiComponent from '@asyncapi/react-component/lib/esm/without-parser';
import '@asyncapi/react-component/styles/default.min.css';
import { memo } from 'react';
import { useDarkMode } from '../../hooks';
import type { JsonObject } from '../../lib/documents/json';
import styles from './DrawnCatalog.module.css';

const CONFIG = {
  show: { sidebar: false, errors: false, servers: false },
  expand: { messageExamples: false },
};

/** Of one channel, whose name stands above it. */
const ONLY = {
  operations: {
    ...CONFIG,
    show: { ...CONFIG.show, info: false, messages: false, schemas: false },
  },
  messages: {
    ...CONFIG,
    show: { ...CONFIG.show, info: false, operations: false, schemas: false },
  },
};

export interface DrawnCatalogProps {
  document: JsonObject;
  /** Leaves out the rest, as is right for one channel. */
  only?: keyof typeof ONLY;
}

/** What the community's renderer draws of an event catalog, in the colours of the portal. */
export function DrawnCatalog({ document, only }: DrawnCatalogProps) {
  const dark = useDarkMode();
  return (
    <div
      className={styles.view}
      data-dark={dark || undefined}
      data-remote-env-channel={only}
    >
      <Drawn document={document} only={only} />
    </div>
  );
}

/** Apart, since the renderer throws away what it has drawn, and what a reader has unfolded, whenever it is drawn anew. */
const Drawn = memo(({ document, only }: DrawnCatalogProps) => (
  <AsyncApiComponent schema={document} config={only ? ONLY[only] : CONFIG} />
));
