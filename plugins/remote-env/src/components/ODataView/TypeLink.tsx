import type { ODataType } from '@remote-env/plugin-remote-env-common';
import { Link } from 'react-router-dom';
import { oDataTypeId } from '../../lib/documents/oDataEntries';
import { useText } from '../../translation';
import styles from './ODataView.module.css';

interface TypeLinkProps {
  type: string;
  collection?: boolean;
  types: readonly ODataType[];
}

/** The name of a type, which leads to it when the document describes it. */
export function TypeLink({ type, collection, types }: TypeLinkProps) {
  const { t } = useText();
  // The namespace says little inside of one document; the link and its title have it.
  const name = type.slice(type.lastIndexOf('.') + 1);
  const text = collection
    ? t('service.odata.collection', { type: name })
    : name;
  return types.some(item => item.name === type) ? (
    <Link
      className={styles.typeLink}
      title={type}
      to={{ hash: encodeURI(oDataTypeId(type)) }}
    >
      {text}
    </Link>
  ) : (
    <span className={styles.type} title={type}>
      {text}
    </span>
  );
}
