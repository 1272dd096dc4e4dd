import { useId, useState } from 'react';
import type { ParameterView } from '../../lib/documents/operation/parameterViews';
import type { SchemaView } from '../../lib/documents/operation/schemaView';
import { useText } from '../../translation';
import { Missing } from './Missing';
import styles from './OperationDetails.module.css';
import { SchemaChildren } from './SchemaChildren';
import { SchemaSays } from './SchemaSays';
import { Toggle } from './Toggle';
import { Words } from './Words';

interface SchemaRowProps {
  /** Name of the property or parameter, or what stands for it. */
  label: string;
  required?: boolean;
  schema: SchemaView;
  /** Says more than its schema does. */
  parameter?: ParameterView;
}

/** A value in a list of values: its name, its type, what is said of it, and below it what it holds. */
export function SchemaRow(props: SchemaRowProps) {
  const { label, required, schema, parameter } = props;
  const { t } = useText();
  const [isOpen, setIsOpen] = useState(false);
  const id = useId();
  const name = (
    <span
      className={styles.name}
      data-deprecated={isDeprecated(props) || undefined}
    >
      {label}
    </span>
  );
  const type = <code className={styles.type}>{schema.type}</code>;
  return (
    <li className={styles.row}>
      <div className={styles.line} id={id}>
        {schema.hasChildren ? (
          <Toggle isOpen={isOpen} onToggle={() => setIsOpen(!isOpen)}>
            {name}
            {type}
          </Toggle>
        ) : (
          <>
            {name}
            {type}
          </>
        )}
        {parameter?.mediaType !== undefined && (
          <code className={styles.secondary}>{parameter.mediaType}</code>
        )}
        {schema.name !== undefined && (
          <span className={styles.secondary}>{schema.name}</span>
        )}
        {required && (
          <span className={styles.required}>{t('operation.required')}</span>
        )}
        {isDeprecated(props) && (
          <span className={styles.mark}>{t('operation.deprecated')}</span>
        )}
        {schema.isRecursive && (
          <span className={styles.mark}>{t('operation.recursive')}</span>
        )}
      </div>
      <div className={styles.said}>
        <Missing references={schema.missing} />
        <Words short>{parameter?.description ?? schema.description}</Words>
        <SchemaSays schema={schema} examples={parameter?.examples} />
      </div>
      {isOpen && <SchemaChildren schema={schema} labelledBy={id} />}
    </li>
  );
}

function isDeprecated({ schema, parameter }: SchemaRowProps): boolean {
  return schema.deprecated || parameter?.deprecated === true;
}
