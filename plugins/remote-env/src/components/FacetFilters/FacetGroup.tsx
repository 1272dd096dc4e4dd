import { Checkbox, CheckboxGroup } from '@backstage/ui';
import type { FacetValue } from '../../apis';
import styles from './FacetFilters.module.css';

interface FacetGroupProps {
  label: string;
  values: readonly FacetValue[];
  chosen: readonly string[];
  nameOf(value: string): string;
  onChange(values: string[]): void;
}

/** The values of one facet to choose from, each with how many there are. */
export function FacetGroup(props: FacetGroupProps) {
  const { label, values, chosen, nameOf, onChange } = props;
  if (values.length === 0) {
    return null;
  }
  return (
    <CheckboxGroup
      label={label}
      value={[...chosen]}
      onChange={onChange}
      className={styles.group}
    >
      {values.map(({ value, count }) => (
        <Checkbox key={value} value={value} className={styles.value}>
          <span className={styles.line}>
            <span className={styles.name}>{nameOf(value)}</span>{' '}
            <span className={styles.count}>{count.toLocaleString()}</span>
          </span>
        </Checkbox>
      ))}
    </CheckboxGroup>
  );
}
