import { Button, Tag, TagGroup } from '@backstage/ui';
import { useText } from '../../translation';
import styles from './FacetFilters.module.css';

/** One value that a list is limited to. */
export interface ActiveFilter {
  /** Parameter of the address. */
  name: string;
  value: string;
  /** What people read. */
  text: string;
}

interface ActiveFiltersProps {
  filters: readonly ActiveFilter[];
  onRemove(filter: ActiveFilter): void;
  onClear(): void;
}

/** What a list is limited to, each to be taken away. */
export function ActiveFilters(props: ActiveFiltersProps) {
  const { filters, onRemove, onClear } = props;
  const { t } = useText();
  if (filters.length === 0) {
    return null;
  }
  const items = filters.map(filter => ({
    ...filter,
    id: `${filter.name}=${filter.value}`,
  }));
  return (
    <div className={styles.active}>
      <TagGroup
        aria-label={t('finding.active')}
        items={items}
        onRemove={keys =>
          items.filter(({ id }) => keys.has(id)).forEach(onRemove)
        }
      >
        {item => (
          <Tag id={item.id} textValue={item.text}>
            {item.text}
          </Tag>
        )}
      </TagGroup>
      <Button size="small" variant="tertiary" onPress={onClear}>
        {t('finding.clearAll')}
      </Button>
    </div>
  );
}
