import { useMemo, useState } from 'react';
import type {
  SchemaChild,
  SchemaGroup,
  SchemaView,
} from '../../lib/documents/operation/schemaView';
import { useText } from '../../translation';
import styles from './OperationDetails.module.css';
import { SchemaRow } from './SchemaRow';

/** Rows that are drawn at once; each takes its time to paint. */
const STEP = 50;

interface SchemaChildrenProps {
  schema: SchemaView;
  labelledBy?: string;
}

/** What a schema holds, one level of it. */
export function SchemaChildren({ schema, labelledBy }: SchemaChildrenProps) {
  const groups = useMemo(() => schema.children(), [schema]);
  return (
    <div className={styles.children} role="group" aria-labelledby={labelledBy}>
      {groups.map(group => (
        <Group
          key={group.kind}
          group={group}
          hasTitle={groups.length > 1 || group.kind !== 'properties'}
        />
      ))}
    </div>
  );
}

function Group(props: { group: SchemaGroup; hasTitle: boolean }) {
  const { kind, children } = props.group;
  const { t } = useText();
  const [limit, setLimit] = useState(STEP);
  const rest = children.length - limit;
  return (
    <>
      {props.hasTitle && (
        <div className={styles.subtitle}>{t(`operation.group.${kind}`)}</div>
      )}
      <ul className={styles.rows}>
        {children.slice(0, limit).map((child, index) => (
          <Child key={index} child={child} kind={kind} />
        ))}
      </ul>
      {rest > 0 && (
        <div>
          <button
            type="button"
            className={styles.textButton}
            onClick={() => setLimit(limit + STEP)}
          >
            {t('operation.moreChildren', { count: Math.min(rest, STEP) })}
          </button>
        </div>
      )}
    </>
  );
}

function Child({
  child,
  kind,
}: {
  child: SchemaChild;
  kind: SchemaGroup['kind'];
}) {
  const { t } = useText();
  const schema = useMemo(() => child.schema(), [child]);
  return (
    <SchemaRow
      label={
        child.label ||
        t(
          kind === 'additionalProperties'
            ? 'operation.anyName'
            : 'operation.value',
        )
      }
      required={child.required}
      schema={schema}
    />
  );
}
