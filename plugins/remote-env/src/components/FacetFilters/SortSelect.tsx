import { Select } from '@backstage/ui';
import type { Sorting } from '../../lib/finding/columnSort';
import { useText } from '../../translation';

interface SortSelectProps<S extends string> extends Sorting<S> {
  orders: readonly S[];
  /** What people call each. */
  names: Record<S, string>;
}

/** The order of a list; heads of columns do the same where they are shown. */
export function SortSelect<S extends string>(props: SortSelectProps<S>) {
  const { orders, names, by, onChange } = props;
  const { t } = useText();
  return (
    <Select
      aria-label={t('finding.sort.label')}
      value={by}
      onChange={key => {
        const order = orders.find(each => each === key);
        if (order !== undefined) {
          onChange(order);
        }
      }}
      options={orders.map(id => ({ id, label: names[id] }))}
    />
  );
}
