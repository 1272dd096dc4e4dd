import type {
  ParameterGroup,
  ParameterView,
} from '../../lib/documents/operation/parameterViews';
import { useText } from '../../translation';
import { Part } from './Part';
import styles from './OperationDetails.module.css';
import { SchemaRow } from './SchemaRow';

/** What a request needs besides its body; nothing where there is nothing. */
export function Parameters({ groups }: { groups: readonly ParameterGroup[] }) {
  const { t } = useText();
  if (groups.length === 0) {
    return null;
  }
  return (
    <Part title={t('operation.parameters')}>
      {groups.map(({ place, parameters }) => (
        <div key={place} className={styles.group}>
          <h6 className={styles.subtitle}>{t(`operation.place.${place}`)}</h6>
          <ParameterRows parameters={parameters} />
        </div>
      ))}
    </Part>
  );
}

/** Parameters, or headers of an answer. */
export function ParameterRows(props: { parameters: readonly ParameterView[] }) {
  return (
    <ul className={styles.rows}>
      {props.parameters.map((parameter, index) => (
        <SchemaRow
          key={index}
          label={parameter.name}
          required={parameter.required}
          schema={parameter.schema}
          parameter={parameter}
        />
      ))}
    </ul>
  );
}
